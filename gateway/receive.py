"""Store first: an inbound message is in the database before Twilio hears that we have it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import cast

from gateway.errors import STATUSES
from gateway.heard import Incoming, StatusReport
from gateway.reach import country_of
from gateway.screen import screen
from registry.database import Database
from registry.models import Contact, Message
from registry.services import contacts, deliveries, messages
from registry.vault import Vault
from sesotho import Habit, Identified, Spelling, identify

log = logging.getLogger(__name__)


class TooLate(Exception):
    """The message was given up by whoever waited for it: it has not been stored and will not be."""


class Receiver:
    """Takes messages and status reports in. Its methods block: call them in a thread."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault

    def message(self, incoming: Incoming, may_commit: Callable[[], bool] = lambda: True) -> int | None:
        """The id of the stored message; None when we already have it.

        A cry for help is stored without its words: they must not be found, neither here nor on a backup.
        `may_commit` is asked last of all: whoever has stopped waiting says no, and `TooLate` is raised.
        """
        danger = screen(incoming.text).danger if incoming.text else None
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
            spoken = _language(incoming.text, address.contact) if danger else None
            inbound = inbound_of(incoming, danger, spoken)
            stored = messages.store_inbound(session, self.vault, address, inbound)
            session.flush()
            message_id = stored.id if stored else None
            if not may_commit():
                raise TooLate
        log.info("message=%s kind=%s channel=%s", message_id or "replay", incoming.kind, incoming.channel)
        return message_id

    def status(self, report: StatusReport, may_commit: Callable[[], bool] = lambda: True) -> bool:
        """Apply a status report; whether it moved anything."""
        status = STATUSES.get(report.status)
        with self.database.write() as session:
            moved = deliveries.report(
                session,
                sid=report.sid,
                status=status or "",
                raw_status=report.status,
                error_code=report.error_code,
                delivery_id=report.delivery_id,
                raw=report.raw,
            )
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


def find_stored(database: Database, sid: str) -> Message | None:
    """The message of a sid, if it is stored."""
    with database.read() as session:
        return messages.find_inbound(session, sid)


def _language(text: str, contact: Contact) -> Identified:
    spelling = cast("Spelling | None", contact.spelling)
    return identify(text, habit=Habit(contact.language, spelling) if contact.language else None)


def _kind(incoming: Incoming) -> str:
    return f"optout:{incoming.opt_out_type}" if incoming.opt_out_type else incoming.kind


def _text(incoming: Incoming) -> str:
    if incoming.location:
        return f"{incoming.location[0]},{incoming.location[1]}"
    return incoming.text
