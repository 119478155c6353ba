"""Alarms: raised, told up the duty list, taken on; the clock is kept all the way."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.models import Alarm, Contact
from registry.models.base import now

CALL = "call"


def open_alarm(
    session: Session, contact: Contact, category: str, *, wants_call: bool = False, call_time: str | None = None
) -> Alarm:
    """Somebody is in danger or asks to be called.

    While nobody has taken it on, the same cry again is counted on the same alarm: a flood of texts is one alarm.
    """
    session.flush()
    same = (Alarm.contact_id == contact.id, Alarm.category == category, Alarm.acknowledged_at.is_(None))
    alarm = session.scalar(select(Alarm).where(*same).order_by(Alarm.id.desc()).limit(1).with_for_update())
    if alarm is None:
        alarm = Alarm(contact_id=contact.id, category=category, country=contact.country, wants_call=wants_call)
        session.add(alarm)
    else:
        alarm.repeats += 1
    alarm.call_time = call_time or alarm.call_time
    session.flush()
    return alarm


def waiting(session: Session, limit: int = 50) -> list[Alarm]:
    """Alarms not yet acknowledged, oldest first."""
    return list(session.scalars(select(Alarm).where(Alarm.acknowledged_at.is_(None)).order_by(Alarm.id).limit(limit)))


def to_be_told(session: Session, at: datetime, limit: int = 20) -> list[Alarm]:
    """Alarms that nobody has taken on and whose next place on the duty list is due, oldest first; locked."""
    due = select(Alarm).where(Alarm.acknowledged_at.is_(None), Alarm.climbs_at <= at)
    return list(session.scalars(due.order_by(Alarm.id).limit(limit).with_for_update(skip_locked=True)))


def acknowledge(session: Session, alarm_id: int, officer: str) -> Alarm | None:
    """The alarm, taken on by `officer` unless somebody was first; None for an unknown id."""
    alarm = session.get(Alarm, alarm_id, with_for_update=True)
    if alarm is not None and alarm.acknowledged_at is None:
        alarm.acknowledged_at, alarm.acknowledged_by, alarm.climbs_at = now(), officer, None
    return alarm


def taken_by(session: Session, officer: str, since: datetime) -> list[Alarm]:
    """Alarms that an officer has taken on since then, the newest first."""
    mine = select(Alarm).where(Alarm.acknowledged_by == officer, Alarm.acknowledged_at >= since)
    return list(session.scalars(mine.order_by(Alarm.id.desc()).limit(20)))


def one(session: Session, alarm_id: int) -> Alarm | None:
    """An alarm by its number."""
    return session.get(Alarm, alarm_id)


def clock(alarm: Alarm, at: datetime) -> timedelta:
    """How long it waited for somebody to take it on, or has waited so far."""
    return (alarm.acknowledged_at or at) - alarm.raised_at
