"""What the engine asks the rows: which broadcasts want driving, and who drives them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from registry.models import Broadcast
from registry.models.base import now
from registry.models.broadcast import RUNNING, SCHEDULED

# Nobody has driven a broadcast for so long: its node is gone, and another takes it over.
TAKEN_OVER_AFTER = timedelta(seconds=60)
# So long before its time a broadcast is taken in hand.
AHEAD = timedelta(seconds=5)


def _is_due(at: datetime) -> ColumnElement[bool]:
    scheduled = and_(Broadcast.status == SCHEDULED, Broadcast.starts_at <= at + AHEAD)
    return or_(Broadcast.status == RUNNING, scheduled)


def something_to_drive(session: Session, at: datetime | None = None) -> bool:
    """Whether a broadcast runs or is about to begin."""
    return session.scalar(select(Broadcast.id).where(_is_due(at or now())).limit(1)) is not None


def take_undriven(session: Session, at: datetime | None = None) -> list[tuple[int, int]]:
    """Broadcasts that nobody drives, (id, run): ours from now on, until we too are silent for a minute."""
    at = at or now()
    undriven = or_(Broadcast.driven_at.is_(None), Broadcast.driven_at < at - TAKEN_OVER_AFTER)
    taken = session.execute(
        update(Broadcast)
        .where(_is_due(at), undriven)
        .values(driven_at=at)
        .returning(Broadcast.id, Broadcast.run)
        .execution_options(synchronize_session=False)
    )
    return [(row.id, row.run) for row in taken]


def begin_again(session: Session, broadcast_id: int, run: int) -> None:
    """Let it be driven by a new workflow, as soon as anybody looks."""
    session.execute(
        update(Broadcast)
        .where(Broadcast.id == broadcast_id, Broadcast.run == run)
        .values(run=run + 1, driven_at=None)
        .execution_options(synchronize_session=False)
    )


def seconds_until_start(session: Session, broadcast_id: int, run: int, at: datetime | None = None) -> float | None:
    """How long until it begins, 0 when it runs already; None when this run is not to drive it."""
    at = at or now()
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.run != run or broadcast.status not in (SCHEDULED, RUNNING):
        return None
    broadcast.driven_at = at
    if broadcast.status == RUNNING or broadcast.starts_at is None:
        return 0.0
    return max(0.0, (broadcast.starts_at - at).total_seconds())
