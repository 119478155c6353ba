"""Who writes to us: found by blind index, created at the first word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.database import alone
from registry.models import Address, Contact, Conversation, Refusal
from registry.models.base import now
from registry.services import consents
from registry.vault import Vault


def reach(session: Session, vault: Vault, *, number: str, channel: str, country: str | None) -> Address:
    """The address of `number` (E.164) on `channel`, its contact with it.

    SMS and WhatsApp of one number are two addresses of one contact.
    """
    blind = vault.blind(number)
    found = _addresses(session, blind)
    if not found and _meet_one_at_a_time(session, blind):
        found = _addresses(session, blind)
    for address in found:
        if address.channel == channel:
            return address
    contact = found[0].contact if found else Contact(country=country)
    try:
        with alone(session):
            address = Address(contact=contact, channel=channel, blind=blind, number=vault.lock(number))
            session.add(address)
    except IntegrityError:
        # Another process met this person in the same instant.
        return next(each for each in _addresses(session, blind) if each.channel == channel)
    if not found:
        _respect_refusal(session, address)
    return address


def _respect_refusal(session: Session, address: Address) -> None:
    # Somebody who wanted no notices, asked to be forgotten and is met again: they still want none.
    refusal = session.get(Refusal, address.blind)
    if refusal is not None:
        session.flush()
        consents.record(
            session, address.contact.id, refusal.scope, is_given=False, channel=address.channel, source="kept",
            wording="Refused before the person asked to be forgotten.",
        )  # fmt: skip


def _meet_one_at_a_time(session: Session, blind: str) -> bool:
    """SMS and WhatsApp of somebody new at the same instant, on two machines: the second waits and looks again."""
    # SQLite has one writer at a time anyway. Until the transaction ends; 63 bits of the index: a collision only waits.
    if session.get_bind().dialect.name != "postgresql":
        return False
    session.execute(select(func.pg_advisory_xact_lock(int(blind[:15], 16))))
    return True


def _addresses(session: Session, blind: str) -> list[Address]:
    return list(session.scalars(_OF_NUMBER, {"blind": blind}))


# Asked for every text, so built once.
_OF_NUMBER = select(Address).where(Address.blind == bindparam("blind"))


def conversation_of(session: Session, contact_id: str) -> Conversation:
    """What the next message is read against; a fresh one for a new contact."""
    found = session.get(Conversation, contact_id)
    if found is None:
        found = Conversation(contact_id=contact_id, menu=[], page=0, misses=0)
        session.add(found)
    return found


def enter_safe_mode(contact: Contact, at: datetime | None = None) -> None:
    """From now on nothing is sent unless the person writes first."""
    contact.safe_mode_at = at or now()
