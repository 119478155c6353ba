"""How far an application is. POST, so that no reference is left in a log."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from pydantic import Field

from registry.api.access import Keys, Stored
from registry.api.shapes import Locale, Shape
from registry.services import applications
from sesotho import format_date

routes = APIRouter(tags=["applications"])


class AskedShape(Shape):
    """A reference as the person wrote it."""

    kind: Literal["passport", "permit", "claim"]
    reference: Annotated[str, Field(min_length=1, max_length=40)]
    locale: Locale = "en"


class ApplicationShape(Shape):
    """Its status, since when, and where it is."""

    status: str
    place: str
    status_on: dt.date
    day: str


@routes.post(
    "/applications/status",
    responses={404: {"description": "No application of that reference"}, 422: {"description": "Not a reference"}},
)
def status(asked: AskedShape, stored: Stored, keys: Keys) -> ApplicationShape:
    """The status of one application or claim."""
    if not applications.is_reference(asked.reference):
        raise HTTPException(422, "A reference has 5 to 20 letters and digits, a digit among them")
    with stored.read() as session:
        found = applications.find(session, keys, asked.kind, asked.reference)
    if found is None:
        raise HTTPException(404, "There is no application of that reference")
    return ApplicationShape(
        status=found.status,
        place=found.place,
        status_on=found.status_on,
        day=format_date(found.status_on, asked.locale),
    )
