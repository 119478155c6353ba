"""Accounts and the log, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from console.access import allowed, checked_form, marks_of, office_of
from console.pages import go, show
from registry.models.base import now
from registry.services import audit, officers
from registry.services.officers import ROLES, Refused, SignedIn

routes = APIRouter()
Administrator = Annotated[SignedIn, Depends(allowed("officers"))]


@routes.get("/officers")
def listed(request: Request, officer: Administrator) -> Response:
    """Everybody with an account."""
    return _page(request)


@routes.post("/officers", dependencies=[Depends(checked_form)])
def invite(
    request: Request,
    officer: Administrator,
    name: Annotated[str, Form(max_length=60)] = "",
    role: Annotated[str, Form(max_length=20)] = "",
    mission: Annotated[str, Form(max_length=60)] = "",
    password: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
    code: Annotated[str, Form(max_length=12)] = "",
) -> Response:
    """A new account, or new factors for one, so whoever asks proves anew who they are; the link is shown once."""
    office, problem, token = office_of(request), "", ""
    with office.database.write() as session:
        try:
            officers.invitable(name, role)
            officers.confirm(session, office.vault, officer.id, password, code, now(), marks_of(request))
            token = officers.invite(session, name, role, now(), mission or None)
            office.ledger.note(session, officer.name, "officer invited", name.strip().lower(), role=role)
        except Refused as error:
            # What was tried counts, so this transaction ends well all the same.
            problem = str(error)
            office.ledger.note(session, officer.name, "officer not invited")
    if problem:
        return _page(request, problem=problem, status=400, form={"name": name, "role": role, "mission": mission})
    link = str(request.url_for("invitation", token=token))
    return _page(request, link=link, invited=name)


@routes.post("/officers/{name}/close", dependencies=[Depends(checked_form)])
def close(request: Request, name: str, officer: Administrator) -> Response:
    """Close an account and end its sessions."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            officers.disable(session, name, now())
            office.ledger.note(session, officer.name, "officer closed", name)
    except Refused as error:
        return _page(request, problem=str(error), status=400)
    return go("/console/officers", "closed")


@routes.get("/log")
def log(
    request: Request,
    officer: Administrator,
    before: Annotated[int | None, Query(ge=1)] = None,
    of: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """What was done, newest first, and whether anybody has tampered with it."""
    office = office_of(request)
    with office.database.read() as session:
        page = audit.entries(session, before=before, officer=of)
        broken_at = office.ledger.seems_broken_at(session) if before is None else None
    return show(request, "log.html", page=page, broken_at=broken_at, of=of)


def _page(
    request: Request,
    problem: str = "",
    link: str = "",
    invited: str = "",
    status: int = 200,
    form: Mapping[str, str] | None = None,
) -> Response:
    with office_of(request).database.read() as session:
        accounts = officers.listed(session)
    return show(
        request, "officers.html", status, accounts=accounts, roles=ROLES, problem=problem, link=link, invited=invited,
        form=form or {},
    )  # fmt: skip
