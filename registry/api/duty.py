"""The duty list: who is told of alarms, in which order. Names, numbers and addresses go in and never come out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path
from pydantic import Field, model_validator

from registry.api.access import Keys, Stored
from registry.api.shapes import Shape
from registry.services import duty
from registry.services.duty import Place

routes = APIRouter(tags=["duty"])
Row = Annotated[int, Path(ge=1, lt=2**63)]
GONE: dict[int | str, dict[str, Any]] = {404: {"description": "No place of that id"}}


class NewPlaceShape(Shape):
    """Somebody to be told: a number in international form, an e-mail address, or both."""

    name: Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[^\x00]*$", repr=False)]
    number: Annotated[str | None, Field(pattern=r"^\+[1-9][0-9]{7,14}$", repr=False)] = None
    email: Annotated[str | None, Field(max_length=120, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$", repr=False)] = None

    @model_validator(mode="after")
    def _has_a_way(self) -> NewPlaceShape:
        if not self.number and not self.email:
            raise ValueError("a place needs a number or an e-mail address")
        return self


class ChangeShape(Shape):
    """What changes of a place; what is left out stays."""

    on_duty: bool | None = None
    position: Annotated[int | None, Field(ge=1, le=1_000)] = None


class PlaceShape(Shape):
    """One place, without a name or a number."""

    id: int
    position: int
    on_duty: bool
    by_sms: bool
    by_email: bool


@routes.get("/duty")
def places(stored: Stored, keys: Keys) -> list[PlaceShape]:
    """The list, first to be told first."""
    with stored.read() as session:
        return [_shown(place) for place in duty.places(session, keys)]


@routes.post("/duty")
def add(new: NewPlaceShape, stored: Stored, keys: Keys) -> PlaceShape:
    """A new last place, on duty."""
    with stored.write() as session:
        row = duty.add(session, keys, new.name, number=new.number, email=new.email)
        return _shown(next(place for place in duty.places(session, keys) if place.id == row.id))


@routes.put("/duty/{place}", responses=GONE)
def change(place: Row, changed: ChangeShape, stored: Stored, keys: Keys) -> list[PlaceShape]:
    """Put somebody on or off duty, or at another position; the list as it is then."""
    with stored.write() as session:
        if not duty.change(session, place, is_on_duty=changed.on_duty, position=changed.position):
            raise HTTPException(404, "There is no place of that id")
        return [_shown(each) for each in duty.places(session, keys)]


@routes.delete("/duty/{place}", responses=GONE)
def remove(place: Row, stored: Stored, keys: Keys) -> list[PlaceShape]:
    """Take a place off the list; the list as it is then."""
    with stored.write() as session:
        if not duty.remove(session, place):
            raise HTTPException(404, "There is no place of that id")
        return [_shown(each) for each in duty.places(session, keys)]


def _shown(place: Place) -> PlaceShape:
    return PlaceShape(
        id=place.id,
        position=place.position,
        on_duty=place.is_on_duty,
        by_sms=place.number is not None,
        by_email=place.email is not None,
    )
