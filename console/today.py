"""`/console`: sign in with the installation's key, see who needs somebody, take an alarm on."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates
from starlette.staticfiles import StaticFiles

from registry.database import Database
from registry.models.base import now
from registry.services import alarms
from registry.services.library import Shelf
from registry.services.today import today

HERE = Path(__file__).parent
COOKIE = "thuso_console"
HOURS = 8
routes = APIRouter(prefix="/console", include_in_schema=False)
static = StaticFiles(directory=HERE / "static")
templates = Jinja2Templates(HERE / "templates")
CATEGORIES = {
    "tip.help": "Held or forced",
    "tip.child": "A child in danger",
    "gbv.help": "Violence",
    "emergency": "Emergency",
    "call": "Asks to be called",
}


@routes.get("")
def show(request: Request) -> Response:
    """Today for an officer who has signed in, the sign-in page for everybody else."""
    if not _is_signed_in(request):
        return templates.TemplateResponse(request, "sign_in.html", {"wrong": False})
    shelf = cast(Shelf, request.app.state.shelf)
    with _database(request).read() as session:
        seen = today(session, now())
    named = [(shelf.library.title(topic, "en"), count) for topic, count in seen.topics]
    unreviewed = sum(
        review.by is None for answer in shelf.library.content.answers.values() for review in answer.review.values()
    )
    return templates.TemplateResponse(
        request,
        "today.html",
        {"today": seen, "topics": named, "categories": CATEGORIES, "unreviewed": unreviewed, "now": now()},
    )


@routes.post("/sign-in")
def sign_in(request: Request, key: Annotated[str, Form(max_length=200)]) -> Response:
    """Compare the key; a signed cookie lasts a working day."""
    _same_origin(request)
    if not hmac.compare_digest(key.strip().encode(), _key(request).encode()):
        return templates.TemplateResponse(request, "sign_in.html", {"wrong": True}, status_code=403)
    response = RedirectResponse("/console", 303)
    until = int(now().timestamp()) + HOURS * 3600
    response.set_cookie(
        COOKIE,
        f"{until}.{_sign(request, until)}",
        max_age=HOURS * 3600,
        httponly=True,
        samesite="strict",
        path="/console",
    )
    return response


@routes.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Forget the cookie."""
    _same_origin(request)
    response = RedirectResponse("/console", 303)
    response.delete_cookie(COOKIE, path="/console")
    return response


@routes.post("/alarms/{alarm}")
def acknowledge(request: Request, alarm: int, officer: Annotated[str, Form(min_length=2, max_length=40)]) -> Response:
    """Take an alarm on."""
    _same_origin(request)
    if not _is_signed_in(request):
        raise HTTPException(403, "Sign in first.")
    with _database(request).write() as session:
        if alarms.acknowledge(session, alarm, officer) is None:
            raise HTTPException(404, "There is no alarm of that number.")
    return RedirectResponse("/console", 303)


def _database(request: Request) -> Database:
    return cast(Database, request.app.state.database)


def _key(request: Request) -> str:
    return cast(str, request.app.state.console_key)


def _sign(request: Request, until: int) -> str:
    return hmac.new(_key(request).encode(), b"console until %d" % until, hashlib.sha256).hexdigest()


def _is_signed_in(request: Request) -> bool:
    until, _, signature = request.cookies.get(COOKIE, "").partition(".")
    if not until.isdigit() or int(until) < now().timestamp():
        return False
    return hmac.compare_digest(signature, _sign(request, int(until)))


def _same_origin(request: Request) -> None:
    # The cookie is SameSite=Strict already; a form on another page is refused here as well.
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "This form was not sent from the console.")
