"""Messages: stored before anything else happens to them, handled once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from registry.database import alone
from registry.models import Address, Contact, Conversation, Delivery, Handover, Message
from registry.models.base import now
from registry.models.delivery import REPLY, URGENT
from registry.models.handover import ENDED
from registry.vault import Vault

# Renewed every few seconds by whoever holds it: a worker that died holds nobody up for longer.
TURN_LEASE = timedelta(seconds=10)
TURN_PAUSE = timedelta(seconds=60)
LONGEST_PUT_OFF = timedelta(minutes=5)


@dataclass(frozen=True)
class Inbound:
    """What the door hands over to be stored.

    Danger is never stored in words: `text` is None then, and `language` and `spelling` are what they were in.
    """

    sid: str
    kind: str
    text: str | None = field(repr=False)
    idempotency_token: str | None = None
    danger: str | None = None
    language: str | None = None
    spelling: str | None = None
    # When it came, for one that had to wait until there was a database to store it in.
    received_at: datetime | None = None


def store_inbound(session: Session, vault: Vault, address: Address, inbound: Inbound) -> Message | None:
    """The new message, or None when it is a replay of one we have."""
    known = _KNOWN_BY_TOKEN if inbound.idempotency_token else _KNOWN
    if session.scalar(known, {"sid": inbound.sid, "token": inbound.idempotency_token}) is not None:
        return None
    message = Message(
        contact_id=address.contact_id or address.contact.id,
        address_id=address.id,
        direction="in",
        kind=inbound.kind,
        body=None if inbound.text is None else vault.lock(inbound.text),
        sid=inbound.sid,
        idempotency_token=inbound.idempotency_token,
        danger=inbound.danger,
        language=inbound.language,
        spelling=inbound.spelling,
        is_guarded=inbound.danger is not None,
        created_at=inbound.received_at or now(),
    )
    try:
        with alone(session):
            session.add(message)
    except IntegrityError:
        return None
    # Whoever writes from an address can be reached there, whatever the provider once said.
    address.last_in_at, address.is_invalid = message.created_at, False
    return message


def find_inbound(session: Session, sid: str) -> Message | None:
    """The message of a sid, locked, if it is stored."""
    return session.scalar(select(Message).where(Message.sid == sid).with_for_update())


def claim_turns(session: Session, owner: str, limit: int, at: datetime | None = None) -> list[str]:
    """Up to `limit` contacts whose oldest waiting messages are next, leased to `owner`.

    One lease a contact keeps a person's messages in order across workers and machines.
    """
    at = at or now()
    times = {**_times(at), "impossible": at + 2 * TURN_PAUSE}
    ids = list(session.scalars(_CLAIMABLE, {**times, "limit": limit}))
    if not ids:
        return []
    leased = session.scalars(_LEASE, {**times, "ids": ids, "owner": owner, "until": at + TURN_LEASE})
    ours = set(leased)
    return [each for each in ids if each in ours]


def renew_turns(session: Session, owner: str, contact_ids: list[str], at: datetime | None = None) -> None:
    """The leases that `owner` has of these contacts last as long again from now on."""
    ours = and_(Contact.id.in_(contact_ids), Contact.turn_owner == owner)
    _update_leases(session, ours, turn_until=(at or now()) + TURN_LEASE)


def pause_turn(session: Session, contact_id: str, owner: str, at: datetime | None = None) -> None:
    """Nobody takes this contact's turns for a while: the next cannot be read, now at least."""
    ours = and_(Contact.id == contact_id, Contact.turn_owner == owner)
    _update_leases(session, ours, turn_owner=None, turn_until=(at or now()) + TURN_PAUSE)


def release_turn(session: Session, contact_id: str, owner: str) -> None:
    """End the lease, if it is still ours."""
    _update_leases(
        session, and_(Contact.id == contact_id, Contact.turn_owner == owner), turn_owner=None, turn_until=None
    )


def release_turns(session: Session, owner: str) -> None:
    """End all leases of `owner`: it has just started, so they are from a life that ended in a crash."""
    _update_leases(session, Contact.turn_owner == owner, turn_owner=None, turn_until=None)


def _update_leases(session: Session, which: ColumnElement[bool], **values: object) -> None:
    session.execute(update(Contact).where(which).values(**values).execution_options(synchronize_session=False))


def next_waiting(session: Session, contact_id: str) -> Message | None:
    """The oldest message of a contact that has not had its turn."""
    return session.scalar(_NEXT, {"contact": contact_id})


def queue_reply(
    session: Session, vault: Vault, inbound: Message, address: Address, text: str, segments: int
) -> Delivery:
    """One reply to an inbound message, queued for the sending door.

    The words of a reply to somebody in danger are kept only until they have left (`forget_guarded`).
    """
    message = Message(
        contact_id=inbound.contact_id,
        address_id=address.id,
        direction="out",
        body=vault.lock(text),
        danger=inbound.danger,
        is_guarded=inbound.is_guarded,
        reply_to=inbound.id,
    )
    session.add(message)
    session.flush()
    delivery = Delivery(
        message_id=message.id,
        contact_id=inbound.contact_id,
        address_id=address.id,
        channel=address.channel,
        priority=URGENT if inbound.danger else REPLY,
        segments=segments,
    )
    session.add(delivery)
    return delivery


def forget_guarded(session: Session, message_id: int) -> None:
    """A reply to somebody in danger has left: its words go too."""
    session.execute(_FORGET, {"message": message_id})


@dataclass(frozen=True)
class Waiting:
    """The oldest message of a contact that has not had its turn, with what is known of the contact."""

    message: Message
    contact: Contact
    address: Address
    conversation: Conversation | None
    handover: Handover | None


def waiting_of(session: Session, contact_ids: list[str]) -> dict[str, Waiting]:
    """The oldest waiting message of each of these contacts, by contact. Who has none is left out."""
    rows = session.execute(_OLDEST, {"ids": contact_ids})
    return {row[1].id: Waiting(*row) for row in rows}


def held(session: Session, message_id: int) -> tuple[Contact, Message]:
    """The contact and the message of a turn that ends, locked; address and conversation are loaded with them."""
    row = session.execute(_HELD, {"message": message_id}).one()
    return row[0], row[1]


def someone_waits(session: Session) -> bool:
    """Whether any inbound message is due for its turn."""
    return session.scalar(_WAITING, _times(now())) is not None


def is_put_off(message: Message, at: datetime) -> bool:
    """Whether a message's turn failed a moment ago and is not to be tried yet."""
    return at < message.not_before <= at + LONGEST_PUT_OFF


def _times(at: datetime) -> dict[str, object]:
    return {"at": at, "latest": at + LONGEST_PUT_OFF}


def _is_due() -> ColumnElement[bool]:
    """An inbound message whose turn it is: a newer one waits behind a person's older one."""
    older = aliased(Message)
    waits_before = (
        select(older.id)
        .where(
            older.contact_id == Message.contact_id,
            older.id < Message.id,
            older.direction == "in",
            older.handled_at.is_(None),
        )
        .exists()
    )
    # Nobody is put off for so long: that is from before the clock was put back.
    is_time = or_(Message.not_before <= bindparam("at"), Message.not_before > bindparam("latest"))
    return and_(Message.direction == "in", Message.handled_at.is_(None), is_time, ~waits_before)


# Asked for every text, so built once: to build such a statement costs as much as to run it.
_KNOWN = select(Message.id).where(Message.sid == bindparam("sid"))
_KNOWN_BY_TOKEN = select(Message.id).where(
    or_(Message.sid == bindparam("sid"), Message.idempotency_token == bindparam("token"))
)
_FORGET = (
    update(Message)
    .where(Message.id == bindparam("message"), Message.is_guarded)
    .values(body=None)
    .execution_options(synchronize_session="fetch")
)
_WAITING = select(Message.id).where(_is_due()).limit(1)
_NEXT = (
    select(Message)
    .where(Message.contact_id == bindparam("contact"), Message.direction == "in", Message.handled_at.is_(None))
    .order_by(Message.id)
    .limit(1)
)
# A lease from a future that no lease reaches is from before the clock was put back.
_FREE = or_(
    Contact.turn_until.is_(None), Contact.turn_until < bindparam("at"), Contact.turn_until > bindparam("impossible")
)
_CLAIMABLE = (
    select(Contact.id)
    .join(Message, Contact.id == Message.contact_id)
    .where(_is_due(), _FREE)
    .order_by(Message.id)
    .limit(bindparam("limit"))
    .with_for_update(of=Contact, skip_locked=True)
)
_LEASE = (
    update(Contact)
    .where(Contact.id.in_(bindparam("ids", expanding=True)), _FREE)
    .values(turn_owner=bindparam("owner"), turn_until=bindparam("until"))
    .returning(Contact.id)
    .execution_options(synchronize_session=False)
)
_OLDEST_IDS = (
    select(func.min(Message.id))
    .where(
        Message.contact_id.in_(bindparam("ids", expanding=True)),
        Message.direction == "in",
        Message.handled_at.is_(None),
    )
    .group_by(Message.contact_id)
)
_OLDEST = (
    select(Message, Contact, Address, Conversation, Handover)
    .join(Contact, Contact.id == Message.contact_id)
    .join(Address, Address.id == Message.address_id)
    .outerjoin(Conversation, Conversation.contact_id == Contact.id)
    .outerjoin(Handover, and_(Handover.contact_id == Contact.id, Handover.state != ENDED))
    .where(Message.id.in_(_OLDEST_IDS))
)
_HELD = (
    select(Contact, Message, Address, Conversation)
    .join(Message, Message.contact_id == Contact.id)
    .join(Address, Address.id == Message.address_id)
    .outerjoin(Conversation, Conversation.contact_id == Contact.id)
    .where(Message.id == bindparam("message"))
    .with_for_update(of=(Contact, Message))
)
