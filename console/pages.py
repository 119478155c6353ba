"""Pages from templates: in the officer's language, with times in the officer's zone."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, FileSystemLoader, pass_context, select_autoescape
from jinja2.runtime import Context

from console.names import NAMES
from registry.models.base import now
from registry.phrases import N_, catalogue
from registry.services.officers import SignedIn
from sesotho import Locale, format_date

HERE = Path(__file__).parent
LANGUAGES = {"en": "English", "st_LS": "Sesotho (Lesotho)", "st_ZA": "Sesotho (Afrika Boroa)"}


# What stands in the menu: the page, its name, who sees it.
MENU = (
    ("/console", N_("Today"), None),
    ("/console/inbox", N_("Inbox"), "inbox"),
    ("/console/cases", N_("Cases"), "cases"),
    ("/console/people", N_("People"), "people"),
    ("/console/notices", N_("Notices"), "notices"),
    ("/console/answers", N_("Answers"), "content"),
    ("/console/facts", N_("Facts"), "content"),
    ("/console/questions", N_("Not understood"), "content"),
    ("/console/statistics", N_("Statistics"), "statistics"),
    ("/console/officers", N_("Officers"), "officers"),
    ("/console/log", N_("Log"), "officers"),
)


AGO = ((N_("{count} days ago"), 1440), (N_("{count} h ago"), 60), (N_("{count} min ago"), 1))


@cache
def environment(locale: str) -> Environment:
    """Jinja for one locale. Everything is escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(catalogue("console", locale), newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(day=_day, time=_time, ago=_ago, named=_named, said=_said)
    made.filters["path"] = lambda text: quote(str(text), safe="")
    return made


def show(request: Request, template: str, status: int = 200, **shown: Any) -> Response:
    """A page. `officer`, `csrf` and the menu come from the request when somebody is signed in."""
    officer: SignedIn | None = getattr(request.state, "officer", None)
    locale = officer.language if officer else asked(request)
    say = catalogue("console", locale).gettext
    left = seconds_left(request.state.ends_at) if officer else 0
    html = (
        environment(locale)
        .get_template(template)
        .render(
            officer=officer,
            csrf=getattr(request.state, "csrf", ""),
            menu=[(url, say(name)) for url, name, need in MENU if officer and (need is None or officer.may(need))],  # type: ignore[arg-type]
            here=request.url.path,
            left=left,
            locale=locale,
            now=now(),
            told=request.query_params.get("told", "")[:40],
            **shown,
        )
    )
    # Nothing of anybody stays on the screen when the session is over; a page without scripts leaves too.
    headers = {"Refresh": f"{left}; url=/console/session"} if officer else None
    return Response(html, status, headers, media_type="text/html")


def seconds_left(ends_at: datetime) -> int:
    """After how many seconds a session is over."""
    return max(0, math.ceil((ends_at - now()).total_seconds())) + 1


def go(url: str, told: str = "") -> Response:
    """After a form: to a page, with the code of what happened."""
    return RedirectResponse(f"{url}{'&' if '?' in url else '?'}told={told}" if told else url, 303)


def asked(request: Request) -> str:
    """The language of somebody who is not signed in: the one asked for, else the browser's own."""
    wanted = request.query_params.get("language", "")
    if wanted in LANGUAGES:
        return wanted
    accepts = request.headers.get("accept-language", "").lower()
    return "en" if not accepts.startswith("st") else "st_ZA" if accepts.startswith("st-za") else "st_LS"


def _zone(context: Context) -> ZoneInfo:
    officer: SignedIn | None = context.get("officer")
    return ZoneInfo(officer.timezone if officer else "Africa/Maseru")


def _locale(context: Context) -> str:
    return str(context.get("locale", "en"))


@pass_context
def _day(context: Context, when: datetime | date) -> str:
    at = when.astimezone(_zone(context)).date() if isinstance(when, datetime) else when
    return format_date(at, cast(Locale, _locale(context)))


@pass_context
def _time(context: Context, when: datetime) -> str:
    at = when.astimezone(_zone(context))
    return f"{_day(context, when)}, {at:%H:%M}"


@pass_context
def _ago(context: Context, when: datetime) -> str:
    # CLDR has no Sesotho for this.
    minutes = int((datetime.now(UTC) - when).total_seconds() // 60)
    unit, count = next((unit, minutes // size) for unit, size in AGO if minutes >= size or size == 1)
    return _say(context, unit).format(count=count) if count > 0 else _say(context, N_("just now"))


@pass_context
def _named(context: Context, code: str) -> str:
    """What a code is called."""
    return _say(context, NAMES[code]) if code in NAMES else code.replace("_", " ")


@pass_context
def _said(context: Context, text: str) -> str:
    """A sentence from outside the template, translated when it is a known one. Unlike `_()` it trusts nothing:
    what people have typed may stand in it, so it is escaped, and a % in it is a %."""
    return _say(context, text) if text else ""


def _say(context: Context, text: str) -> str:
    return catalogue("console", _locale(context)).gettext(text)
