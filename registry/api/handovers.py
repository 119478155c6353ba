"""Asking for a person, and what an officer does then. No text goes out here: the console reads those itself."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import Field

from registry.api.access import Keys, Stored
from registry.api.shapes import Locale, Shape
from registry.models import Contact, Handover
from registry.services import handovers, reaching
from registry.services.desk import ZONE, Desk
from sesotho import format_date

routes = APIRouter(tags=["handovers"])
Row = Annotated[int, Path(ge=1, lt=2**63)]
OfficerName = Annotated[str, Field(min_length=2, max_length=40)]
UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"description": "No handover of that id"},
    409: {"description": "It is not with this officer"},
}


class AskedShape(Shape):
    """Who asks for a person, and whether a call is wanted rather than a message.

    `only_call`: a message could not be answered. In safe mode that makes no call: the phone may be in other hands.
    """

    contact: Annotated[str, Field(max_length=64)]
    wants_call: bool = False
    only_call: bool = False
    locale: Locale = "en"


class WaitShape(Shape):
    """What the person may be told. `minutes` of office time is the usual wait, null while there are too few."""

    id: int
    is_new: bool
    state: str
    wants_call: bool
    is_safe_mode: bool
    is_open: bool
    opens_day: str
    opens_time: str
    closes_time: str
    ahead: int
    minutes: int | None


class HandoverShape(Shape):
    """One handover, without a word of what was said."""

    id: int
    state: str
    topic: str | None
    country: str | None
    wants_call: bool
    officer: str | None
    asked_at: dt.datetime
    taken_at: dt.datetime | None
    last_at: dt.datetime


class TakingShape(Shape):
    """Which officer."""

    officer: OfficerName


class ReplyShape(TakingShape):
    """An officer's words."""

    text: Annotated[str, Field(min_length=1, max_length=handovers.LONGEST_REPLY, repr=False)]


def desk_of(request: Request) -> Desk:
    """The office hours of this installation."""
    found: Desk | None = getattr(request.app.state, "desk", None)
    return found or Desk.read()


@routes.post("/handovers", responses={404: {"description": "No contact of that id"}})
def ask(asked: AskedShape, stored: Stored, request: Request) -> WaitShape:
    """A contact asks for a person; asking again changes nothing but may turn it into a call."""
    desk = desk_of(request)
    with stored.write() as session:
        contact = session.get(Contact, asked.contact)
        if contact is None:
            raise HTTPException(404, "There is no contact of that id")
        topic = handovers.topic_of(session, contact.id)
        wants_call = asked.wants_call or (asked.only_call and contact.safe_mode_at is None)
        found, is_new = handovers.ask(session, contact, topic=topic, wants_call=wants_call)
        session.flush()
        expected = handovers.expected(session, found, desk)
        opens = expected.opens_at.astimezone(ZONE)
        return WaitShape(
            id=found.id,
            is_new=is_new,
            state=found.state,
            wants_call=found.wants_call,
            is_safe_mode=contact.safe_mode_at is not None,
            is_open=expected.is_open,
            opens_day=format_date(opens.date(), asked.locale),
            opens_time=f"{opens:%H:%M}",
            closes_time=f"{desk.closes:%H:%M}",
            ahead=expected.ahead,
            minutes=expected.minutes,
        )


@routes.get("/handovers")
def listed(
    stored: Stored,
    state: Annotated[Literal["waiting", "taken"], Query()] = "waiting",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[HandoverShape]:
    """Who waits, or which conversations officers have."""
    with stored.read() as session:
        rows = handovers.waiting(session, limit) if state == "waiting" else handovers.taken(session, limit=limit)
        return [_shape(row) for row in rows]


@routes.post("/handovers/{handover}/taking", responses=UNKNOWN)
def take(handover: Row, by: TakingShape, stored: Stored) -> HandoverShape:
    """Take a conversation; the first officer gets it."""
    with stored.write() as session:
        if session.get(Handover, handover) is None:
            raise HTTPException(404, "There is no handover of that id")
        if not handovers.take(session, handover, by.officer):
            raise HTTPException(409, "Somebody else has this conversation, or it has ended")
        return _shape(session.get_one(Handover, handover))


@routes.post("/handovers/{handover}/replies", responses=UNKNOWN)
def reply(handover: Row, said: ReplyShape, stored: Stored, keys: Keys) -> HandoverShape:
    """Queue an officer's words for the person."""
    with stored.write() as session:
        try:
            handovers.reply(session, keys, handover, said.officer, said.text)
        except (handovers.NotYours, reaching.NotReachable) as error:
            raise HTTPException(409, str(error)) from None
        except handovers.BadReply as error:
            raise HTTPException(422, str(error)) from None
        return _shape(session.get_one(Handover, handover))


@routes.post("/handovers/{handover}/handing-back", responses=UNKNOWN)
def hand_back(handover: Row, by: TakingShape, stored: Stored) -> HandoverShape:
    """The assistant answers again."""
    with stored.write() as session:
        try:
            handovers.hand_back(session, handover, by.officer)
        except handovers.NotYours as error:
            raise HTTPException(409, str(error)) from None
        return _shape(session.get_one(Handover, handover))


def _shape(row: Handover) -> HandoverShape:
    return HandoverShape(
        id=row.id,
        state=row.state,
        topic=row.topic,
        country=row.country,
        wants_call=row.wants_call,
        officer=row.officer,
        asked_at=row.asked_at,
        taken_at=row.taken_at,
        last_at=row.last_at,
    )
