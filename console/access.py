"""Who is asking: sessions, permissions, and forms that only our own pages can send."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends, Form, HTTPException, Request, Response

from console.office import Office
from registry.models.base import now
from registry.phrases import N_
from registry.services import browsers, officers
from registry.services.officers import Permission, SignedIn

COOKIE = "thuso_console"
# By it a browser is known that somebody signed in from before; it opens nothing.
KNOWN_BROWSER = "thuso_browser"
SAFE_SITES = ("same-origin", "none")
READING = ("GET", "HEAD", "OPTIONS")


class SignInFirst(Exception):
    """Nobody is signed in: the sign-in page is shown instead."""


def office_of(request: Request) -> Office:
    """What the pages work with."""
    return cast(Office, request.app.state.office)


def current(request: Request) -> SignedIn:
    """The officer of this browser. Raises `SignInFirst`."""
    office, token = office_of(request), request.cookies.get(COOKIE, "")
    with office.database.read() as session:
        officer = officers.signed_in(session, token, now()) if token else None
        is_seen_due = officer is not None and officers.is_seen_due(session, token, now())
        ends_at = officers.ends_at(session, token, now()) if officer else None
    if officer is None:
        raise SignInFirst
    # The page that looks for news by itself is no sign of life: an unattended screen is signed out all the same.
    if is_seen_due and "x-thuso-live" not in request.headers:
        with office.database.write() as session:
            officers.seen(session, token, now())
            ends_at = officers.ends_at(session, token, now())
    request.state.officer, request.state.ends_at = officer, ends_at
    request.state.csrf = csrf_of(office, token)
    return officer


def allowed(permission: Permission) -> Callable[..., SignedIn]:
    """A dependency: the officer, when their role may do it; 403 otherwise."""

    def officer_who_may(request: Request, officer: Annotated[SignedIn, Depends(current)]) -> SignedIn:
        if not officer.may(permission):
            office = office_of(request)
            with office.database.write() as session:
                office.ledger.note(session, officer.name, "refused", permission)
            raise HTTPException(403, N_("Your role does not open this page. Ask an administrator."))
        return officer

    return officer_who_may


def csrf_of(office: Office, token: str) -> str:
    """What every form of a session carries."""
    return hmac.new(office.form_key, token.encode(), hashlib.sha256).hexdigest()


def from_our_pages(request: Request) -> None:
    """A dependency of every route: what another site's page makes a browser send changes nothing, not even who is
    signed in. Browsers say where a request comes from; what says nothing is no browser of today."""
    if request.method not in READING and request.headers.get("sec-fetch-site", "same-origin") not in SAFE_SITES:
        raise HTTPException(403, N_("This form was not sent from the console."))


def checked_form(request: Request, csrf: Annotated[str, Form(max_length=64)] = "") -> None:
    """A dependency of every route that changes something: the form came from a page of this session."""
    expected = csrf_of(office_of(request), request.cookies.get(COOKIE, ""))
    from_our_pages(request)
    if not hmac.compare_digest(csrf.encode(), expected.encode()):
        raise HTTPException(403, N_("This form is too old. Go back, load the page again and send it once more."))


def keep_session(request: Request, response: Response, token: str) -> None:
    """The session's cookie: unreadable for scripts, sent to the console only. The session it replaces is over."""
    replaced = request.cookies.get(COOKIE, "")
    if replaced:
        with office_of(request).database.write() as session:
            officers.sign_out(session, replaced, now())
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(officers.LONGEST_SESSION.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=office_of(request).is_https,
        path="/console",
    )


def marks_of(request: Request) -> str:
    """By what this browser is known."""
    return request.cookies.get(KNOWN_BROWSER, "")


def keep_browser(request: Request, response: Response, officer_id: int) -> None:
    """This browser is known from now on: strangers who guess do not close the account for it."""
    response.set_cookie(
        KNOWN_BROWSER,
        browsers.remembered(office_of(request).vault, officer_id, marks_of(request)),
        max_age=int(browsers.KEPT.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=office_of(request).is_https,
        path="/console",
    )
