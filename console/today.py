"""`/console`: what needs somebody, first of all alarms."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from console.access import allowed, checked_form, current, office_of
from console.pages import go, show
from registry.models.base import now
from registry.phrases import N_
from registry.services import alarms, people
from registry.services.officers import SignedIn
from registry.services.today import today

routes = APIRouter()
MINE = timedelta(days=1)
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
        seen = today(session, now(), office.shelf.library.content)
        mine = alarms.taken_by(session, officer.name, now() - MINE)
    library = office.shelf.library
    unreviewed = sum(
        review.by is None for answer in library.content.answers.values() for review in answer.review.values()
    )
    named = [(library.title(topic, officer.language), count) for topic, count in seen.topics]
    return show(
        request,
        "today.html",
        today=seen,
        mine=mine,
        topics=named,
        categories=CATEGORIES,
        unreviewed=unreviewed,
        is_live=True,
    )


@routes.post("/alarms/{alarm}", dependencies=[Depends(checked_form)])
def acknowledge(request: Request, alarm: int, officer: Annotated[SignedIn, Depends(allowed("alarms"))]) -> Response:
    """Take an alarm on."""
    office = office_of(request)
    with office.database.write() as session:
        taken = alarms.acknowledge(session, alarm, officer.name)
        if taken is None:
            raise HTTPException(404, N_("There is no alarm of that number."))
        office.ledger.note(session, officer.name, "alarm taken on", str(alarm))
    return go("/console", "taken" if taken.acknowledged_by == officer.name else "taken_by_other")


@routes.post("/alarms/{alarm}/number", dependencies=[Depends(checked_form)])
def reveal(request: Request, alarm: int, officer: Annotated[SignedIn, Depends(allowed("alarms"))]) -> Response:
    """The number, for the officer who has taken the alarm on and is about to call; that it was shown is in the log."""
    office = office_of(request)
    with office.database.write() as session:
        found = alarms.one(session, alarm)
        if found is None or found.acknowledged_by != officer.name:
            raise HTTPException(403, N_("Only who has taken the alarm on sees the number."))
        numbers = people.numbers_of(session, office.vault, found.contact_id) if found.contact_id else []
        office.ledger.note(session, officer.name, "number shown", str(alarm), why="alarm")
    return show(request, "number.html", alarm=found, numbers=numbers, categories=CATEGORIES)
