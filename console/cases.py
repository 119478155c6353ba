"""Cases: the list, one case, and what an officer does with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response

from console.access import allowed, checked_form, office_of
from console.pages import go, show
from registry.models.base import now
from registry.models.case import KINDS, STATUSES
from registry.phrases import N_
from registry.services import cases, people
from registry.services.cases import BadChange, Filters, NoSuchCase
from registry.services.officers import SignedIn

routes = APIRouter()
CaseOfficer = Annotated[SignedIn, Depends(allowed("cases"))]
Word = Annotated[str, Query(max_length=40)]
MOST = 200


@routes.get("/cases")
def listed(
    request: Request,
    officer: CaseOfficer,
    mission: Word = "",
    kind: Word = "",
    status: Word = "",
    find: Word = "",
    mine: Word = "",
    late: Word = "",
) -> Response:
    """Cases, the longest waiting first; only open ones unless a status is chosen."""
    office, today = office_of(request), now().date()
    chosen = Filters(
        mission=mission or None,
        kind=kind if kind in KINDS else None,
        status=status if status in STATUSES else None,
        is_open=None if status or find else True,
        officer=officer.name if mine else None,
        text=find,
        limit=MOST,
        late_on=today if late else None,
    )
    with office.database.read() as session:
        found = cases.list_cases(session, chosen)
        due = cases.first_days(session, [each.id for each in found])
    missions = {each.id: each.name[officer.language] for each in office.shelf.library.content.missions}
    return show(
        request, "cases.html",
        rows=[(each, due.get(each.id)) for each in found], most=MOST,
        kinds=KINDS, statuses=STATUSES, missions=missions, today=today,
        chosen={"mission": mission, "kind": kind, "status": status, "find": find, "mine": mine, "late": late},
    )  # fmt: skip


@routes.get("/cases.csv")
def export(request: Request, officer: CaseOfficer) -> Response:
    """All cases: codes and times, not a word of anybody's."""
    office = office_of(request)
    with office.database.write() as session:
        office.ledger.note(session, officer.name, "cases exported")
    with office.database.read() as session:
        text = "".join(cases.export(session))
    headers = {"Content-Disposition": 'attachment; filename="cases.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


@routes.get("/cases/{number}")
def one(request: Request, number: int, officer: CaseOfficer) -> Response:
    """One case with the person's words; that it was opened is in the log."""
    office = office_of(request)
    with office.database.write() as session:
        office.ledger.note(session, officer.name, "case read", str(number))
    return _page(request, number, officer)


@routes.post("/cases/{number}/status", dependencies=[Depends(checked_form)])
def change_status(
    request: Request,
    number: int,
    officer: CaseOfficer,
    status: Annotated[str, Form(max_length=20)],
    note: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Another status; the person is told by text."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            cases.change_status(session, office.vault, number, status, officer.name, note)
            office.ledger.note(session, officer.name, "case status", str(number), status=status)
    except (BadChange, NoSuchCase) as error:
        return _page(request, number, officer, str(error).capitalize() + ".")
    office.wake()
    return go(f"/console/cases/{number}", "changed")


@routes.post("/cases/{number}/transfer", dependencies=[Depends(checked_form)])
def transfer(
    request: Request,
    number: int,
    officer: CaseOfficer,
    mission: Annotated[str, Form(max_length=60)],
    unit: Annotated[str, Form(max_length=20)],
    note: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """To another mission or unit; the person is told by text."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            cases.transfer(session, office.vault, office.shelf.library, number, mission, unit, officer.name, note)
            office.ledger.note(session, officer.name, "case moved", str(number), to=f"{mission}/{unit}")
    except (BadChange, NoSuchCase) as error:
        return _page(request, number, officer, str(error).capitalize() + ".")
    office.wake()
    return go(f"/console/cases/{number}", "moved")


@routes.post("/cases/{number}/take", dependencies=[Depends(checked_form)])
def take(request: Request, number: int, officer: CaseOfficer) -> Response:
    """Into my hands."""
    office = office_of(request)
    with office.database.write() as session:
        cases.assign(session, office.vault, number, officer.name, officer.name)
        office.ledger.note(session, officer.name, "case taken", str(number))
    return go(f"/console/cases/{number}", "taken")


@routes.post("/cases/{number}/note", dependencies=[Depends(checked_form)])
def note(
    request: Request, number: int, officer: CaseOfficer, text: Annotated[str, Form(min_length=1, max_length=4_000)]
) -> Response:
    """A note for officers."""
    office = office_of(request)
    with office.database.write() as session:
        cases.note(session, office.vault, number, officer.name, text)
        office.ledger.note(session, officer.name, "case note", str(number))
    return go(f"/console/cases/{number}", "noted")


def _page(request: Request, number: int, officer: SignedIn, problem: str = "") -> Response:
    office = office_of(request)
    try:
        with office.database.read() as session:
            seen = cases.case(session, office.vault, number)
            person = people.seen(session, office.vault, seen.case.contact_id)
    except NoSuchCase:
        raise HTTPException(404, N_("There is no case of that number.")) from None
    missions = {each.id: each.name[officer.language] for each in office.shelf.library.content.missions}
    return show(
        request, "case.html", 400 if problem else 200,
        seen=seen, case=seen.case, person=person, missions=missions, units=sorted(set(cases.UNITS.values())),
        statuses=STATUSES, problem=problem, today=now().date(),
    )  # fmt: skip
