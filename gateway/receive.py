"""Store first: an inbound message is in the database before Twilio hears that we have it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from gateway import reported
from gateway.errors import STATUSES
from gateway.heard import Incoming, StatusReport
from gateway.reach import country_of
from gateway.safe_mode import is_all_clear
from gateway.screen import screen
from gateway.settling import settle, state_of
from gateway.state import Taken
from registry.database import Database
from registry.models import Contact, Conversation, Message
from registry.services import contacts, deliveries, messages
from registry.services.deliveries import Settled
from registry.services.references import without_references
from registry.vault import Vault
from sesotho import Habit, Identified, Spelling, identify

log = logging.getLogger(__name__)


class TooLate(Exception):
    """The message was given up by whoever waited for it: it has not been stored and will not be."""


@dataclass(frozen=True)
class Help:
    """An answer to a cry for help that was sent while there was no database, and how that ended."""

    topic: str
    text: str = field(repr=False)
    language: str
    spelling: str | None
    outcome: Settled


@dataclass(frozen=True)
class Earlier:
    """What was found of a message when it came, and the help that was given at once."""

    received_at: datetime
    danger: str | None
    spoken: Identified | None
    help: Help | None = None


class Receiver:
    """Takes messages and status reports in. Its methods block: call them in a thread."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault

    def message(
        self, incoming: Incoming, may_commit: Callable[[], bool] = lambda: True, earlier: Earlier | None = None
    ) -> int | None:
        """The id of the stored message; None when we already have it.

        A cry for help is stored without its words: they must not be found, neither here nor on a backup.
        `may_commit` is asked last of all: whoever has stopped waiting says no, and `TooLate` is raised.
        `earlier`: what was found and done when it came, for a message that has waited outside the database.
        """
        danger = earlier.danger if earlier else danger_in(incoming)
        with self.database.write() as session:
            address = contacts.reach(
                session,
                self.vault,
                number=incoming.number,
                channel=incoming.channel,
                country=country_of(incoming.number),
            )
            session.flush()
            # Its language is told now: there will be no words to tell it from.
            spoken = earlier.spoken if earlier else _language(incoming.text, address.contact) if danger else None
            inbound = inbound_of(incoming, danger, spoken, earlier.received_at if earlier else None)
            stored = messages.store_inbound(session, self.vault, address, inbound)
            session.flush()
            message_id = stored.id if stored else None
            if earlier and earlier.help:
                self._note_help(session, stored or messages.find_inbound(session, incoming.sid), earlier.help)
            if not may_commit():
                raise TooLate
        log.info("message=%s kind=%s channel=%s", message_id or "replay", incoming.kind, incoming.channel)
        return message_id

    def _note_help(self, session: Session, message: Message | None, given: Help) -> None:
        if message is None or message.handled_at is not None:
            return
        contact = session.get_one(Contact, message.contact_id)
        before = state_of(contact, session.get(Conversation, contact.id))
        taken = Taken(
            replace(before, menu=(), page_topic=given.topic, page=0, topic=None, misses=0, is_safe_mode=True),
            [given.text],
            topic=given.topic,
            language=given.language,
            spelling=given.spelling,
            danger=given.topic,
        )
        for delivery in settle(session, self.vault, message, taken):
            session.flush()
            deliveries.tried(session, delivery, given.outcome)

    def status(self, report: StatusReport, may_commit: Callable[[], bool] = lambda: True) -> bool:
        """Apply a status report; whether it moved anything."""
        status = STATUSES.get(report.status)
        with self.database.write() as session:
            moved = reported.apply(session, report, status or "")
            session.flush()
            if not may_commit():
                raise TooLate
        log.info("delivery=%s status=%s moved=%s", report.delivery_id, status, moved)
        return moved


def inbound_of(
    incoming: Incoming, danger: str | None, spoken: Identified | None, received_at: datetime | None = None
) -> messages.Inbound:
    """What is stored of an incoming message: of a cry for help no word."""
    return messages.Inbound(
        sid=incoming.sid,
        kind=_kind(incoming),
        text=None if danger else _text(incoming),
        idempotency_token=incoming.idempotency_token,
        danger=danger,
        language=spoken.language if spoken else None,
        spelling=spoken.spelling if spoken else None,
        received_at=received_at,
    )


def danger_in(incoming: Incoming) -> str | None:
    """What the safety net sees."""
    if not incoming.text or is_all_clear(incoming.text):
        return None
    return screen(without_references(incoming.text)).danger


def _language(text: str, contact: Contact) -> Identified:
    spelling = cast("Spelling | None", contact.spelling)
    return identify(text, habit=Habit(contact.language, spelling) if contact.language else None)


def _kind(incoming: Incoming) -> str:
    return f"optout:{incoming.opt_out_type}" if incoming.opt_out_type else incoming.kind


def _text(incoming: Incoming) -> str:
    if incoming.location:
        return f"{incoming.location[0]},{incoming.location[1]}"
    return incoming.text
