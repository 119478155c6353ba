"""How the service does, day by day: messages, channels, answer times, delivery, segments. Counts only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Delivery, Message
from registry.models.base import now
from registry.models.delivery import DELIVERED, FAILED, READ, SENT

SAMPLE = 2_000
FEWEST = 5


@dataclass(frozen=True)
class Performance:
    """Of the last `days`. `median` and `p95`: seconds from a message coming in to its turn's end, of the last ends."""

    days: int
    channels: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    segments: int = 0
    median: float | None = None
    p95: float | None = None

    @property
    def reached(self) -> int:
        """Handed over to the network, or more."""
        return sum(self.statuses.get(status, 0) for status in (SENT, DELIVERED, READ))

    @property
    def failed(self) -> int:
        """Not delivered."""
        return self.statuses.get(FAILED, 0)


def of_last_days(session: Session, days: int) -> Performance:
    """Count it. Groups of fewer than five messages are left out."""
    since = now() - dt.timedelta(days=days)
    sent = select(Delivery.channel, Delivery.status, func.count(), func.sum(Delivery.segments)).where(
        Delivery.created_at >= since
    )
    channels: dict[str, int] = {}
    statuses: dict[str, int] = {}
    total = 0
    for channel, status, number, segments in session.execute(sent.group_by(Delivery.channel, Delivery.status)):
        channels[channel] = channels.get(channel, 0) + number
        statuses[status] = statuses.get(status, 0) + number
        total += segments if status in (SENT, DELIVERED, READ) else 0
    waits = _waits(session)
    return Performance(
        days,
        {name: number for name, number in channels.items() if number >= FEWEST},
        {name: number for name, number in statuses.items() if number >= FEWEST},
        total,
        waits[len(waits) // 2] if waits else None,
        waits[int(len(waits) * 0.95)] if waits else None,
    )


def _waits(session: Session) -> list[float]:
    newest = (
        select(Message.created_at, Message.handled_at)
        .where(Message.direction == "in", Message.handled_at.is_not(None))
        .order_by(Message.handled_at.desc())
        .limit(SAMPLE)
    )
    waits = sorted((handled - came).total_seconds() for came, handled in session.execute(newest) if handled)
    return waits if len(waits) >= FEWEST else []
