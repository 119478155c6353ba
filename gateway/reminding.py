"""Says of our own accord what is due: news of cases, last days, forums. Runs in every worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from registry.database import Database
from registry.models.base import now
from registry.services import drafts, reminders
from registry.services.library import Shelf
from registry.vault import Vault

log = logging.getLogger(__name__)
EXPIRE_EVERY = timedelta(hours=1)


class Reminding:
    """`wake` is called when something has been queued for the door."""

    def __init__(self, database: Database, vault: Vault, shelf: Shelf, wake: Callable[[], None]) -> None:
        self.database, self.vault, self.shelf, self.wake = database, vault, shelf, wake
        self._expires_at: datetime | None = None

    async def look(self, at: datetime | None = None) -> int:
        """Queue what is due at `at`, and forget the dialogues that nobody came back to; how many were settled."""
        return await asyncio.to_thread(self._look, at or now())

    def _look(self, at: datetime) -> int:
        if self._expires_at is None or at >= self._expires_at:
            self._expires_at = at + EXPIRE_EVERY
            with self.database.write() as session:
                drafts.expire(session, at)
        with self.database.read() as session:
            if not reminders.is_due(session, at):
                return 0
        with self.database.write() as session:
            settled = reminders.queue_due(session, self.vault, self.shelf.library, at)
        if settled:
            log.info("reminders: settled=%d", settled)
            self.wake()
        return settled
