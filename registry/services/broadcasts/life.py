"""From draft to done: who may move a broadcast on, and when. Every step is one row changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.models import Broadcast, Delivery, Recipient
from registry.models.base import now
from registry.models.broadcast import (
    APPROVED,
    CANCELLED,
    DONE,
    DRAFT,
    PAUSED,
    RUNNING,
    SCHEDULED,
)
from registry.models.delivery import ERRORED, FAILED, QUEUED
from registry.models.recipient import LEFT_OUT, WAITING
from registry.services.audience import CANCELLED as WAS_CANCELLED
from registry.services.broadcasts.drafts import Refused

# So long anybody who sees the mistake can still take it back.
UNDO = timedelta(seconds=60)
OFFICER, CONFIGURATION, DAILY_LIMIT = "officer", "configuration", "daily_limit"


def approve(session: Session, broadcast_id: int, officer: str) -> Broadcast:
    """A second officer answers for it. Raises `Refused`."""
    broadcast = _of(session, broadcast_id, DRAFT)
    if _same(officer, broadcast.created_by):
        raise Refused("whoever wrote it cannot approve it: a second officer has to read it")
    if len(officer.strip()) < 2:
        raise Refused("say who you are")
    broadcast.status, broadcast.approved_by, broadcast.approved_at = APPROVED, officer.strip(), now()
    return broadcast


def send(
    session: Session, broadcast_id: int, officer: str, *, at: datetime | None = None, is_now: bool = False
) -> Broadcast:
    """Let it begin at `at`, or after the time to think again; `is_now` leaves no time for that. Raises `Refused`."""
    broadcast = _of(session, broadcast_id, APPROVED)
    earliest = now() if is_now else now() + UNDO
    if at is not None and at < now() - UNDO:
        raise Refused("that time is over")
    broadcast.status, broadcast.sent_by = SCHEDULED, officer.strip()
    broadcast.starts_at, broadcast.driven_at = max(at, earliest) if at else earliest, None
    broadcast.run += 1
    return broadcast


def undo(session: Session, broadcast_id: int) -> Broadcast:
    """Take `send` back, as long as nothing has begun to leave. Raises `Refused`."""
    broadcast = _of(session, broadcast_id, SCHEDULED)
    broadcast.status, broadcast.starts_at = APPROVED, None
    return broadcast


def pause(session: Session, broadcast_id: int, because: str = OFFICER, error_code: int | None = None) -> Broadcast:
    """Nothing more leaves from the next claim on; what has just been handed over cannot be called back."""
    broadcast = _of(session, broadcast_id, SCHEDULED, RUNNING)
    broadcast.status, broadcast.because, broadcast.error_code = PAUSED, because, error_code
    return broadcast


def resume(session: Session, broadcast_id: int) -> Broadcast:
    """Go on where it was. Raises `Refused`."""
    broadcast = _of(session, broadcast_id, PAUSED)
    broadcast.status = RUNNING if broadcast.frozen_at else SCHEDULED
    broadcast.because, broadcast.error_code = None, None
    broadcast.run, broadcast.driven_at = broadcast.run + 1, None
    if broadcast.frozen_at:
        # What the pause held back for an hour is not to wait for its hour now.
        _of_queue = (Delivery.broadcast_id == broadcast.id, Delivery.status.in_((QUEUED, ERRORED)))
        session.execute(update(Delivery).where(*_of_queue).values(next_attempt_at=now()))
    return broadcast


def cancel(session: Session, broadcast_id: int) -> Broadcast:
    """End it for good: what has not left never will. Raises `Refused`."""
    broadcast = _of(session, broadcast_id, DRAFT, APPROVED, SCHEDULED, RUNNING, PAUSED)
    broadcast.status, broadcast.finished_at = CANCELLED, now()
    session.execute(
        update(Recipient)
        .where(Recipient.broadcast_id == broadcast.id, Recipient.status == WAITING)
        .values(status=LEFT_OUT, reason=WAS_CANCELLED)
    )
    session.execute(
        update(Delivery)
        .where(Delivery.broadcast_id == broadcast.id, Delivery.status.in_((QUEUED, ERRORED)))
        .values(status=FAILED, reason=WAS_CANCELLED, settled_at=now())
        .execution_options(synchronize_session=False)
    )
    return broadcast


def get(session: Session, broadcast_id: int) -> Broadcast:
    """One broadcast. Raises `Refused` when there is none."""
    found = session.get(Broadcast, broadcast_id)
    if found is None:
        raise Refused(f"there is no broadcast {broadcast_id}")
    return found


def newest(session: Session, limit: int = 50) -> list[Broadcast]:
    """The newest broadcasts, newest first."""
    return list(session.scalars(select(Broadcast).order_by(Broadcast.id.desc()).limit(limit)))


def is_over(broadcast: Broadcast) -> bool:
    """Whether nothing more can happen to it."""
    return broadcast.status in (DONE, CANCELLED)


def _of(session: Session, broadcast_id: int, *statuses: str) -> Broadcast:
    found = session.get(Broadcast, broadcast_id, with_for_update=True)
    if found is None:
        raise Refused(f"there is no broadcast {broadcast_id}")
    if found.status not in statuses:
        raise Refused(f"it is {found.status}; this needs one that is {' or '.join(statuses)}")
    return found


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
