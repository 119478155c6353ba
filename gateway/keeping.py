"""Forgets: people who asked for it, texts whose time is over. Runs in every worker; the rows say what is left to do."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from gateway.assistant import Assistant, AssistantAway
from registry.database import Database
from registry.models.base import now
from registry.services import erasure, retention

log = logging.getLogger(__name__)
EXPIRE_EVERY = timedelta(hours=1)


class Keeper:
    """`texts_kept`: how long the words of ordinary messages stay."""

    def __init__(self, database: Database, assistant: Assistant, texts_kept: timedelta) -> None:
        self.database, self.assistant, self.texts_kept = database, assistant, texts_kept
        self._expires_at: datetime | None = None

    async def look(self, at: datetime | None = None) -> int:
        """Do what is due at `at`; how much was done."""
        at = at or now()
        done = 0
        for erasure_id, contact_id in await asyncio.to_thread(self._erase_due, at):
            done += await self._forget(erasure_id, contact_id, at)
        if self._expires_at is None or at >= self._expires_at:
            done += await self._expire(at)
        return done

    def _erase_due(self, at: datetime) -> list[tuple[int, str]]:
        with self.database.read() as session:
            ids = erasure.due(session, at)
        erased = []
        for erasure_id in ids:
            with self.database.write() as session:
                contact_id = erasure.fulfil(session, erasure_id)
            if contact_id is not None:
                erased.append((erasure_id, contact_id))
        if erased:
            self.database.wipe_traces()
        return erased

    async def _forget(self, erasure_id: int, contact_id: str, at: datetime) -> int:
        """Rasa's memory last. While it is away the wish stays open, with an id that leads to nobody."""
        try:
            await self.assistant.forget(contact_id)
        except AssistantAway:
            log.warning("erasure=%d: the assistant is away, its memory is erased when it is back", erasure_id)
            return 0
        await asyncio.to_thread(self._close, erasure_id, at)
        log.info("erasure=%d is done", erasure_id)
        return 1

    def _close(self, erasure_id: int, at: datetime) -> None:
        with self.database.write() as session:
            erasure.close(session, erasure_id, at)

    async def _expire(self, at: datetime) -> int:
        expired = await asyncio.to_thread(self._expire_some, at)
        if expired.total:
            log.info("expired: texts=%d events=%d misses=%d people=%d", expired.texts, expired.events,
                     expired.misses, expired.people)  # fmt: skip
        else:
            self._expires_at = at + EXPIRE_EVERY
        return expired.total

    def _expire_some(self, at: datetime) -> retention.Expired:
        with self.database.write() as session:
            return retention.expire(session, at, self.texts_kept)
