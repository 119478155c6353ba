"""What we say of our own accord about somebody's own affairs: news of a case, a last day that comes near.

A reminder is a code with its parts until it is due; only then are its words made, in the language the person last
wrote, and put behind `reaching`, which says no for whoever is in danger or wants to hear nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.dialogues import words
from registry.dialogues.words import say
from registry.models import Contact, Reminder
from registry.models.base import now
from registry.services import reaching
from registry.services.library import Library
from registry.services.quiet import next_awake
from registry.vault import Vault
from sesotho import format_date, format_month, locale_of, segments, to_gsm7

log = logging.getLogger(__name__)
AT_ONCE = 100
# Nobody is woken by news that can wait.
QUIET_FROM, QUIET_UNTIL = time(20), time(8)
# An old piece of news is no news.
STALE = timedelta(days=3)
BEFORE, SHORTLY_BEFORE = timedelta(days=7), timedelta(days=2)
MORNING = time(7, tzinfo=dt.UTC)


def schedule(
    session: Session, contact_id: str, code: str, parts: Mapping[str, Any], due_at: datetime | None = None,
    case_id: int | None = None,
) -> Reminder:  # fmt: skip
    """Say something to a contact at a time; now when none is given."""
    reminder = Reminder(contact_id=contact_id, case_id=case_id, code=code, parts=dict(parts), due_at=due_at or now())
    session.add(reminder)
    return reminder


def before(due_on: dt.date, today: dt.date) -> list[datetime]:
    """When to remind of a last day: a week and two days before it, in the morning; only what is still to come."""
    days = [due_on - BEFORE, due_on - SHORTLY_BEFORE]
    return [datetime.combine(day, MORNING) for day in days if day > today]


def drop(session: Session, contact_id: str, reason: str, case_id: int | None = None) -> None:
    """Take back what was not said yet: all of a contact, or what belongs to one case."""
    waiting = update(Reminder).where(Reminder.contact_id == contact_id, Reminder.settled_at.is_(None))
    if case_id is not None:
        waiting = waiting.where(Reminder.case_id == case_id)
    session.execute(waiting.values(settled_at=now(), reason=reason))


def due(session: Session, at: datetime | None = None, limit: int = AT_ONCE) -> list[Reminder]:
    """What is to be said now, the oldest first."""
    waiting = select(Reminder).where(Reminder.settled_at.is_(None), Reminder.due_at <= (at or now()))
    return list(session.scalars(waiting.order_by(Reminder.due_at).limit(limit).with_for_update(skip_locked=True)))


def is_due(session: Session, at: datetime | None = None) -> bool:
    """Whether anything is to be said now."""
    waiting = select(Reminder.id).where(Reminder.settled_at.is_(None), Reminder.due_at <= (at or now()))
    return session.scalar(waiting.limit(1)) is not None


def queue_due(session: Session, vault: Vault, library: Library, at: datetime | None = None) -> int:
    """Put what is due behind the sending door; how many were settled, said or not."""
    at = at or now()
    settled = due(session, at)
    for reminder in settled:
        reminder.settled_at = at
        reminder.reason = _queue(session, vault, library, reminder, at)
    return len(settled)


def _queue(session: Session, vault: Vault, library: Library, reminder: Reminder, at: datetime) -> str | None:
    """Queue one; else why it was dropped."""
    if reminder.due_at < at - STALE:
        return "stale"
    contact = session.get_one(Contact, reminder.contact_id)
    text = rendered(reminder, locale_of(contact.language or "en", _spelling(contact)), library)
    found = reaching.addresses(session, contact.id)
    if found and found[0].channel == "sms":
        text = to_gsm7(text)
    awake = next_awake(contact.country or "ZA", at, QUIET_FROM, QUIET_UNTIL)
    purpose = reaching.CASE if reminder.code.startswith("case.") else reaching.REMINDER
    try:
        reaching.queue(session, vault, contact, purpose, text, segments=segments(text).count, not_before=max(awake, at))
    except reaching.NotReachable as unreachable:
        return unreachable.reason
    return None


def rendered(reminder: Reminder, locale: str, library: Library) -> str:
    """The words of a reminder for a reader."""
    parts = dict(reminder.parts)
    if reminder.code == "case.status":
        wording = words.CASE_STATUS[parts["status"]]
    elif reminder.code == "case.moved":
        wording = words.CASE_MOVED
    elif reminder.code == "second_phone":
        wording = words.SECOND_PHONE
    else:
        wording = words.REMINDERS[reminder.code]
    if f"name_{locale}" in parts:
        parts["name"] = parts[f"name_{locale}"]
    if "day" in parts:
        parts["day"] = format_date(dt.date.fromisoformat(parts["day"]), locale)  # type: ignore[arg-type]
    if "month" in parts:
        parts["month"] = format_month(dt.date.fromisoformat(parts["month"]), locale, short=False)  # type: ignore[arg-type]
    if "mission" in parts:
        parts["office"] = office_name(library, parts.pop("mission"), locale)
    return say(wording, locale, **parts)


def office_name(library: Library, mission: str, locale: str) -> str:
    """A mission as a reader knows it."""
    found = next((each for each in library.content.missions if each.id == mission), None)
    return found.name[locale] if found else mission


def _spelling(contact: Contact) -> Any:
    return contact.spelling
