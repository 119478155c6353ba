"""To be forgotten: what goes from every table, what stays without its person, and why.

Every table that leads to a person stands in `POLICY`; a test fails when one is missing. The person goes at once: from
the moment they say yes their number finds nobody, and whoever writes from it is somebody new. The rows go as soon as
the receipt has left, at the latest `LATEST` after that.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Table, delete, select, update
from sqlalchemy.orm import Session

from registry.models import Address, Base, Contact, Delivery, Erasure, Message, Refusal
from registry.models.base import new_id, now
from registry.models.delivery import DELIVERED, FAILED, READ, SENT
from registry.services import consents

# The receipt may leave before the address does; a provider that is away does not keep us longer than this.
LATEST = timedelta(minutes=30)
HAS_LEFT = (None, SENT, DELIVERED, READ, FAILED)
REFUSAL_KEPT = timedelta(days=3 * 365)
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Goes:
    """The rows go. `by`: the columns that name the person; `via`: the column that leads to a row that names them."""

    by: tuple[str, ...] = ("contact_id",)
    via: str | None = None


@dataclass(frozen=True)
class Stays:
    """The rows stay for `reason`, with `blank` emptied: nothing in them leads to the person any more."""

    reason: str
    blank: tuple[str, ...] = ("contact_id",)
    via: str | None = None


POLICY: dict[str, Goes | Stays] = {
    "contacts": Goes(("id",)),
    "addresses": Goes(),
    "conversations": Goes(),
    "consents": Goes(),
    "messages": Goes(),
    "deliveries": Goes(),
    "delivery_events": Goes(via="delivery_id"),
    "alarms": Stays(
        "The Ministry answers for what it did about each cry for help: category, country and times, of nobody.",
        blank=("contact_id", "call_time"),
    ),
    "tellings": Stays("When which officer was told of an alarm; nothing of the person.", blank=(), via="alarm_id"),
    "misses": Stays("What was not understood, counted: codes and chances of nobody.", ("message_id",), "message_id"),
    "registrations": Goes(),
    "links": Goes(("contact_id", "registered_id")),
    "drafts": Goes(),
    "rsvps": Goes(),
    "cases": Goes(),
    "case_events": Goes(via="case_id"),
    "deadlines": Goes(via="case_id"),
    "reminders": Goes(),
    "handovers": Goes(),
    "notes": Goes(),
    "recipients": Goes(),
    "chosen": Goes(),
}


def ask(session: Session, contact_id: str, delivery_id: int | None = None) -> tuple[Erasure, str]:
    """A wish to be forgotten, and the code of its receipt. The number finds nobody from here on.

    A refusal of notices outlives the person as a blind index, so that an old list cannot undo it.
    """
    receipt = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    erasure = Erasure(receipt=_hash(receipt), contact_id=contact_id, delivery_id=delivery_id)
    session.add(erasure)
    _keep_refusal(session, contact_id)
    for address in session.scalars(select(Address).where(Address.contact_id == contact_id)):
        address.blind = new_id() + new_id()
    session.flush()
    return erasure, receipt


def due(session: Session, at: datetime) -> list[int]:
    """Wishes to be fulfilled now: the receipt has left and nothing waits to be heard, or it has waited long enough."""
    unheard = (
        select(Message.id)
        .where(Message.contact_id == Erasure.contact_id, Message.direction == "in", Message.handled_at.is_(None))
        .exists()
    )
    open_ = session.execute(
        select(Erasure, Delivery.status, unheard)
        .outerjoin(Delivery, Delivery.id == Erasure.delivery_id)
        .where(Erasure.done_at.is_(None), Erasure.contact_id.is_not(None))
        .order_by(Erasure.id)
    )
    return [
        erasure.id
        for erasure, status, is_unheard in open_
        if (status in HAS_LEFT and not is_unheard) or at - erasure.asked_at >= LATEST
    ]


def fulfil(session: Session, erasure_id: int) -> str | None:
    """Erase the person of a wish; the contact's id, to be forgotten outside the registry too. None when it is closed.

    Done again after a crash it finds nothing more to do.
    """
    erasure = session.get(Erasure, erasure_id, with_for_update=True)
    if erasure is None or erasure.contact_id is None:
        return None
    contact_id = erasure.contact_id
    erasure.rows = erase(session, contact_id) or erasure.rows
    return contact_id


def close(session: Session, erasure_id: int, at: datetime) -> None:
    """Everybody has forgotten: the last trace of the person, their id, goes too."""
    erasure = session.get_one(Erasure, erasure_id, with_for_update=True)
    erasure.contact_id, erasure.delivery_id, erasure.done_at = None, None, erasure.done_at or at


def erase(session: Session, contact_id: str) -> dict[str, int]:
    """Apply the policy to one person; how many rows of each table went or were emptied."""
    session.flush()
    touched: dict[str, int] = {}
    for table in reversed(Base.metadata.sorted_tables):
        rule = POLICY.get(table.name)
        if rule is None or (isinstance(rule, Stays) and not rule.blank):
            continue
        which = _which(table, rule, contact_id)
        if isinstance(rule, Goes):
            done = session.execute(delete(table).where(which))
        else:
            done = session.execute(update(table).where(which).values(dict.fromkeys(rule.blank)))
        if done.rowcount:  # type: ignore[attr-defined]
            touched[table.name] = int(done.rowcount)  # type: ignore[attr-defined]
    return touched


def look_up(session: Session, receipt: str) -> Erasure | None:
    """The wish of a receipt."""
    return session.scalar(select(Erasure).where(Erasure.receipt == _hash(receipt)))


def silent_since(session: Session, before: datetime, limit: int = 100) -> list[str]:
    """People of whom we have heard and to whom we have sent nothing since `before`, and who have nothing open here."""
    heard = select(Message.id).where(Message.contact_id == Contact.id, Message.created_at >= before).exists()
    holds = [Base.metadata.tables[name].c.contact_id for name in ("registrations", "cases")]
    held = [select(column).where(column == Contact.id).exists() for column in holds]
    silent = select(Contact.id).where(Contact.created_at < before, ~heard, *(~each for each in held))
    return list(session.scalars(silent.limit(limit)))


def _which(table: Table, rule: Goes | Stays, contact_id: str) -> ColumnElement[bool]:
    if rule.via is None:
        names = rule.by if isinstance(rule, Goes) else ("contact_id",)
        found = table.c[names[0]] == contact_id
        for name in names[1:]:
            found = found | (table.c[name] == contact_id)
        return found
    column: Column[object] = table.c[rule.via]
    parent = next(iter(column.foreign_keys)).column
    above = _which(parent.table, POLICY[parent.table.name], contact_id)
    return column.in_(select(parent).where(above))


def _keep_refusal(session: Session, contact_id: str) -> None:
    contact = session.get_one(Contact, contact_id)
    decided = consents.latest(session, [contact_id], consents.covering(consents.NOTICES)).get(contact_id)
    if not contact.is_muted and (decided is None or decided.is_given):
        return
    scope = consents.ANSWERS if contact.is_muted else consents.ALL if decided and decided.scope == consents.ALL else ""
    for blind in {each.blind for each in contact.addresses}:
        session.merge(Refusal(blind=blind, scope=scope or consents.NOTICES, until=now() + REFUSAL_KEPT))


def _hash(receipt: str) -> str:
    plain = "".join(each for each in receipt.upper() if each.isalnum())
    return hashlib.sha256(b"thuso receipt" + plain.encode()).hexdigest()
