"""Forums to come, managed by services with the token, and who comes to them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.api.access import Stored
from registry.api.shapes import Locale, Shape
from registry.models import Contact, Forum
from registry.services import forums
from sesotho import format_date

routes = APIRouter(tags=["forums"])
Code = Annotated[str, Path(pattern=r"^[a-z0-9-]{2,40}$")]
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "No forum to come of that code, or no such contact"}}


class ComingShape(Shape):
    """A forum to come, told in one locale. `seats_left` is null where there is room for everybody."""

    id: str
    name: str
    town: str
    country: str
    date: dt.date
    day: str
    time: str
    venue: str
    seats: int | None
    seats_left: int | None


class NamesShape(Shape):
    """A name in the three locales."""

    en: Annotated[str, Field(min_length=3, max_length=60)]
    st_LS: Annotated[str, Field(min_length=3, max_length=60)]
    st_ZA: Annotated[str, Field(min_length=3, max_length=60)]


class WrittenShape(Shape):
    """A forum as an officer writes it. Date and time as on the clock of the place."""

    name: NamesShape
    date: dt.date
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    town: Annotated[str, Field(min_length=2, max_length=60)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    venue: Annotated[str, Field(min_length=2, max_length=80)]
    seats: Annotated[int | None, Field(ge=1, le=100_000)] = None


class CountedShape(Shape):
    """How many come, wait for a seat, and have cancelled."""

    id: str
    seats: int | None
    coming: int
    waiting: int
    cancelled: int


class WhoShape(Shape):
    """Which contact, and what they wrote: a town or a forum may be named in it."""

    contact: Annotated[str, Field(max_length=64)]
    text: Annotated[str, Field(max_length=1_600, repr=False)] = ""
    locale: Locale = "en"


class AnsweredShape(Shape):
    """`state`: coming, waiting, cancelled; `which` when one of several has to be named; `none` when there is none."""

    state: str
    is_new: bool = False
    forums: list[ComingShape]


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def shape(forum: Forum, locale: str) -> ComingShape:
    """One forum in the words of a reader."""
    return ComingShape(
        id=forum.code,
        name=str(forum.name[locale]),
        town=forum.town,
        country=forum.country,
        date=forum.date,
        day=format_date(forum.date, locale),  # type: ignore[arg-type]
        time=forum.time,
        venue=forum.venue,
        seats=forum.seats,
        seats_left=forums.seats_left(forum),
    )


@routes.get("/forums")
def coming(stored: Stored, locale: Annotated[Locale, Query()] = "en") -> list[ComingShape]:
    """Forums to come, the next one first."""
    with stored.read() as session:
        return [shape(forum, locale) for forum in forums.upcoming(session, _today())]


@routes.put("/forums/{code}", responses={409: {"description": "More seats are taken than it would have"}})
def write(code: Code, written: WrittenShape, stored: Stored) -> CountedShape:
    """Announce a forum or change it. New seats are given to whoever waits; reminders follow a new date."""
    with stored.write() as session:
        found = session.scalar(select(Forum).where(Forum.code == code).with_for_update())
        if found is None:
            found = Forum(code=code, taken=0)
            session.add(found)
        if written.seats is not None and written.seats < found.taken:
            raise HTTPException(409, f"{found.taken} people have a seat already: it cannot have fewer")
        for name, value in written.model_dump().items():
            setattr(found, name, value)
        found.origin, found.cancelled_at = "officer", None
        forums.change(session, found)
        return _counted(session, found)


@routes.delete("/forums/{code}", responses=UNKNOWN)
def call_off(code: Code, stored: Stored) -> CountedShape:
    """Call a forum off; whoever comes or waits is told."""
    with stored.write() as session:
        found = _known(session, code)
        forums.call_off(session, found)
        return _counted(session, found)


@routes.get("/forums/{code}/seats", responses=UNKNOWN)
def seats(code: Code, stored: Stored) -> CountedShape:
    """How many come. Numbers only."""
    with stored.read() as session:
        return _counted(session, _known(session, code))


@routes.post("/rsvps", responses=UNKNOWN)
def come(who: WhoShape, stored: Stored) -> AnsweredShape:
    """Somebody comes to the forum that their text names, or to the only one there is."""
    with stored.write() as session:
        named = _named(session, who, mine=False)
        if len(named) != 1:
            return AnsweredShape(state="which" if named else "none", forums=[shape(each, who.locale) for each in named])
        answered = forums.come(session, named[0], who.contact)
        return AnsweredShape(state=answered.state, is_new=answered.is_new, forums=[shape(named[0], who.locale)])


@routes.post("/rsvps/cancellations", responses=UNKNOWN)
def stay_away(who: WhoShape, stored: Stored) -> AnsweredShape:
    """Somebody does not come after all, to the forum that their text names or to the only one they have."""
    with stored.write() as session:
        named = _named(session, who, mine=True)
        if len(named) != 1:
            return AnsweredShape(state="which" if named else "none", forums=[shape(each, who.locale) for each in named])
        answered = forums.stay_away(session, named[0], who.contact)
        return AnsweredShape(state=answered.state, is_new=answered.is_new, forums=[shape(named[0], who.locale)])


def _named(session: Session, who: WhoShape, *, mine: bool) -> list[Forum]:
    if session.get(Contact, who.contact) is None:
        raise HTTPException(404, "There is no contact of that id")
    named = forums.named(session, who.text, _today())
    if mine:
        own = {forum.id for forum, _ in forums.of_contact(session, who.contact, _today())}
        named = [forum for forum in named if forum.id in own]
    # Of several in one town the next is meant: the town is all that we ask for.
    return named[:1] if len({forum.town for forum in named}) == 1 else named


def _known(session: Session, code: str) -> Forum:
    try:
        return forums.by_code(session, code, _today())
    except forums.NoSuchForum:
        raise HTTPException(404, "There is no forum to come of that code") from None


def _counted(session: Session, forum: Forum) -> CountedShape:
    return CountedShape(id=forum.code, seats=forum.seats, **forums.counted(session, forum))
