"""`/console`: what needs somebody, first of all alarms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from console.access import allowed, checked_form, current, office_of
from console.pages import N_, go, show
from registry.models.base import now
from registry.services import alarms
from registry.services.officers import SignedIn
from registry.services.today import today

routes = APIRouter()
CATEGORIES = {
    "tip.help": N_("Held or forced"),
    "tip.child": N_("A child in danger"),
    "gbv.help": N_("Violence"),
    "emergency": N_("Emergency"),
    "call": N_("Asks to be called"),
}


@routes.get("")
def look(request: Request, officer: Annotated[SignedIn, Depends(current)]) -> Response:
    """The first page."""
    office = office_of(request)
    with office.database.read() as session:
        seen = today(session, now())
    library = office.shelf.library
    unreviewed = sum(
        review.by is None for answer in library.content.answers.values() for review in answer.review.values()
    )
    named = [(library.title(topic, officer.language), count) for topic, count in seen.topics]
    return show(
        request, "today.html", today=seen, topics=named, categories=CATEGORIES, unreviewed=unreviewed, is_live=True
    )


@routes.post("/alarms/{alarm}", dependencies=[Depends(checked_form)])
def acknowledge(request: Request, alarm: int, officer: Annotated[SignedIn, Depends(allowed("alarms"))]) -> Response:
    """Take an alarm on."""
    office = office_of(request)
    with office.database.write() as session:
        taken = alarms.acknowledge(session, alarm, officer.name)
        if taken is None:
            raise HTTPException(404, "There is no alarm of that number.")
        office.ledger.note(session, officer.name, "alarm taken on", str(alarm))
    return go("/console", "taken" if taken.acknowledged_by == officer.name else "taken_by_other")
