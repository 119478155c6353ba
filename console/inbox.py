"""Conversations that people asked to have with a person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from console.access import allowed, checked_form, current, office_of
from console.pages import LANGUAGES, go, show
from console.texts import measured
from registry.models import Handover
from registry.phrases import N_
from registry.services import handovers, people
from registry.services.handovers import BadReply, NotYours
from registry.services.officers import SignedIn
from registry.services.reaching import NotReachable

routes = APIRouter()
Clerk = Annotated[SignedIn, Depends(allowed("inbox"))]
WHY_NOT = {
    "safe_mode": N_("This person may not be safe: nothing can be sent until they write again."),
    "muted": N_("This person asked us never to write again."),
    "invalid": N_("No number of this person works any more."),
    "opted_out": N_("This person asked us never to write again."),
    "unknown": N_("This person is no longer known to us."),
}


@routes.get("/inbox")
def listed(request: Request, officer: Clerk) -> Response:
    """Who waits, what is mine, what others have."""
    office = office_of(request)
    with office.database.read() as session:
        waiting = handovers.waiting(session)
        taken = handovers.taken(session)
    library = office.shelf.library

    def row(each: Handover) -> dict[str, object]:
        topic = library.title(each.topic, officer.language) if each.topic else ""
        return {"handover": each, "topic": topic}

    return show(
        request,
        "inbox.html",
        waiting=[row(each) for each in waiting],
        mine=[row(each) for each in taken if each.officer == officer.name],
        others=[row(each) for each in taken if each.officer != officer.name],
        is_live=True,
    )


@routes.post("/inbox/{number}/take", dependencies=[Depends(checked_form)])
def take(request: Request, number: int, officer: Clerk) -> Response:
    """Make it mine, unless somebody was first."""
    office = office_of(request)
    with office.database.write() as session:
        is_mine = handovers.take(session, number, officer.name)
        if is_mine:
            office.ledger.note(session, officer.name, "conversation taken", str(number))
    return go(f"/console/inbox/{number}" if is_mine else "/console/inbox", "" if is_mine else "taken")


@routes.get("/inbox/{number}")
def one(request: Request, number: int, officer: Clerk, answer: Annotated[str, Query(max_length=40)] = "") -> Response:
    """One conversation. `answer`: the topic whose answer is put into the reply."""
    return _page(request, officer, number, _insert(request, number, answer))


@routes.post("/inbox/{number}/reply", dependencies=[Depends(checked_form)])
def reply(request: Request, number: int, officer: Clerk, text: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Say something to the person."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            handovers.reply(session, office.vault, number, officer.name, text)
            office.ledger.note(session, officer.name, "reply", str(number))
    except NotYours:
        return _page(request, officer, number, text, N_("Somebody else has this conversation, or it has ended."))
    except BadReply as error:
        return _page(request, officer, number, text, str(error).capitalize() + ".")
    except NotReachable as error:
        return _page(request, officer, number, text, WHY_NOT.get(error.reason, WHY_NOT["unknown"]))
    office.wake()
    return go(f"/console/inbox/{number}", "sent")


@routes.post("/inbox/{number}/note", dependencies=[Depends(checked_form)])
def note(request: Request, number: int, officer: Clerk, text: Annotated[str, Form(max_length=4_000)] = "") -> Response:
    """Something for other officers."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            handovers.note(session, office.vault, number, officer.name, text)
            office.ledger.note(session, officer.name, "note", str(number))
    except BadReply as error:
        return _page(request, officer, number, "", str(error).capitalize() + ".")
    except KeyError:
        raise HTTPException(404, N_("There is no conversation of that number.")) from None
    return go(f"/console/inbox/{number}", "noted")


@routes.post("/inbox/{number}/back", dependencies=[Depends(checked_form)])
def hand_back(request: Request, number: int, officer: Clerk) -> Response:
    """The assistant answers again."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            handovers.hand_back(session, number, officer.name)
            office.ledger.note(session, officer.name, "handed back", str(number))
    except NotYours:
        return go("/console/inbox", "taken")
    return go("/console/inbox", "back")


@routes.post("/measure", dependencies=[Depends(checked_form)])
def measure(
    request: Request,
    officer: Annotated[SignedIn, Depends(current)],
    text: Annotated[str, Form(max_length=2_000)] = "",
) -> JSONResponse:
    """Segments and price of what is being written."""
    office = office_of(request)
    found = measured(text)
    price = found.size.count * Decimal(office.sms_price)
    return JSONResponse(
        {
            "count": found.size.count,
            "units": found.size.units,
            "encoding": found.size.encoding,
            "price": f"{office.sms_price_currency} {price:.2f}",
            "offending": list(found.offending),
        }
    )


def _page(request: Request, officer: SignedIn, number: int, text: str = "", problem: str = "") -> Response:
    office = office_of(request)
    with office.database.read() as session:
        try:
            lines = handovers.conversation(session, office.vault, number)
        except KeyError:
            raise HTTPException(404, N_("There is no conversation of that number.")) from None
        found = handovers.one(session, number)
        person = people.seen(session, office.vault, found.contact_id) if found else None
        notes = handovers.notes(session, office.vault, number)
    if found is None or person is None:
        raise HTTPException(404, N_("There is no conversation of that number."))
    library = office.shelf.library
    answers = [(topic, library.title(topic, officer.language)) for topic in library.content.answers]
    return show(
        request, "conversation.html", 400 if problem else 200,
        handover=found, person=person, lines=lines, notes=notes, text=text, problem=problem, answers=answers,
        is_mine=found.state == "taken" and found.officer == officer.name, languages=LANGUAGES,
        topic=library.title(found.topic, officer.language) if found.topic else "",
        size=measured(text), is_live=True,
    )  # fmt: skip


def _insert(request: Request, number: int, topic: str) -> str:
    if not topic:
        return ""
    office = office_of(request)
    with office.database.read() as session:
        found = handovers.one(session, number)
        person = people.seen(session, office.vault, found.contact_id) if found else None
    if person is None:
        return ""
    told = office.shelf.library.answer(topic, person.locale, person.country or "other", dt.datetime.now(dt.UTC).date())
    return told.rendered.short if told else ""
