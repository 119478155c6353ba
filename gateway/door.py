"""The one sending door: claim and commit, call the provider, settle. Replies and notices leave only here."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from gateway.counting import SENDS
from gateway.providers import (
    Accepted,
    Forbidden,
    Invalid,
    Misconfigured,
    OutsideWindow,
    OverCap,
    Provider,
    Rejected,
    Retryable,
    SendError,
    Suppressed,
    Throttled,
    Uncertain,
)
from registry.database import Database
from registry.models import Address, Delivery
from registry.models.base import now
from registry.models.delivery import DELIVERED, ERRORED, FAILED, SENT, UNKNOWN
from registry.services import consents, deliveries, pacing, reaching
from registry.services.deliveries import Outgoing, Settled
from registry.vault import Vault

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 32
LOOKUPS_AT_ONCE = 10
# Together they last an hour and more: a reply outlives a network that is down for that long.
MAX_ATTEMPTS = 24
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
STOPPED_WAIT = timedelta(minutes=5)
# Seconds between attempts to note what came of a call. After the last the sweep finds the row.
SETTLE_WAITS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0, 10.0)
RECONCILE_AFTER = timedelta(seconds=5)


class Door:
    """Sends what is due. Several doors on several machines share the rows and never send one twice."""

    def __init__(self, database: Database, vault: Vault, provider: Provider) -> None:
        self.database, self.vault, self.provider = database, vault, provider
        self.due = asyncio.Event()
        self.owner: str | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        # Claimed here and not settled: nobody else may take these up while we live.
        self._sending: set[int] = set()
        self._is_unsure = False

    async def send_due(self) -> int:
        """Claim what is due and begin to send it; how many were claimed. One slow answer holds nobody else up."""
        if len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        try:
            ids, going = await asyncio.to_thread(self._claim, AT_ONCE - len(self._under_way))
        except Exception:
            # Perhaps it was committed before the database went: what is ours and not being sent is put back then.
            self._is_unsure = True
            raise
        self._is_unsure = False
        self._sending.update(ids)
        for each in going:
            task = asyncio.create_task(self._send(each))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        textless = set(ids) - {each.delivery_id for each in going}
        for delivery_id in textless:
            await self._settle(Settled(delivery_id, FAILED, reason="text_gone"))
            self._sending.discard(delivery_id)
        return len(ids)

    async def finish(self, seconds: float | None = None) -> None:
        """Wait for what is under way; after `seconds` leave it to be found by `reconcile`."""
        if self._under_way:
            _, left = await asyncio.wait(self._under_way, timeout=seconds)
            for task in left:
                task.cancel()

    async def reconcile(self) -> int:
        """Settle what a crash or a silent provider left open; how many were looked into."""
        await asyncio.to_thread(self._write, deliveries.abandoned)
        ids = await asyncio.to_thread(self._write, deliveries.unknown)
        found = await asyncio.to_thread(self._outgoing, ids)
        # One after another to one number: the same words may have been meant twice, and each is found once.
        to_number: defaultdict[tuple[str, str], list[Outgoing]] = defaultdict(list)
        for each in found:
            to_number[each.number, each.channel].append(each)
        room = asyncio.Semaphore(LOOKUPS_AT_ONCE)
        await asyncio.gather(*(self._find_out_all(each, room) for each in to_number.values()))
        return len(ids)

    async def _find_out_all(self, outgoing: list[Outgoing], room: asyncio.Semaphore) -> None:
        async with room:
            for each in outgoing:
                await self._find_out(each)

    async def _send(self, outgoing: Outgoing) -> None:
        settled = await self._attempt(outgoing, self.provider.send)
        for wait in SETTLE_WAITS:
            try:
                await self._settle(settled)
                self._sending.discard(outgoing.delivery_id)
                break
            except Exception as error:
                # What is known is not given up with the first hiccup of the database: the row would say `sending`.
                log.error("delivery=%d is not settled yet: %s", outgoing.delivery_id, type(error).__name__)
                await asyncio.sleep(wait)
        self.due.set()

    async def _attempt(self, outgoing: Outgoing, send: Callable[[Outgoing], Awaitable[Accepted]]) -> Settled:
        began = time.monotonic()
        settled = await self._tried(outgoing, send)
        SENDS.labels(settled.status).observe(time.monotonic() - began)
        return settled

    async def _tried(self, outgoing: Outgoing, send: Callable[[Outgoing], Awaitable[Accepted]]) -> Settled:
        try:
            accepted = await send(outgoing)
            return Settled(outgoing.delivery_id, DELIVERED if accepted.is_final else SENT, sid=accepted.sid)
        except SendError as error:
            return outcome(outgoing, error)
        except Exception as error:
            log.error("a delivery failed in an unforeseen way: %s", type(error).__name__)
            return outcome(outgoing, Uncertain("unforeseen"))

    async def _settle(self, settled: Settled) -> None:
        moved = await asyncio.to_thread(self._write, deliveries.settle, settled)
        log.info("delivery=%d status=%s moved=%s", settled.delivery_id, settled.status, moved)
        if settled.reason in ("suppressed", "invalid"):
            await asyncio.to_thread(self._write, learn, settled)

    async def _find_out(self, outgoing: Outgoing) -> None:
        others = await asyncio.to_thread(self._write, deliveries.other_sids, outgoing.delivery_id)
        try:
            found = await self.provider.find(replace(outgoing, other_sids=others))
        except SendError:
            return
        if found is not None:
            await self._settle(Settled(outgoing.delivery_id, found.status, sid=found.sid))
            return
        again = await asyncio.to_thread(self._write, deliveries.send_once_more, outgoing.delivery_id, outgoing.attempts)
        log.info("delivery=%d is not at the provider: queued=%s", outgoing.delivery_id, again)

    def _claim(self, limit: int) -> tuple[list[int], list[Outgoing]]:
        with self.database.read() as session:
            if not self._is_unsure and not deliveries.something_is_due(session):
                return [], []
        with self.database.write() as session:
            if self._is_unsure and self.owner is not None:
                deliveries.put_back(session, self.owner, frozenset(self._sending))
            claimed = deliveries.claim(session, limit, owner=self.owner)
            pacing.draw_for_replies(session, claimed)
            return claimed, deliveries.outgoing(session, self.vault, claimed) if claimed else []

    def _outgoing(self, ids: list[int]) -> list[Outgoing]:
        with self.database.read() as session:
            return deliveries.outgoing(session, self.vault, ids)

    def _write(self, do: Callable[..., T], *arguments: object) -> T:
        with self.database.write() as session:
            return do(session, *arguments)


def outcome(outgoing: Outgoing, error: SendError) -> Settled:
    """What an attempt that raised means for its delivery."""
    if isinstance(error, Uncertain):
        return Settled(outgoing.delivery_id, UNKNOWN, reason=error.reason, retry_at=now() + RECONCILE_AFTER)
    if isinstance(error, Misconfigured):
        log.error("the provider refuses our account: code=%s", error.code)
        return _again(outgoing, error, STOPPED_WAIT)
    if isinstance(error, OverCap):
        log.error("delivery=%d waits: the day's money is spent", outgoing.delivery_id)
        return Settled(outgoing.delivery_id, ERRORED, reason=error.reason, retry_at=error.until)
    if isinstance(error, Throttled | Retryable):
        return _again(outgoing, error, backoff(outgoing.attempts))
    return Settled(outgoing.delivery_id, FAILED, error_code=error.code, reason=reason_of(error))


def _again(outgoing: Outgoing, error: SendError, wait: timedelta) -> Settled:
    if outgoing.attempts >= MAX_ATTEMPTS:
        return Settled(outgoing.delivery_id, FAILED, error_code=error.code, reason="error_limit")
    return Settled(outgoing.delivery_id, ERRORED, error_code=error.code, reason=error.reason, retry_at=now() + wait)


def backoff(attempts: int) -> timedelta:
    """Twice as long each time, with up to half as much again by chance, so that many do not come back at once."""
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return timedelta(seconds=wait * (1 + random.random() / 2))


REASONS: dict[type[SendError], str] = {
    Suppressed: "suppressed",
    Invalid: "invalid",
    Forbidden: "country",
    OutsideWindow: "outside_window",
    Rejected: "rejected",
}


def reason_of(error: SendError) -> str:
    """The closed list of reasons that reports show."""
    return REASONS.get(type(error), "rejected")


def learn(session: Session, settled: Settled) -> None:
    """A number that the provider knows better: mark it, so that nothing more is tried in vain."""
    delivery = session.get(Delivery, settled.delivery_id)
    if delivery is None:
        # Its person has been forgotten meanwhile.
        return
    if settled.reason == "invalid":
        session.get_one(Address, delivery.address_id).is_invalid = True
        return
    consents.record(
        session, delivery.contact_id, consents.NOTICES, is_given=False, channel=delivery.channel, source="provider",
        wording=f"The provider says that the person has opted out there (error {settled.error_code}).",
    )  # fmt: skip
    reaching.hold_back(session, delivery.contact_id)
