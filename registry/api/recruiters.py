"""Two questions of trust: is this agency licensed, is this message from us. POST, so that no text is left in a log."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from registry.api.access import Content, Stored
from registry.api.shapes import Locale, Shape
from registry.models import Recruiter
from registry.services import recruiters, verification
from sesotho import format_date

routes = APIRouter(tags=["trust"])


class AskedShape(Shape):
    """What the person wrote."""

    text: Annotated[str, Field(max_length=1_600, repr=False)]
    locale: Locale = "en"


class RecruiterShape(Shape):
    """One line of the list. `is_valid`: licensed today."""

    name: str
    licence: str
    standing: str
    is_valid: bool
    until: str


class LookedShape(Shape):
    """`how`: no_list, no_name, listed, alike or not_listed; the day of the list in words."""

    how: str
    day: str
    name: str
    found: list[RecruiterShape]


class VerifiedShape(Shape):
    """`how`: no_code, ours or not_ours; of ours the day it was sent, its topic and that topic's name."""

    how: str
    code: str
    day: str
    topic: str | None
    title: str


@routes.post("/recruiters/lookup")
def look_up(asked: AskedShape, stored: Stored) -> LookedShape:
    """What the Ministry of Labour's list says of an agency."""
    today = dt.datetime.now(dt.UTC).date()
    with stored.read() as session:
        looked = recruiters.look_up(session, asked.text)
        return LookedShape(
            how=looked.how,
            day=format_date(looked.listed_on, asked.locale) if looked.listed_on else "",
            name=recruiters.name_in(asked.text),
            found=[_shape(row, today, asked.locale) for row in looked.found],
        )


@routes.post("/verification")
def verify(asked: AskedShape, stored: Stored, content: Content) -> VerifiedShape:
    """Whether a code is that of a notice of ours."""
    with stored.read() as session:
        found = verification.verify(session, asked.text)
    return VerifiedShape(
        how=found.how,
        code=found.code,
        day=format_date(found.sent_on, asked.locale) if found.sent_on else "",
        topic=found.topic,
        title=content.title(found.topic, asked.locale) if found.topic else "",
    )


def _shape(row: Recruiter, today: dt.date, locale: Locale) -> RecruiterShape:
    return RecruiterShape(
        name=row.name,
        licence=row.licence,
        standing=row.standing,
        is_valid=recruiters.is_valid(row, today),
        until=format_date(row.valid_until, locale) if row.valid_until else "",
    )
