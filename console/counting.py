"""Counting everybody a notice would reach takes seconds when they are many: a count is kept for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from registry.models.base import now
from registry.services.broadcasts.preview import Preview

KEPT_SECONDS = 60.0


@dataclass(frozen=True)
class Counted:
    """A preview, and when it was counted."""

    preview: Preview
    at: datetime


class Counts:
    """The newest count of each notice, for as long as nothing of the notice changes."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[str, float, Counted]] = {}
        self._lock = threading.Lock()

    def of(self, notice: int, said: str, count: Callable[[], Preview]) -> Counted:
        """What was counted less than a minute ago for a notice that `said` the same, or a new count."""
        with self._lock:
            held = self._held.get(notice)
        if held and held[0] == said and time.monotonic() - held[1] < KEPT_SECONDS:
            return held[2]
        fresh = Counted(count(), now())
        with self._lock:
            self._held[notice] = (said, time.monotonic(), fresh)
        return fresh

    def forget(self, notice: int) -> None:
        """Its list of numbers is another one."""
        with self._lock:
            self._held.pop(notice, None)
