"""People: found by number, reference or name, without a whole number ever on a page."""

from __future__ import annotations

from typing import Annotated

import phonenumbers
from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response

from console.access import allowed, checked_form, office_of
from console.pages import go, show
from registry.models.registration import DISTRICTS
from registry.phrases import N_
from registry.services import cases, erasure, people, registrations
from registry.services.cases import Filters
from registry.services.officers import SignedIn

routes = APIRouter()
Clerk = Annotated[SignedIn, Depends(allowed("people"))]
MOST, MOST_DOUBLES = 20, 5
NO_NUMBER = N_("This is not a whole telephone number. Write it as +27 or +266 and the rest.")


@routes.get("/people")
def search_form(request: Request, officer: Clerk, double: Annotated[str, Query(max_length=1)] = "") -> Response:
    """Where to search; what looks like one person twice."""
    office = office_of(request)
    with office.database.read() as session:
        doubles = registrations.duplicates(session, MOST_DOUBLES)
        groups = [[people.seen(session, office.vault, each) for each in group] for group in doubles]
    return show(request, "people.html", groups=groups, found=None, districts=DISTRICTS, problem="")


# A number in an address would stand in logs and histories: a search is a form that is posted.
@routes.post("/people", dependencies=[Depends(checked_form)])
def search(
    request: Request,
    officer: Clerk,
    number: Annotated[str, Form(max_length=30)] = "",
    reference: Annotated[str, Form(max_length=40)] = "",
    name: Annotated[str, Form(max_length=80)] = "",
    district: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """Who it is."""
    office = office_of(request)
    problem = ""
    with office.database.read() as session:
        if number:
            e164 = _e164(number)
            problem = "" if e164 else NO_NUMBER
            ids = people.by_number(session, office.vault, e164) if e164 else []
        elif reference:
            ids = people.by_reference(session, office.vault, reference)
        elif name and district:
            ids = people.by_name(session, office.vault, name, district)
        else:
            ids, problem = [], N_("Write a number, a reference, or a whole name with the district.")
        found = [each for each in (people.seen(session, office.vault, one) for one in ids[:MOST]) if each]
    with office.database.write() as session:
        office.ledger.note(session, officer.name, "people searched", by=_by(number, reference), found=len(found))
    return show(request, "people.html", groups=[], found=found, districts=DISTRICTS, problem=problem)


@routes.get("/people/{contact}")
def one(request: Request, contact: str, officer: Clerk) -> Response:
    """One person; that the page was opened is in the log."""
    office = office_of(request)
    with office.database.write() as session:
        office.ledger.note(session, officer.name, "person read", contact[:32])
    with office.database.read() as session:
        person = people.seen(session, office.vault, contact)
        consents = people.consent_history(session, contact)
        theirs = cases.list_cases(session, Filters(contact_id=contact))
    if person is None:
        raise HTTPException(404, N_("There is nobody here any more."))
    return show(request, "person.html", person=person, consents=consents, cases=theirs)


@routes.post("/people/{contact}/merge", dependencies=[Depends(checked_form)])
def merge(request: Request, contact: str, officer: Clerk, other: Annotated[str, Form(max_length=32)]) -> Response:
    """Two registrations of one person become one; the other telephone is joined to it."""
    office = office_of(request)
    with office.database.write() as session:
        if not people.merge(session, contact, other):
            raise HTTPException(409, N_("Both have to be on the register. Load the page again."))
        office.ledger.note(session, officer.name, "people merged", contact[:32], other=other)
    return go(f"/console/people/{contact}", "merged")


@routes.post("/people/{contact}/erase", dependencies=[Depends(checked_form)])
def erase(
    request: Request,
    contact: str,
    officer: Annotated[SignedIn, Depends(allowed("officers"))],
    sure: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Erase a person who asked for it in writing or at a desk; the code of the receipt is shown once."""
    if sure != "yes":
        raise HTTPException(400, N_("Tick that you are sure."))
    office = office_of(request)
    with office.database.write() as session:
        if people.seen(session, office.vault, contact) is None:
            raise HTTPException(404, N_("There is nobody here any more."))
        _, receipt = erasure.ask(session, contact)
        office.ledger.note(session, officer.name, "person erased", contact[:32])
    return show(request, "erased.html", receipt=receipt)


def _e164(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(number, "ZA")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _by(number: str, reference: str) -> str:
    return "number" if number else "reference" if reference else "name"
