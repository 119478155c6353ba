"""Refused requests in the log: route, status and how many. Never an address, a token or a text."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

STATUSES = (401, 403, 413, 429)
# One line of a kind in so many seconds: a flood of refusals must not become a flood of lines.
EVERY = 60.0


class Refusals:
    """Says the first of a kind at once, and how many came since with the next that is said."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[tuple[str, str, int], float] = {}
        self._since: dict[tuple[str, str, int], int] = {}

    def note(self, method: str, route: str, status: int) -> None:
        """Take one request in."""
        if status not in STATUSES:
            return
        kind, now = (method, route, status), self._clock()
        if now - self._said.get(kind, now - EVERY) < EVERY:
            self._since[kind] = self._since.get(kind, 0) + 1
            return
        self._said[kind] = now
        log.info("refused: %s %s %d, %d more before", method, route, status, self._since.pop(kind, 0))
