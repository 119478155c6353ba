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
from gateway.door import Door
from gateway.heard import Channel, Kind, OptOutType
from gateway.reach import reach_of
from gateway.state import Heard, State, Taken
from gateway.turn import Turns, sorry
from registry.database import Database
from registry.models import Address, Alarm, Consent, Contact, Conversation, Message, Miss
from registry.models.base import now
from registry.services import contacts, messages
from registry.services.library import Shelf
from registry.vault import Vault
from sesotho import Identified, Spelling, segments

log = logging.getLogger(__name__)

TURNS_AT_ONCE = 16
IDLE_SECONDS = 0.5
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

    def __init__(self, database: Database, vault: Vault, shelf: Shelf, turns: Turns, door: Door) -> None:
        self.database, self.vault, self.shelf, self.turns, self.door = database, vault, shelf, turns, door
        self.owner = uuid4().hex
        self._inbound = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(TURNS_AT_ONCE)

    def start(self) -> None:
        """Begin, in the running event loop."""
        loops = [
            self._loop("turns", self._begin_turn, self._inbound, IDLE_SECONDS),
            self._loop("door", self.door.send_due, self.door.due, IDLE_SECONDS),
            self._loop("sweep", self.door.reconcile, asyncio.Event(), SWEEP_SECONDS),
        ]
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def stop(self) -> None:
        """End: what is being sent gets a moment more, the rest is found by the sweep of whoever runs next."""
        tasks = [*self._tasks, *self._under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.door.finish(STOP_SECONDS)

    @property
    def is_running(self) -> bool:
        """Whether every loop is alive."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    def wake(self) -> None:
        """A message has just been stored: do not wait for the next look."""
        self._inbound.set()

    async def _loop(self, name: str, work: Callable[[], Awaitable[int]], event: asyncio.Event, idle: float) -> None:
        while True:
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

    async def _begin_turn(self) -> int:
        """Claim one contact and take its turns beside the others'; whether somebody waited."""
        await self._room.acquire()
        contact_id = None
        try:
            contact_id = await asyncio.to_thread(self._claim)
        finally:
            if contact_id is None:
                self._room.release()
        if contact_id is None:
            return 0
        task = asyncio.create_task(self._take_all(contact_id))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return 1

    async def _take_all(self, contact_id: str) -> None:
        """Take all waiting turns of one contact, one after another."""
        try:
            while (waiting := await asyncio.to_thread(self._next, contact_id)) is not None:
                if not await self._take(waiting):
                    break
            await asyncio.to_thread(self._release, contact_id)
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(self._release, contact_id))
            raise
        except Exception as error:
            # The lease is left to run out: what cannot even be read is not tried again without a pause.
            log.error("a turn failed: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
        finally:
            self._room.release()

    async def _take(self, waiting: _Waiting) -> bool:
        try:
            taken = await self.turns.take(waiting.contact_id, waiting.heard, waiting.state, self.shelf.library)
        except Exception as error:
            is_away = isinstance(error, AssistantAway) and not isinstance(error, AssistantFailed)
            cause = f"the assistant: {error}" if isinstance(error, AssistantAway) else type(error).__name__
            if is_away or waiting.attempts < MOST_TRIES:
                log.warning("message=%d waits: %s", waiting.message_id, cause)
                await asyncio.to_thread(self._postpone, waiting)
                return False
            log.error("message=%d is given up: %s", waiting.message_id, cause)
            taken = sorry(waiting.heard, waiting.state)
        await asyncio.to_thread(self._settle, waiting, taken)
        self.door.due.set()
        if taken.danger:
            await self._forget(waiting.contact_id)
        return True

    async def _forget(self, contact_id: str) -> None:
        # What was said before the cry for help is not left in Rasa's memory either.
        try:
            await self.turns.assistant.forget(contact_id)
        except AssistantAway:
            log.warning("the assistant is away: a conversation is forgotten when it restarts")

    def _claim(self) -> str | None:
        with self.database.read() as session:
            if not messages.someone_waits(session):
                return None
        with self.database.write() as session:
            return messages.claim_turn(session, self.owner)

    def _release(self, contact_id: str) -> None:
        with self.database.write() as session:
            messages.release_turn(session, contact_id, self.owner)

    def _next(self, contact_id: str) -> _Waiting | None:
        with self.database.read() as session:
            message = messages.next_waiting(session, contact_id)
            if message is None or message.not_before > now():
                return None
            contact = session.get_one(Contact, contact_id)
            address = session.get_one(Address, message.address_id)
            conversation = session.get(Conversation, contact_id)
            return _Waiting(
                message.id,
                contact_id,
                message.attempts,
                self._heard(message, contact, address),
                _state(contact, conversation),
            )

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
        )

    def _postpone(self, waiting: _Waiting) -> None:
        wait = RETRY_SECONDS[min(waiting.attempts, len(RETRY_SECONDS) - 1)]
        with self.database.write() as session:
            message = session.get_one(Message, waiting.message_id)
            message.attempts += 1
            message.not_before = now() + dt.timedelta(seconds=wait)

    def _settle(self, waiting: _Waiting, taken: Taken) -> None:
        """One transaction: the message handled, what it changed, its replies queued."""
        with self.database.write() as session:
            message = session.get_one(Message, waiting.message_id, with_for_update=True)
            if message.handled_at is not None:
                return
            contact = session.get_one(Contact, waiting.contact_id)
            address = session.get_one(Address, message.address_id)
            message.handled_at = now()
            message.topic, message.language, message.spelling = taken.topic, taken.language, taken.spelling
            message.danger = message.danger or taken.danger
            if waiting.state.is_safe_mode or message.danger:
                # Also where Rasa saw what the net did not, and all that is written in safe mode: the words go now.
                message.body, message.is_guarded = None, True
            _keep(contact, contacts.conversation_of(session, contact.id), taken.state)
            for record in _consequences(contact, address, taken):
                session.add(record)
            # Whoever wants no answers any more is answered all the same when they are in danger.
            if not contact.is_muted or taken.optout or message.is_guarded:
                for text in taken.replies:
                    messages.queue_reply(session, self.vault, message, address, text, segments(text).count)
        log.info("message=%d topic=%s replies=%d", waiting.message_id, taken.topic, len(taken.replies))


def _identified(message: Message) -> Identified | None:
    """The language of a message that was stored without its words."""
    if message.danger is None or message.language is None:
        return None
    return Identified(message.language, cast("Spelling | None", message.spelling), 1.0, sure=True)


def _state(contact: Contact, conversation: Conversation | None) -> State:
    state = State(
        language=contact.language,
        spelling=_spelling(contact),
        is_language_chosen=contact.is_language_chosen,
        is_safe_mode=contact.safe_mode_at is not None,
    )
    if conversation is None:
        return state
    return replace(
        state,
        topic=conversation.topic,
        menu=tuple(conversation.menu),
        page_topic=conversation.page_topic,
        page=conversation.page,
        misses=conversation.misses,
    )


def _spelling(contact: Contact) -> Spelling | None:
    return cast("Spelling | None", contact.spelling)


def _keep(contact: Contact, conversation: Conversation, state: State) -> None:
    contact.language, contact.spelling = state.language, state.spelling
    contact.is_language_chosen = state.is_language_chosen
    conversation.topic, conversation.menu = state.topic, list(state.menu)
    conversation.page_topic, conversation.page, conversation.misses = (
        state.page_topic,
        state.page,
        state.misses,
    )


def _consequences(contact: Contact, address: Address, taken: Taken) -> list[Alarm | Consent | Miss]:
    records: list[Alarm | Consent | Miss] = []
    if taken.danger:
        contacts.enter_safe_mode(contact)
        records.append(Alarm(contact_id=contact.id, category=taken.danger, country=contact.country))
    elif taken.wants_call:
        records.append(_call(contact, taken))
    elif contact.safe_mode_at is not None and not taken.state.is_safe_mode:
        contact.safe_mode_at = None
    if taken.optout:
        scope = taken.optout.topic or taken.optout.scope
        contact.is_muted = contact.is_muted or taken.optout.scope == "answers"
        records.append(_consent(contact, address, scope, is_given=False))
    if taken.optin:
        contact.is_muted = False
        records.append(_consent(contact, address, "notices", is_given=True))
    if taken.is_missed:
        records.append(
            Miss(
                language=taken.language,
                spelling=taken.spelling,
                channel=address.channel,
                guesses=[[code, chance] for code, chance in taken.ranking[:3]],
            )
        )
    return records


def _call(contact: Contact, taken: Taken) -> Alarm:
    return Alarm(
        contact_id=contact.id, category="call", country=contact.country, wants_call=True, call_time=taken.call_time
    )


def _consent(contact: Contact, address: Address, scope: str, *, is_given: bool) -> Consent:
    return Consent(
        contact_id=contact.id,
        scope=scope,
        is_given=is_given,
        wording="asked by message",
        channel=address.channel,
        source="message",
    )
