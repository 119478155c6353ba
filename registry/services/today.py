"""What an officer looks at first: who needs somebody, and how the service does. Counts and codes, nothing of anyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Alarm, Delivery, Message, Miss
from registry.services import alarms

FEWEST = 5


@dataclass(frozen=True)
class Today:
    """The last day at `at`; topics asked by fewer than five are left out, so that no group is small enough to name."""

    alarms: list[Alarm]
    questions: int
    replies: int
    unanswered: int
    failed: int
    misses: int
    topics: list[tuple[str, int]]


def today(session: Session, at: datetime) -> Today:
    """Read it all."""
    since = at - timedelta(days=1)
    inbound = (Message.direction == "in", Message.created_at >= since)
    asked = select(Message.topic, func.count()).where(*inbound, Message.topic.is_not(None), ~Message.is_guarded)
    counted = session.execute(asked.group_by(Message.topic).order_by(func.count().desc())).all()

    def count(*where: object) -> int:
        return session.scalar(select(func.count()).where(*where)) or 0  # type: ignore[arg-type]

    return Today(
        alarms=alarms.waiting(session),
        questions=count(*inbound),
        replies=count(Message.direction == "out", Message.created_at >= since),
        unanswered=count(Message.direction == "in", Message.handled_at.is_(None)),
        failed=count(Delivery.status == "failed", Delivery.created_at >= since),
        misses=count(Miss.missed_at >= since),
        topics=[(topic, number) for topic, number in counted if topic and number >= FEWEST],
    )
