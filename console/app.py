"""All pages of the console behind `/console`."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from console import (
    answers,
    cases,
    facts,
    inbox,
    notices,
    officers,
    people,
    proposals,
    questions,
    sign_in,
    statistics,
    today,
)
from console.access import SignInFirst, from_our_pages
from console.office import Office
from console.pages import go, show

PAGES = (today, inbox, cases, people, notices, answers, facts, proposals, questions, statistics, sign_in, officers)


def add_console(app: FastAPI, office: Office) -> None:
    """Put the console into the service."""
    app.state.office = office
    for page in PAGES:
        app.include_router(
            page.routes, prefix="/console", include_in_schema=False, dependencies=[Depends(from_our_pages)]
        )
    app.mount("/console/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(HTTPException, _problem)


def _sign_in_first(request: Request, _: Exception) -> Response:
    # The part of a page that looks for news asks for a page, not for a form.
    return Response(status_code=401) if "x-thuso-live" in request.headers else go("/console/sign-in")


async def _problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if not request.url.path.startswith("/console"):
        return await http_exception_handler(request, error)
    return show(request, "problem.html", error.status_code, status_code=error.status_code, said=error.detail)
