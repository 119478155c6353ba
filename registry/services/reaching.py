"""May we write to this person without being asked? One guard for all that is not the reply to a message.

Notices, news of a case, reminders, surveys and an officer's first word all pass here twice: when they are queued
(`may_reach`, `reasons` for many, `queue`), and again when the person's mind or safety changes (`hold_back`).

Purposes: `notice:<topic>` (a topic or a family of topics; a survey is a notice too), `case` (news of something that
the person opened), `reminder` (of something that the person agreed to come to), `officer` (somebody of the Ministry
answers a person who asked for one). A notice needs a yes: the newest word on its topic, its family or all notices.
`case` and `reminder` are part of what the person asked for and end with `all`; only `answers` ends an officer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Address, Contact, Delivery, Message
from registry.models.base import now
from registry.models.delivery import ERRORED, FAILED, QUEUED
from registry.services import consents
from registry.vault import Vault

# In other hands after that: in safe mode an officer may only answer somebody who has just written.
AT_HAND = timedelta(minutes=15)
CHUNK = 500
NOTICE, CASE, REMINDER, OFFICER = "notice:", "case", "reminder", "officer"
# To officers on duty: their work, not their consent (registry/services/duty.py).
ALARM = "alarm"
REASONS = ("unknown", "safe_mode", "muted", "invalid", "opted_out", "no_consent")


class NotReachable(Exception):
    """The person is not to be written to; `reason` is one of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def may_reach(session: Session, contact: Contact | str, purpose: str, at: datetime | None = None) -> str | None:
    """None when the contact may be written to for `purpose`, else why not: one of `REASONS`."""
    contact_id = contact if isinstance(contact, str) else contact.id
    return reasons(session, [contact_id], purpose, at)[contact_id]


def reasons(
    session: Session, contact_ids: Sequence[str], purpose: str, at: datetime | None = None
) -> dict[str, str | None]:
    """`may_reach` for many, in a few queries for every five hundred."""
    _known(purpose)
    session.flush()
    found: dict[str, str | None] = {}
    for begin in range(0, len(contact_ids), CHUNK):
        found.update(_reasons(session, contact_ids[begin : begin + CHUNK], purpose, at or now()))
    return found


def addresses(session: Session, contact_id: str) -> list[Address]:
    """Where the contact can be reached, the address of their last message first; none when all are invalid."""
    usable = select(Address).where(Address.contact_id == contact_id, ~Address.is_invalid)
    newest_first = (Address.last_in_at.is_(None), Address.last_in_at.desc(), Address.created_at.desc())
    return list(session.scalars(usable.order_by(*newest_first)))


def queue(
    session: Session, vault: Vault, contact: Contact | str, purpose: str, text: str, *, segments: int,
    priority: int = 1, address: Address | None = None, not_before: datetime | None = None,
) -> Delivery:  # fmt: skip
    """One message that nobody asked for, queued for the sending door. Raises `NotReachable`."""
    contact_id = contact if isinstance(contact, str) else contact.id
    reason = may_reach(session, contact_id, purpose)
    if reason is not None:
        raise NotReachable(reason)
    if address is None or address.is_invalid:
        address = addresses(session, contact_id)[0]
    message = Message(
        contact_id=contact_id, address_id=address.id, direction="out", body=vault.lock(text), purpose=purpose
    )
    session.add(message)
    session.flush()
    delivery = Delivery(
        message_id=message.id,
        contact_id=contact_id,
        address_id=address.id,
        channel=address.channel,
        priority=priority,
        segments=segments,
        next_attempt_at=not_before or now(),
    )
    session.add(delivery)
    session.flush()
    return delivery


def hold_back(session: Session, contact_id: str, at: datetime | None = None) -> int:
    """Take back what waits to be sent and may not be any more; how many. Call it when safety or consent changes."""
    session.flush()
    waiting = session.execute(
        select(Delivery, Message)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Delivery.contact_id == contact_id,
            Delivery.status.in_((QUEUED, ERRORED)),
            Message.reply_to.is_(None),
            Message.purpose.is_distinct_from(ALARM),
        )
        .with_for_update(of=Delivery)
    ).all()
    held = 0
    for delivery, message in waiting:
        purpose = message.purpose if message.purpose and _is_known(message.purpose) else f"{NOTICE}{consents.NOTICES}"
        reason = may_reach(session, contact_id, purpose, at)
        if reason is not None:
            delivery.status, delivery.reason, delivery.settled_at = FAILED, reason, now()
            message.body = None
            held += 1
    return held


def _is_known(purpose: str) -> bool:
    return purpose in (CASE, REMINDER, OFFICER) or (purpose.startswith(NOTICE) and len(purpose) > len(NOTICE))


def _known(purpose: str) -> None:
    if not _is_known(purpose):
        raise ValueError(f"{purpose!r} is no purpose: notice:<topic>, case, reminder or officer")


def _reasons(session: Session, contact_ids: Sequence[str], purpose: str, at: datetime) -> dict[str, str | None]:
    contacts = {each.id: each for each in session.scalars(select(Contact).where(Contact.id.in_(contact_ids)))}
    usable = select(Address.contact_id, func.max(Address.last_in_at)).where(
        Address.contact_id.in_(contact_ids), ~Address.is_invalid
    )
    reachable = {row[0]: row[1] for row in session.execute(usable.group_by(Address.contact_id))}
    # START after "answer me no more" or "all" brings back notices, and with them the news of one's own cases.
    decided = consents.latest(session, contacts, _scopes(purpose), or_lifted_by=[consents.NOTICES])
    found: dict[str, str | None] = {}
    for contact_id in contact_ids:
        contact = contacts.get(contact_id)
        consent = decided.get(contact_id)
        if contact is None:
            found[contact_id] = "unknown"
        elif contact.safe_mode_at is not None and not _is_at_hand(purpose, reachable.get(contact_id), at):
            found[contact_id] = "safe_mode"
        elif contact.is_muted:
            found[contact_id] = "muted"
        elif contact_id not in reachable:
            found[contact_id] = "invalid"
        elif consent is not None and not consent.is_given:
            found[contact_id] = "opted_out"
        else:
            found[contact_id] = "no_consent" if consent is None and purpose.startswith(NOTICE) else None
    return found


def _scopes(purpose: str) -> Iterable[str]:
    if purpose.startswith(NOTICE):
        return consents.covering(purpose.removeprefix(NOTICE))
    return (consents.ANSWERS,) if purpose == OFFICER else (CASE, consents.ALL, consents.ANSWERS)


def _is_at_hand(purpose: str, last_in_at: datetime | None, at: datetime) -> bool:
    return purpose == OFFICER and last_in_at is not None and at - last_in_at <= AT_HAND
