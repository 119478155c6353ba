"""Forums: those to come, who comes to them, and who waits for a seat.

Seats are counted in the row of the forum with one conditional update each, so that no two people get the last one.
Who has a seat is reminded the day before; who waits is told when a seat becomes free.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from registry.content import Forum as Described
from registry.models import Forum, Reminder, Rsvp
from registry.models.base import now
from registry.models.forum import CANCELLED, COMING, WAITING
from sesotho import key

REMINDED_AT = dt.time(9, 0)
ZONES = {"ZA": "Africa/Johannesburg", "LS": "Africa/Maseru", "GB": "Europe/London", "IE": "Europe/Dublin"}
TOMORROW, SEAT, CALLED_OFF = "forum.tomorrow", "forum.seat", "forum.called_off"
ALIKE = 82.0


class NoSuchForum(KeyError):
    """No forum to come has that code."""


@dataclass(frozen=True)
class Answered:
    """What became of an answer: `coming`, `waiting` or `cancelled`, and whether that is new."""

    state: str
    is_new: bool


def load(session: Session, described: Iterable[Described]) -> int:
    """The forums of `content/forums.yaml` into their rows; how many are new. What officers changed stays."""
    new = 0
    for each in described:
        row = session.scalar(select(Forum).where(Forum.code == each.id))
        if row is None:
            row = Forum(code=each.id, origin="files")
            session.add(row)
            new += 1
        elif row.origin != "files":
            continue
        row.name, row.date, row.time = dict(each.name), each.date, each.time
        row.town, row.country, row.venue = each.town, each.country, each.venue
        row.seats = each.seats if each.seats is None else max(each.seats, row.taken or 0)
        session.flush()
    return new


def upcoming(session: Session, on: dt.date, limit: int = 20) -> list[Forum]:
    """Forums on or after a day that have not been called off, the next one first."""
    which = (Forum.date >= on, Forum.cancelled_at.is_(None))
    return list(session.scalars(select(Forum).where(*which).order_by(Forum.date, Forum.time, Forum.id).limit(limit)))


def named(session: Session, text: str, on: dt.date) -> list[Forum]:
    """The forums to come that a text names, by town, code or name, small mistakes forgiven; all where it names none."""
    coming = upcoming(session, on)
    exact = [forum for forum in coming if forum.code in text.lower()]
    if exact:
        return exact
    words = key(text).split()
    spans = [" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words) - size + 1)]
    found = [forum for forum in coming if any(_is_named(span, forum) for span in spans)]
    return found or coming


def _is_named(span: str, forum: Forum) -> bool:
    names = [key(forum.town), key(forum.code.replace("-", " "))]
    return any(span == name or (len(span) > 4 and fuzz.ratio(span, name) >= ALIKE) for name in names)


def by_code(session: Session, code: str, on: dt.date) -> Forum:
    """One forum to come. Raises `NoSuchForum`."""
    found = session.scalar(select(Forum).where(Forum.code == code, Forum.date >= on, Forum.cancelled_at.is_(None)))
    if found is None:
        raise NoSuchForum(code)
    return found


def seats_left(forum: Forum) -> int | None:
    """How many seats nobody has; None where there is room for everybody."""
    return None if forum.seats is None else max(forum.seats - forum.taken, 0)


def come(session: Session, forum: Forum, contact_id: str, at: datetime | None = None) -> Answered:
    """Somebody says that they come: a seat, or a place on the waiting list. Saying it twice changes nothing."""
    at = at or now()
    rsvp = _rsvp(session, forum.id, contact_id)
    if rsvp is not None and rsvp.state != CANCELLED:
        return Answered(rsvp.state, is_new=False)
    if rsvp is None:
        rsvp = Rsvp(forum_id=forum.id, contact_id=contact_id, state=WAITING)
        session.add(rsvp)
    rsvp.state = COMING if _take_seat(session, forum) else WAITING
    rsvp.answered_at = at
    session.flush()
    if rsvp.state == COMING:
        _remind(session, forum, contact_id, at)
    return Answered(rsvp.state, is_new=True)


def stay_away(session: Session, forum: Forum, contact_id: str, at: datetime | None = None) -> Answered:
    """Somebody does not come after all; their seat goes to whoever has waited longest, who is told."""
    at = at or now()
    rsvp = _rsvp(session, forum.id, contact_id)
    if rsvp is None or rsvp.state == CANCELLED:
        return Answered(CANCELLED, is_new=False)
    had_seat = rsvp.state == COMING
    rsvp.state, rsvp.answered_at = CANCELLED, at
    session.flush()
    _drop_reminders(session, forum, contact_id, "cancelled", at)
    if had_seat:
        _free_seat(session, forum)
        _move_up(session, forum, at)
    return Answered(CANCELLED, is_new=True)


def of_contact(session: Session, contact_id: str, on: dt.date) -> list[tuple[Forum, str]]:
    """The forums to come that somebody comes to or waits for."""
    rows = session.execute(
        select(Forum, Rsvp.state)
        .join(Rsvp, Rsvp.forum_id == Forum.id)
        .where(Rsvp.contact_id == contact_id, Rsvp.state != CANCELLED)
        .where(Forum.date >= on, Forum.cancelled_at.is_(None))
        .order_by(Forum.date, Forum.id)
    )
    return [(forum, state) for forum, state in rows]


def counted(session: Session, forum: Forum) -> dict[str, int]:
    """How many come, wait and have cancelled."""
    rows = session.execute(select(Rsvp.state, func.count()).where(Rsvp.forum_id == forum.id).group_by(Rsvp.state))
    found = {state: number for state, number in rows.all()}  # noqa: C416
    return {state: found.get(state, 0) for state in (COMING, WAITING, CANCELLED)}


def change(session: Session, forum: Forum, at: datetime | None = None) -> int:
    """After an officer changed date, time or seats: reminders follow, free seats are given; how many got one."""
    at = at or now()
    session.flush()
    moved = 0
    while _move_up(session, forum, at):
        moved += 1
    for contact_id in _with(session, forum, COMING):
        _drop_reminders(session, forum, contact_id, "changed", at)
        _remind(session, forum, contact_id, at)
    return moved


def recount(session: Session, on: dt.date, at: datetime | None = None) -> int:
    """Give back the seats of people who have been forgotten since; how many forums had such seats."""
    mended = 0
    for forum in upcoming(session, on):
        session.refresh(forum, with_for_update=True)
        coming = counted(session, forum)[COMING]
        if forum.taken != coming:
            forum.taken = coming
            change(session, forum, at)
            mended += 1
    return mended


def call_off(session: Session, forum: Forum, at: datetime | None = None) -> int:
    """The forum does not take place: whoever comes or waits is told; how many."""
    at = at or now()
    forum.cancelled_at = at
    people = [*_with(session, forum, COMING), *_with(session, forum, WAITING)]
    for contact_id in people:
        _drop_reminders(session, forum, contact_id, "called_off", at)
        session.add(_news(forum, contact_id, CALLED_OFF, at))
    return len(people)


def _rsvp(session: Session, forum_id: int, contact_id: str) -> Rsvp | None:
    which = (Rsvp.forum_id == forum_id, Rsvp.contact_id == contact_id)
    return session.scalar(select(Rsvp).where(*which).with_for_update())


def _take_seat(session: Session, forum: Forum) -> bool:
    room = or_(Forum.seats.is_(None), Forum.taken < Forum.seats)
    done = session.execute(
        update(Forum)
        .where(Forum.id == forum.id, room)
        .values(taken=Forum.taken + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire(forum, ["taken"])
    return done.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def _free_seat(session: Session, forum: Forum) -> None:
    session.execute(
        update(Forum)
        .where(Forum.id == forum.id, Forum.taken > 0)
        .values(taken=Forum.taken - 1)
        .execution_options(synchronize_session=False)
    )
    session.expire(forum, ["taken"])


def _move_up(session: Session, forum: Forum, at: datetime) -> bool:
    """Give a free seat to whoever has waited longest; whether somebody got it."""
    waiting = select(Rsvp).where(Rsvp.forum_id == forum.id, Rsvp.state == WAITING).order_by(Rsvp.answered_at, Rsvp.id)
    first = session.scalar(waiting.limit(1).with_for_update())
    if first is None or not _take_seat(session, forum):
        return False
    first.state, first.answered_at = COMING, at
    session.add(_news(forum, first.contact_id, SEAT, at))
    session.flush()
    _remind(session, forum, first.contact_id, at)
    return True


def _with(session: Session, forum: Forum, state: str) -> list[str]:
    which = (Rsvp.forum_id == forum.id, Rsvp.state == state)
    return list(session.scalars(select(Rsvp.contact_id).where(*which).order_by(Rsvp.id)))


def reminder_time(forum: Forum) -> datetime:
    """Nine in the morning of the day before, on the clock of the place."""
    zone = ZoneInfo(ZONES.get(forum.country, "Africa/Maseru"))
    return datetime.combine(forum.date - timedelta(days=1), REMINDED_AT, zone)


def _remind(session: Session, forum: Forum, contact_id: str, at: datetime) -> None:
    due_at = reminder_time(forum)
    if due_at > at:
        session.add(Reminder(contact_id=contact_id, code=TOMORROW, parts=parts(forum), due_at=due_at))
        session.flush()


def parts(forum: Forum) -> dict[str, str]:
    """What a phrase about a forum is filled with; the name in three locales, the day as a date."""
    told = {f"name_{locale}": str(words) for locale, words in forum.name.items()}
    place = {"forum": forum.code, "time": forum.time, "venue": forum.venue, "town": forum.town}
    return {**told, **place, "day": forum.date.isoformat()}


def _news(forum: Forum, contact_id: str, code: str, at: datetime) -> Reminder:
    return Reminder(contact_id=contact_id, code=code, parts=parts(forum), due_at=at)


def _drop_reminders(session: Session, forum: Forum, contact_id: str, reason: str, at: datetime) -> None:
    waiting = select(Reminder).where(Reminder.contact_id == contact_id, Reminder.settled_at.is_(None))
    for reminder in session.scalars(waiting.where(Reminder.code.in_((TOMORROW, SEAT)))):
        if reminder.parts.get("forum") == forum.code:
            reminder.settled_at, reminder.reason = at, reason
