"""The sending door's rows: claimed and committed before the call, settled after it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from registry.models import Address, Delivery, DeliveryEvent, Message, Notice
from registry.models.base import now
from registry.models.delivery import DELIVERED, ERRORED, FAILED, NEXT, QUEUED, SENDING, SENT, UNKNOWN, URGENT
from registry.services.messages import forget_guarded
from registry.vault import Vault

CLAIM_EXPIRES = timedelta(seconds=60)
# How long a provider may take to make a message of a request that was cut off: nothing is looked up sooner.
LOOK_AFTER = timedelta(seconds=15)
CRASH, MOST_CRASHES = "crash", 6
INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Outgoing:
    """What the door needs to send one delivery; number and text only ever live in memory.

    `other_sids`: messages to the same address that belong to other deliveries; filled in for a look-up only.
    `content_sid` and `content_variables` (JSON): the approved WhatsApp template that stands for the text.
    """

    delivery_id: int
    channel: str
    number: str = field(repr=False)
    text: str = field(repr=False)
    segments: int
    attempts: int
    other_sids: frozenset[str] = frozenset()
    content_sid: str | None = None
    content_variables: str = field(default="", repr=False)
    claimed_at: datetime | None = None
    broadcast_id: int | None = None
    is_urgent: bool = False


def _due() -> ColumnElement[bool]:
    """Due at the parameter `at`. To one address replies go one after another: what has not left holds up the rest.

    Notices are claimed by a rule of their own (registry/services/broadcasts/leaving.py).
    """
    earlier = aliased(Delivery)
    is_held_up = (
        select(earlier.id)
        .where(
            earlier.contact_id == Delivery.contact_id,
            earlier.address_id == Delivery.address_id,
            earlier.priority <= Delivery.priority,
            earlier.id < Delivery.id,
            earlier.status.in_((QUEUED, SENDING, ERRORED)),
        )
        .exists()
    )
    is_steady = and_(Delivery.status.in_((QUEUED, ERRORED)), Delivery.broadcast_id.is_(None))
    return and_(is_steady, Delivery.next_attempt_at <= bindparam("at"), ~is_held_up)


def something_is_due(session: Session) -> bool:
    """Whether there is anything to claim."""
    return session.scalar(_SOMETHING, {"at": now()}) is not None


def claim(session: Session, limit: int, at: datetime | None = None, owner: str | None = None) -> list[int]:
    """Take up to `limit` due deliveries: replies first, oldest first. They are `sending` once this commits.

    `owner`: the node that claims, which knows after a crash what it left (`left_by`).
    """
    at = at or now()
    ids = list(session.scalars(_CLAIMABLE, {"at": at, "limit": limit}))
    if not ids:
        return []
    return sorted(session.scalars(_CLAIM, {"ids": ids, "at": at, "owner": owner}))


def outgoing(session: Session, vault: Vault, ids: list[int]) -> list[Outgoing]:
    """The claimed deliveries, unlocked. One whose text is gone cannot be sent and is left out."""
    rows = session.execute(_OUTGOING, {"ids": ids})
    return [
        Outgoing(
            delivery_id=row.id,
            channel=row.channel,
            number=vault.unlock(row.number),
            text=row.text if row.body is None else vault.unlock(row.body),
            segments=row.segments,
            attempts=row.attempts,
            content_sid=row.content_sid if row.is_template else None,
            content_variables=json.dumps(row.content_variables or {}) if row.is_template else "",
            claimed_at=row.claimed_at,
            broadcast_id=row.broadcast_id,
            is_urgent=row.priority <= URGENT,
        )
        for row in rows
        if row.body is not None or row.text is not None
    ]


# Asked all the time, so built once: to build such a statement costs as much as to run it.
_SOMETHING = select(Delivery.id).where(_due()).limit(1)
_CLAIMABLE = (
    select(Delivery.id)
    .where(_due())
    .order_by(Delivery.priority, Delivery.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(Delivery)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)), Delivery.status.in_((QUEUED, ERRORED)))
    .values(status=SENDING, claimed_at=bindparam("at"), claimed_by=bindparam("owner"), attempts=Delivery.attempts + 1)
    .returning(Delivery.id)
    .execution_options(synchronize_session=False)
)
_OUTGOING = (
    select(
        Delivery.id, Delivery.channel, Delivery.priority, Delivery.segments, Delivery.attempts, Delivery.is_template,
        Delivery.claimed_at, Delivery.broadcast_id, Message.body, Address.number, Notice.text, Notice.content_sid,
        Notice.content_variables,
    )
    .join(Message, Message.id == Delivery.message_id)
    .join(Address, Address.id == Delivery.address_id)
    .outerjoin(Notice, Notice.id == Message.notice_id)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)))
    .order_by(Delivery.id)
)  # fmt: skip


@dataclass(frozen=True)
class Settled:
    """How one attempt ended."""

    delivery_id: int
    status: str
    sid: str | None = None
    error_code: int | None = None
    reason: str | None = None
    retry_at: datetime | None = None


def settle(session: Session, settled: Settled) -> bool:
    """Write the end of an attempt; False when a callback has already climbed past it."""
    row = session.get(Delivery, settled.delivery_id, with_for_update=True)
    if row is None:
        return False
    row.sid = row.sid or settled.sid
    if settled.status not in NEXT[row.status]:
        return False
    row.status = settled.status
    row.error_code = settled.error_code
    row.reason = settled.reason
    row.settled_at = now()
    if settled.retry_at:
        row.next_attempt_at = settled.retry_at
    if settled.status in (SENT, DELIVERED, FAILED):
        forget_guarded(session, row.message_id)
    return True


def tried(session: Session, row: Delivery, settled: Settled) -> None:
    """A delivery that was attempted before it had a row (gateway/outage.py): as if it had been claimed then."""
    row.attempts, row.claimed_at, row.status = 1, now(), SENDING
    session.flush()
    settle(session, replace(settled, delivery_id=row.id))


def report(
    session: Session, *, sid: str, status: str, raw_status: str, error_code: int | None, delivery_id: int | None,
    raw: dict[str, str], reason: str = "provider", retries: tuple[timedelta, ...] = (),
) -> bool:  # fmt: skip
    """Apply what the provider says of a message; whether it moved the delivery. The raw event is always kept.

    `reason`: what a failure means to us. `retries`: after how long it is sent again, once for each, when the failure is
    one that passes; a text that has been forgotten is not.
    """
    row = _reported(session, sid, delivery_id)
    applied = row is not None and status in NEXT[row.status]
    if row is not None:
        row.sid = row.sid or sid
        if applied:
            row.status, row.settled_at, row.error_code = status, now(), error_code
            row.reason = reason if status == FAILED else None
            forget_guarded(session, row.message_id)
            if status == FAILED:
                _send_again_later(session, row, retries)
    session.add(
        DeliveryEvent(
            delivery_id=row.id if row else None,
            sid=sid,
            status=raw_status,
            error_code=error_code,
            is_applied=applied,
            is_failure=applied and status == FAILED,
            raw=dict(raw),
        )
    )
    return applied


def _send_again_later(session: Session, row: Delivery, retries: tuple[timedelta, ...]) -> None:
    failed = select(func.count()).where(DeliveryEvent.delivery_id == row.id, DeliveryEvent.is_failure)
    times = session.scalar(failed) or 0
    message = session.get_one(Message, row.message_id)
    if times >= len(retries) or (message.body is None and message.notice_id is None):
        return
    row.status, row.next_attempt_at = ERRORED, now() + retries[times]
    # The provider's message of that id is over: the next one has an id of its own.
    row.sid = None


def _reported(session: Session, sid: str, delivery_id: int | None) -> Delivery | None:
    # 0: sent while there was no database to give it a row (gateway/outage.py).
    if delivery_id:
        row = session.get(Delivery, delivery_id, with_for_update=True)
        if row is not None and row.sid is None and _is_over(session, row.id, sid):
            return None
        return row if row is not None and row.sid in (None, sid) else None
    return session.scalar(select(Delivery).where(Delivery.sid == sid).with_for_update())


def of_report(session: Session, sid: str, delivery_id: int | None) -> Delivery | None:
    """The delivery that a report was about."""
    if delivery_id:
        return session.get(Delivery, delivery_id)
    return session.scalar(select(Delivery).where(Delivery.sid == sid))


def _is_over(session: Session, delivery_id: int, sid: str) -> bool:
    """Whether the provider's message of that id has failed and is being sent again under another."""
    over = select(DeliveryEvent.id).where(DeliveryEvent.delivery_id == delivery_id, DeliveryEvent.sid == sid)
    return session.scalar(over.where(DeliveryEvent.is_failure).limit(1)) is not None


def abandoned(session: Session, at: datetime | None = None) -> list[int]:
    """Deliveries left `sending` by a crash become `unknown`: the provider may have them."""
    at = at or now()
    # Claimed in the future: before the clock was put back.
    return _given_up(session, or_(Delivery.claimed_at < at - CLAIM_EXPIRES, Delivery.claimed_at > at + CLAIM_EXPIRES))


def left_by(session: Session, owner: str) -> list[int]:
    """What `owner` was sending when it died, as it starts again: `unknown`, at once."""
    return _given_up(session, Delivery.claimed_by == owner)


def put_back(session: Session, owner: str, sending: Collection[int]) -> None:
    """What `owner` claimed without learning that it had, and so never began to send, is due again."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.claimed_by == owner,
            Delivery.status == SENDING,
            Delivery.broadcast_id.is_(None),
            Delivery.id.not_in(sending),
        )
        .values(status=ERRORED, reason=INTERRUPTED, next_attempt_at=now())
        .execution_options(synchronize_session=False)
    )


def _given_up(session: Session, which: ColumnElement[bool]) -> list[int]:
    left = session.execute(
        select(Delivery.id, Delivery.claimed_at).where(Delivery.status == SENDING, which).with_for_update()
    ).all()
    found: list[int] = []
    for delivery_id, claimed_at in left:
        moved = session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.status == SENDING)
            .values(status=UNKNOWN, reason=CRASH, next_attempt_at=min(claimed_at or now(), now()) + LOOK_AFTER)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount:  # type: ignore[attr-defined]
            found.append(delivery_id)
    return sorted(found)


def unknown(session: Session, limit: int = 100, at: datetime | None = None) -> list[int]:
    """Deliveries whose fate is to be found out, oldest first."""
    due = (
        select(Delivery.id)
        .where(Delivery.status == UNKNOWN, Delivery.next_attempt_at <= (at or now()))
        .order_by(Delivery.id)
        .limit(limit)
    )
    return list(session.scalars(due))


def other_sids(session: Session, delivery_id: int) -> frozenset[str]:
    """The provider's ids of all other deliveries to the same address."""
    row = session.get_one(Delivery, delivery_id)
    others = select(Delivery.sid).where(
        Delivery.contact_id == row.contact_id,
        Delivery.address_id == row.address_id,
        Delivery.id != row.id,
        Delivery.sid.is_not(None),
    )
    return frozenset(sid for sid in session.scalars(others) if sid)


def send_once_more(session: Session, delivery_id: int, attempts: int | None = None) -> bool:
    """Queue an unknown delivery that the provider does not have, or let it be over when it has had its second chance.

    Whether it is queued. `attempts`: how many there were when the look-up began. One that has been tried since, by a
    worker that looked as well, is left alone: what was found out is no longer true of it.

    One second chance after a provider that left us in doubt. A crash of ours uses up none, a few times over: its
    request was cut off, and long enough ago for the look-up to be believed.
    """
    row = session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.status != UNKNOWN or attempts not in (None, row.attempts):
        return False
    was_crash = row.reason == CRASH and row.attempts < MOST_CRASHES
    if row.resent and not was_crash:
        row.status, row.reason, row.settled_at = FAILED, INTERRUPTED, now()
        forget_guarded(session, row.message_id)
        return False
    row.status, row.next_attempt_at = QUEUED, now()
    row.resent = row.resent if was_crash else 1
    return True
