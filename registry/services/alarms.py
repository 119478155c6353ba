"""Alarms: who waits, and who has taken one on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.models import Alarm
from registry.models.base import now


def waiting(session: Session, limit: int = 50) -> list[Alarm]:
    """Alarms not yet acknowledged, oldest first."""
    return list(session.scalars(select(Alarm).where(Alarm.acknowledged_at.is_(None)).order_by(Alarm.id).limit(limit)))


def acknowledge(session: Session, alarm_id: int, officer: str) -> Alarm | None:
    """The alarm, taken on by `officer` unless somebody was first; None for an unknown id."""
    alarm = session.get(Alarm, alarm_id, with_for_update=True)
    if alarm is not None and alarm.acknowledged_at is None:
        alarm.acknowledged_at, alarm.acknowledged_by = now(), officer
    return alarm
