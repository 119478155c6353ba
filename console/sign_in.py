"""Signing in and out, accepting an invitation, one's own language and time zone."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from markupsafe import Markup

from console.access import (
    COOKIE,
    SignInFirst,
    checked_form,
    current,
    keep_browser,
    keep_session,
    marks_of,
    office_of,
)
from console.pages import LANGUAGES, asked, go, seconds_left, show
from registry.models.base import now
from registry.phrases import N_
from registry.services import officers
from registry.services.officers import Refused, SignedIn

routes = APIRouter()
ZONES = ("Africa/Maseru", "Africa/Johannesburg", "Europe/London", "America/New_York", "Asia/Dubai", "UTC")


@routes.get("/sign-in")
def ask(request: Request) -> Response:
    """The sign-in page."""
    with office_of(request).database.read() as session:
        return show(request, "sign_in.html", nobody=officers.is_empty(session), problem="", languages=LANGUAGES)


@routes.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=40)] = "",
    password: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
    code: Annotated[str, Form(max_length=12)] = "",
) -> Response:
    """Name, password and six digits become a session."""
    office = office_of(request)
    with office.database.write() as session:
        token = officers.sign_in(session, office.vault, name, password, code, now(), marks_of(request))
        officer = officers.signed_in(session, token, now())
        if token not in ("wrong", "locked"):
            office.ledger.note(session, name.strip().lower(), "sign in")
        else:
            office.ledger.note(session, officers.known(session, name), "sign in refused")
    if officer is None:
        return show(request, "sign_in.html", 403, nobody=False, problem=token, languages=LANGUAGES)
    response = go("/console")
    keep_session(request, response, token)
    keep_browser(request, response, officer.id)
    return response


@routes.get("/session")
def still_there(request: Request) -> Response:
    """Where a page goes when its session should be over. If it is not, there is nothing to show, and the page stays:
    no sign of life, and nothing that somebody is typing is lost."""
    with office_of(request).database.read() as session:
        ends_at: datetime | None = officers.ends_at(session, request.cookies.get(COOKIE, ""), now())
    if ends_at is None:
        raise SignInFirst
    return Response(status_code=204, headers={"X-Thuso-Left": str(seconds_left(ends_at))})


@routes.post("/sign-out", dependencies=[Depends(checked_form)])
def sign_out(request: Request, officer: Annotated[SignedIn, Depends(current)]) -> Response:
    """End this session."""
    office = office_of(request)
    with office.database.write() as session:
        officers.sign_out(session, request.cookies.get(COOKIE, ""), now())
        office.ledger.note(session, officer.name, "sign out")
    response = go(f"/console/sign-in?language={officer.language}")
    response.delete_cookie(COOKIE, path="/console")
    return response


@routes.get("/invitation/{token}")
def invitation(request: Request, token: str) -> Response:
    """Choose a password, scan the picture, type the digits."""
    return _invitation(request, token, officers.new_code_secret(), "")


@routes.post("/invitation/{token}")
def accept(
    request: Request,
    token: str,
    password: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
    again: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
    secret: Annotated[str, Form(max_length=64, pattern="[A-Z2-7]{16,64}")] = "",
    code: Annotated[str, Form(max_length=12)] = "",
) -> Response:
    """The account is ready, or one sentence says what is missing."""
    office = office_of(request)
    try:
        if password != again:
            raise Refused(N_("The two passwords are not the same."))
        with office.database.write() as session:
            officer = officers.accept(session, office.vault, token, password, secret, code, now())
            office.ledger.note(session, officer.name, "invitation accepted")
            officer_id = officer.id
    except Refused as error:
        return _invitation(request, token, secret, str(error))
    response = go(f"/console/sign-in?language={asked(request)}", "ready")
    keep_browser(request, response, officer_id)
    return response


def _invitation(request: Request, token: str, secret: str, problem: str) -> Response:
    with office_of(request).database.read() as session:
        officer = officers.invited(session, token, now())
    if officer is None:
        return show(request, "invitation_over.html", 404)
    address = officers.code_address(officer.name, secret)
    return show(
        request, "invitation.html", 400 if problem else 200,
        name=officer.name, secret=secret, picture=_picture(address), problem=problem, languages=LANGUAGES,
    )  # fmt: skip


def _picture(text: str) -> Markup:
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", scale=4, xmldecl=False, svgns=True, nl=False, svgclass="qr", lineclass=None
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn by us, no text of anybody in it


@routes.get("/me")
def me(request: Request, officer: Annotated[SignedIn, Depends(current)]) -> Response:
    """One's own settings."""
    return _me(request, officer)


@routes.post("/me/password", dependencies=[Depends(checked_form)])
def change_password(
    request: Request,
    officer: Annotated[SignedIn, Depends(current)],
    old: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
    password: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
    again: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
    code: Annotated[str, Form(max_length=12)] = "",
) -> Response:
    """One's own password: every session ends and the new one is tried at once, by signing in."""
    office, problem = office_of(request), ""
    with office.database.write() as session:
        try:
            if password != again:
                raise Refused(N_("The two passwords are not the same."))
            officers.change_password(session, office.vault, officer.id, old, password, code, now(), marks_of(request))
            office.ledger.note(session, officer.name, "password changed")
        except Refused as error:
            # What was tried counts, so this transaction ends well all the same.
            problem = str(error)
            office.ledger.note(session, officer.name, "password not changed")
    if problem:
        return _me(request, officer, 400, problem=problem)
    response = go(f"/console/sign-in?language={officer.language}", "changed")
    response.delete_cookie(COOKIE, path="/console")
    return response


@routes.post("/me/sessions", dependencies=[Depends(checked_form)])
def end_sessions(
    request: Request,
    officer: Annotated[SignedIn, Depends(current)],
    chosen: Annotated[list[str] | None, Form(max_length=100)] = None,
    password: Annotated[str, Form(max_length=officers.LONGEST_PASSWORD)] = "",
) -> Response:
    """Sign other browsers of one's own out."""
    office, unended = office_of(request), ""
    with office.database.write() as session:
        try:
            ended = officers.end_sessions(
                session, office.vault, officer.id, chosen or [], password, now(), marks_of(request)
            )
            office.ledger.note(session, officer.name, "own sessions ended", ended=ended)
        except Refused as error:
            # What was tried counts, so this transaction ends well all the same.
            unended = str(error)
            office.ledger.note(session, officer.name, "own sessions not ended")
    return _me(request, officer, 400, unended=unended) if unended else go("/console/me", "ended")


@routes.post("/me", dependencies=[Depends(checked_form)])
def prefer(
    request: Request,
    officer: Annotated[SignedIn, Depends(current)],
    language: Annotated[str, Form()],
    timezone: Annotated[str, Form()],
) -> Response:
    """Keep them."""
    if language not in LANGUAGES or timezone not in ZONES:
        return _me(request, officer, 400)
    with office_of(request).database.write() as session:
        officers.prefer(session, officer.id, language, timezone)
    return go("/console/me", "saved")


def _me(request: Request, officer: SignedIn, status: int = 200, problem: str = "", unended: str = "") -> Response:
    with office_of(request).database.read() as session:
        own = officers.open_sessions(session, officer.id, request.cookies.get(COOKIE, ""), now())
    return show(
        request, "me.html", status, languages=LANGUAGES, zones=ZONES, problem=problem, unended=unended, sessions=own
    )
