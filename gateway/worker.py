"""The engine of the gateway: takes the turns that wait, opens the door, sweeps up what a crash left."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import cast
from uuid import uuid4

from gateway.assistant import AssistantAway, AssistantFailed
from gateway.counting import TURNS
from gateway.door import Door
from gateway.heard import Channel, Kind, OptOutType
from gateway.limits import Allowance
from gateway.reach import reach_of
from gateway.settling import settle, state_of
from gateway.state import Heard, State, Taken
from gateway.turn import Turns, sorry
from registry.database import Database
from registry.models import Address, Contact, Message
from registry.models.base import now
from registry.services import deliveries, handovers, messages
from registry.services.library import Shelf
from registry.vault import Vault
from sesotho import Identified, Spelling

log = logging.getLogger(__name__)

TURNS_AT_ONCE = 12
IDLE_SECONDS = 0.5
# A third of a lease (registry/services/messages.py): two beats may be missed.
BEAT_SECONDS = 3.0
SWEEP_SECONDS = 10.0
STOP_SECONDS = 2.0
RETRY_SECONDS = (1, 2, 5, 10, 20)
# Two minutes of failing, then the person is told to ask again; while the assistant is only away, nobody is given up.
MOST_TRIES = 9


@dataclass(frozen=True)
class _Waiting:
    """A message whose turn it is, with all that the turn needs."""

    message_id: int
    contact_id: str
    attempts: int
    heard: Heard
    state: State


class Worker:
    """Runs until it is stopped; several may run at once, on one machine or on many."""

    def __init__(
        self, database: Database, vault: Vault, shelf: Shelf, turns: Turns, door: Door, node: str | None = None
    ) -> None:
        self.database, self.vault, self.shelf, self.turns, self.door = database, vault, shelf, turns, door
        self.owner = door.owner = node or uuid4().hex
        self._inbound = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._recovered = asyncio.Event()
        self._chores: list[tuple[str, Callable[[], Awaitable[int]], float]] = []
        self._is_stopping = False
        self.allowance = Allowance()

    def add_chore(self, name: str, work: Callable[[], Awaitable[int]], seconds: float) -> None:
        """Something else to be done every so many seconds, from the next start on."""
        self._chores.append((name, work, seconds))

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._is_stopping = False
        loops = [
            self._recover(),
            self._loop("turns", self._begin_turns, self._inbound, IDLE_SECONDS),
            self._loop("door", self.door.send_due, self.door.due, IDLE_SECONDS),
            self._loop("sweep", self.door.reconcile, asyncio.Event(), SWEEP_SECONDS),
            self._loop("leases", self._renew, asyncio.Event(), BEAT_SECONDS),
            *(self._loop(name, work, asyncio.Event(), seconds) for name, work, seconds in self._chores),
        ]
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def _recover(self) -> None:
        """What this node was doing when it died is taken up now, not when its leases run out."""
        while not self._recovered.is_set():
            try:
                await asyncio.to_thread(self._take_up)
                self._recovered.set()
            except Exception as error:
                log.error("recover: %s", type(error).__name__)
                await asyncio.sleep(IDLE_SECONDS)

    def _take_up(self) -> None:
        with self.database.write() as session:
            messages.release_turns(session, self.owner)
            deliveries.left_by(session, self.owner)

    async def _renew(self) -> int:
        if self._under_way:
            await asyncio.to_thread(self._renew_leases)
        return 0

    def _renew_leases(self) -> None:
        held = list(self._under_way.values())
        with self.database.write() as session:
            messages.renew_turns(session, self.owner, held)

    async def stop(self) -> None:
        """End: what is being sent gets a moment more, the rest is found by the sweep of whoever runs next."""
        # `wait_for` of Python 3.11 loses a cancellation that comes in the instant in which it is done.
        self._is_stopping = True
        tasks = [*self._tasks, *self._under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.door.finish(STOP_SECONDS)

    @property
    def is_running(self) -> bool:
        """Whether every loop is alive."""
        return self._recovered.is_set() and not any(task.done() for task in self._tasks[1:])

    def wake(self) -> None:
        """A message has just been stored: do not wait for the next look."""
        self._inbound.set()

    async def _loop(self, name: str, work: Callable[[], Awaitable[int]], event: asyncio.Event, idle: float) -> None:
        await self._recovered.wait()
        while not self._is_stopping:
            # Before the look: what comes in while we look is not slept over.
            event.clear()
            try:
                if await work():
                    continue
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.error("%s: %s", name, type(error).__name__)
                await asyncio.sleep(idle)
            try:
                await asyncio.wait_for(event.wait(), idle)
            except TimeoutError:
                pass

    async def _begin_turns(self) -> int:
        """Claim as many contacts as there is room for and take their turns side by side; how many waited."""
        if len(self._under_way) >= TURNS_AT_ONCE:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        claimed = await asyncio.to_thread(self._claim, TURNS_AT_ONCE - len(self._under_way))
        for contact_id, first in claimed:
            task = asyncio.create_task(self._take_all(contact_id, first))
            self._under_way[task] = contact_id
            task.add_done_callback(lambda done: self._under_way.pop(done, None))
        return len(claimed)

    async def _take_all(self, contact_id: str, waiting: _Waiting | None) -> None:
        """Take all waiting turns of one contact, one after another, beginning with `waiting`."""
        try:
            waiting = waiting or await asyncio.to_thread(self._next, contact_id)
            while waiting is not None and await self._take(waiting):
                waiting = await asyncio.to_thread(self._next, contact_id)
            if waiting is None:
                await asyncio.to_thread(self._release, contact_id)
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(self._release, contact_id))
            raise
        except Exception as error:
            log.error("a turn failed: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
            await self._leave(contact_id)

    async def _leave(self, contact_id: str) -> None:
        # What cannot even be read is not tried again without a pause. Should this fail too, the lease runs out.
        try:
            await asyncio.to_thread(self._pause, contact_id)
        except Exception as error:
            log.error("a lease runs out: %s", type(error).__name__)

    async def _take(self, waiting: _Waiting) -> bool:
        """Take one turn; whether the same person's next message is ours to take."""
        try:
            taken = await self.turns.take(waiting.contact_id, waiting.heard, waiting.state, self.shelf.at_hand)
        except Exception as error:
            is_away = isinstance(error, AssistantAway) and not isinstance(error, AssistantFailed)
            cause = f"the assistant: {error}" if isinstance(error, AssistantAway) else type(error).__name__
            if is_away or waiting.attempts < MOST_TRIES:
                log.warning("message=%d waits: %s", waiting.message_id, cause)
                await asyncio.to_thread(self._postpone, waiting, is_away)
                return False
            log.error("message=%d is given up: %s", waiting.message_id, cause)
            taken = sorry(waiting.heard, waiting.state)
        goes_on = await asyncio.to_thread(self._settle, waiting, taken)
        self.door.due.set()
        if taken.danger or taken.is_guarded:
            await self._forget(waiting.contact_id)
        return goes_on

    async def _forget(self, contact_id: str) -> None:
        # What was said before the cry for help is not left in Rasa's memory either.
        try:
            await self.turns.assistant.forget(contact_id)
        except AssistantAway:
            log.warning("the assistant is away: a conversation is forgotten when it restarts")

    def _claim(self, limit: int) -> list[tuple[str, _Waiting | None]]:
        with self.database.read() as session:
            if not messages.someone_waits(session):
                return []
        with self.database.write() as session:
            claimed = messages.claim_turns(session, self.owner, limit)
            found = messages.waiting_of(session, claimed) if claimed else {}
            return [(contact_id, self._readable(found.get(contact_id))) for contact_id in claimed]

    def _readable(self, found: messages.Waiting | None) -> _Waiting | None:
        # One that cannot be read fails later and alone, not the claim of all.
        try:
            return self._waiting(found)
        except Exception:
            return None

    def _release(self, contact_id: str) -> None:
        with self.database.write() as session:
            messages.release_turn(session, contact_id, self.owner)

    def _pause(self, contact_id: str) -> None:
        with self.database.write() as session:
            messages.pause_turn(session, contact_id, self.owner)

    def _next(self, contact_id: str) -> _Waiting | None:
        with self.database.read() as session:
            return self._waiting(messages.waiting_of(session, [contact_id]).get(contact_id))

    def _waiting(self, found: messages.Waiting | None) -> _Waiting | None:
        if found is None or messages.is_put_off(found.message, now()):
            return None
        heard = self._heard(found.message, found.contact, found.address)
        state = replace(state_of(found.contact, found.conversation), is_with_officer=handovers.is_held(found.handover))
        return _Waiting(found.message.id, found.contact.id, found.message.attempts, heard, state)

    def _heard(self, message: Message, contact: Contact, address: Address) -> Heard:
        text = self.vault.unlock(message.body) if message.body is not None else ""
        kind, _, opt_out_type = message.kind.partition(":")
        channel = cast(Channel, address.channel)
        location = None
        if kind == "location":
            latitude, longitude = text.split(",")
            location, text = (float(latitude), float(longitude)), ""
        return Heard(
            text=text,
            kind="text" if kind == "optout" else cast(Kind, kind),
            channel=channel,
            country=contact.country,
            can_reply=reach_of(contact.country, channel).can_reply,
            location=location,
            opt_out_type=cast(OptOutType, opt_out_type) if opt_out_type else None,
            danger=message.danger,
            identified=_identified(message),
            message=message.id,
        )

    def _postpone(self, waiting: _Waiting, is_away: bool) -> None:
        longest = len(RETRY_SECONDS) - 1
        wait = RETRY_SECONDS[min(waiting.attempts, longest)]
        with self.database.write() as session:
            message = session.get_one(Message, waiting.message_id)
            # An absence lengthens the waits and uses up nothing else: what fails right after it has tries left.
            if not is_away or message.attempts < longest:
                message.attempts += 1
            message.not_before = now() + dt.timedelta(seconds=wait)
            messages.release_turn(session, waiting.contact_id, self.owner)

    def _settle(self, waiting: _Waiting, taken: Taken) -> bool:
        """One transaction: the message handled, what it changed, its replies queued; whether to go on.

        A worker that lost its lease, frozen for too long perhaps, leaves the message to whoever has it now. With the
        last message the lease ends, so that nobody has to end it in a transaction of its own.
        """
        with self.database.write() as session:
            contact, message = messages.held(session, waiting.message_id)
            if contact.turn_owner != self.owner:
                return False
            if message.handled_at is None:
                settle(
                    session, self.vault, message, taken,
                    was_safe_mode=waiting.state.is_safe_mode, allowance=self.allowance,
                )  # fmt: skip
                session.flush()
                TURNS.observe(max(0.0, (now() - message.created_at).total_seconds()))
            if messages.next_waiting(session, waiting.contact_id) is not None:
                return True
            # The row is locked and the lease is ours: it ends with whatever else changes of the contact.
            contact.turn_owner = contact.turn_until = None
        return False


def _identified(message: Message) -> Identified | None:
    """The language of a message that was stored without its words."""
    if message.danger is None or message.language is None:
        return None
    return Identified(message.language, cast("Spelling | None", message.spelling), 1.0, sure=True)
