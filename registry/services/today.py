"""What an officer looks at first: who needs somebody, what waits for whom, and how the service does.

Counts and codes, nothing of anyone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.content import Content
from registry.models import Alarm, Broadcast, Case, Deadline, Delivery, Handover, Message, Miss, Proposal
from registry.models.broadcast import DRAFT
from registry.models.case import OPEN_STATUSES
from registry.models.handover import WAITING as WAITS
from registry.models.proposal import WAITING as PROPOSED
from registry.services import alarms

FEWEST = 5
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Waits:
    """What waits for an officer: people, cases past a last day, notices and texts to approve, facts, questions."""

    people: int = 0
    overdue_cases: int = 0
    notices: int = 0
    proposals: int = 0
    facts_past: int = 0
    facts_soon: int = 0
    questions: int = 0


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
    waits: Waits = field(default_factory=Waits)


def today(session: Session, at: datetime, content: Content) -> Today:
    """Read it all."""
    since = at - timedelta(days=1)
    inbound = (Message.direction == "in", Message.created_at >= since)
    asked = select(Message.topic, func.count()).where(*inbound, Message.topic.is_not(None), ~Message.is_guarded)
    counted = session.execute(asked.group_by(Message.topic).order_by(func.count().desc())).all()
    return Today(
        alarms=alarms.waiting(session),
        questions=_count(session, *inbound),
        replies=_count(session, Message.direction == "out", Message.created_at >= since),
        unanswered=_count(session, Message.direction == "in", Message.handled_at.is_(None)),
        failed=_count(session, Delivery.status == "failed", Delivery.created_at >= since),
        misses=_count(session, Miss.missed_at >= since),
        topics=[(topic, number) for topic, number in counted if topic and number >= FEWEST],
        waits=_waits(session, at.date(), content),
    )


def _waits(session: Session, today: date, content: Content) -> Waits:
    late = select(Deadline.case_id).where(Deadline.due_on < today)
    reviews = [fact.review_at for fact in content.facts.values() if fact.published]
    return Waits(
        people=_count(session, Handover.state == WAITS),
        overdue_cases=_count(session, Case.status.in_(OPEN_STATUSES), Case.id.in_(late)),
        notices=_count(session, Broadcast.status == DRAFT),
        proposals=_count(session, Proposal.state == PROPOSED),
        facts_past=sum(each < today for each in reviews),
        facts_soon=sum(today <= each <= today + SOON for each in reviews),
        questions=_count(session, Miss.outcome.is_(None), Miss.message_id.is_not(None)),
    )


def _count(session: Session, *where: object) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0  # type: ignore[arg-type]
