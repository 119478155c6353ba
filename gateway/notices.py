"""Notices at the sending door: the same attempt as a reply's, many under way at once, in the pace of their sender.

Replies have a loop and slots of their own, so that no notice is ever in front of one.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.orm import Session

from gateway.door import Door, learn, outcome
from gateway.providers import Accepted, Misconfigured, OutsideWindow, SendError, Uncertain
from registry.models.base import now
from registry.models.delivery import DELIVERED, SENT
from registry.services import deliveries
from registry.services.broadcasts import leaving, life
from registry.services.broadcasts.leaving import Claimed
from registry.services.deliveries import Outgoing, Settled
from registry.services.terms import Terms

log = logging.getLogger(__name__)

# At 200 ms a call this carries 2,000 a second.
AT_ONCE = 400
MOST_CLAIMED = 200
# Codes of the account's own daily limits: everybody waits, not this message only.
LIMIT_CODES = frozenset({63017, 63038})
LONGEST_WAIT = 0.25


class NoticeDoor:
    """Sends what running broadcasts have released."""

    def __init__(self, door: Door, terms: Terms) -> None:
        self.door, self.terms = door, terms
        self.due = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._ended: list[tuple[Outgoing, Accepted | SendError]] = []
        self._writing: asyncio.Task[None] | None = None
        # One writer of this process at a time: two would only wait for each other in the database.
        self._turn = asyncio.Lock()

    async def send_due(self) -> int:
        """Claim what is due and begin to send it; how many were claimed, and 1 when more will soon be."""
        if len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        async with self._turn:
            claimed, going = await asyncio.to_thread(self._claim, min(MOST_CLAIMED, AT_ONCE - len(self._under_way)))
        for each in going:
            task = asyncio.create_task(self._send(each))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        if claimed.ids:
            return len(claimed.ids)
        if claimed.wait is None or claimed.wait > LONGEST_WAIT:
            return 0
        await asyncio.sleep(claimed.wait)
        return 1

    async def finish(self, seconds: float | None = None) -> None:
        """Wait for what is under way; what is left after `seconds` is found by the sweep."""
        if self._under_way:
            _, left = await asyncio.wait(self._under_way, timeout=seconds)
            for task in left:
                task.cancel()
        while self._writing is not None and not self._writing.done():
            await asyncio.shield(self._writing)

    def _claim(self, room: int) -> tuple[Claimed, list[Outgoing]]:
        database = self.door.database
        with database.read() as session:
            if not leaving.something_runs(session):
                return Claimed(), []
        with database.write() as session:
            claimed = leaving.claim(session, self.terms, room, self.door.owner)
        if not claimed.ids:
            return claimed, []
        with database.read() as session:
            return claimed, deliveries.outgoing(session, self.door.vault, claimed.ids)

    async def _send(self, outgoing: Outgoing) -> None:
        end: Accepted | SendError
        try:
            end = await self.door.provider.send(outgoing)
        except SendError as error:
            end = error
        except Exception as error:
            log.error("a notice failed in an unforeseen way: %s", type(error).__name__)
            end = Uncertain("unforeseen")
        self._ended.append((outgoing, end))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Settle whatever has ended, together: while one batch is written the next one gathers."""
        while self._ended:
            async with self._turn:
                ended, self._ended = self._ended, []
                try:
                    await asyncio.to_thread(self._settle, ended)
                except Exception as error:
                    # The rows still say `sending`: the sweep finds them.
                    log.error("%d notices could not be settled: %s", len(ended), type(error).__name__)

    def _settle(self, ended: list[tuple[Outgoing, Accepted | SendError]]) -> None:
        plain: list[Settled] = []
        learnt: list[Settled] = []
        with self.door.database.write() as session:
            for outgoing, end in ended:
                settled = settle_one(session, outgoing, end)
                if settled is None:
                    continue
                plain.append(settled)
                if settled.reason in ("suppressed", "invalid"):
                    learnt.append(settled)
            leaving.settle_many(session, plain)
            for each in learnt:
                learn(session, each)
        log.info("notices settled=%d", len(ended))


def settle_one(session: Session, outgoing: Outgoing, end: Accepted | SendError) -> Settled | None:
    """How an attempt ended, in the words of a row; None when more than the row has been settled here."""
    if isinstance(end, Accepted):
        return Settled(outgoing.delivery_id, DELIVERED if end.is_final else SENT, sid=end.sid)
    if isinstance(end, Misconfigured):
        _stop(session, outgoing, life.CONFIGURATION, end)
        return None
    if end.code in LIMIT_CODES:
        _stop(session, outgoing, life.DAILY_LIMIT, end)
        return None
    if isinstance(end, OutsideWindow) and leaving.by_template(session, outgoing.delivery_id):
        return None
    return outcome(outgoing, end)


def _stop(session: Session, outgoing: Outgoing, because: str, error: SendError) -> None:
    stopped = leaving.stop(session, outgoing.delivery_id, because, error.code)
    if stopped is not None:
        log.critical("broadcast=%d is stopped: %s code=%s at=%s", stopped, because, error.code, now().isoformat())
