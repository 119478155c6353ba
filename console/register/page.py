"""`/register`: the form, what was understood of it, and the number that is given. Two posts, no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool

from console.office import Office
from console.register import words
from console.register.limits import Limits
from console.register.tokens import COOKIE, LASTS, Tokens
from console.register.words import say
from registry.dialogues import words as dialogue_words
from registry.dialogues.words import say as say_label
from registry.services import web_registrations
from registry.services.web_registrations import Checked

HERE = Path(__file__).parent
LANGUAGES = (("en", "English"), ("st_LS", "Sesotho (Lesotho)"), ("st_ZA", "Sesotho (South Africa)"))
EMPTY: dict[str, Any] = {"name": "", "country": None, "town": "", "district": None, "sector": None, "interests": []}
# A form with every field full is a tenth of this.
LARGEST = 16_384
FIELDS = (
    ("name", words.NAME),
    ("country", words.COUNTRY),
    ("town", words.TOWN),
    ("district", words.DISTRICT),
    ("work", words.WORK),
    ("interests", words.INTERESTS),
)

routes = APIRouter(include_in_schema=False)
_pages = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class Desk:
    """What the form works with. `number`: where people text to, as shown; empty when none is connected."""

    office: Office
    tokens: Tokens
    limits: Limits
    number: str = ""


def add_register(app: FastAPI, office: Office, number: str = "", limits: Limits | None = None) -> None:
    """Put the form into the service."""
    app.state.register_desk = Desk(office, Tokens(office.form_key), limits or Limits(), number)
    app.include_router(routes)


@routes.get("/register")
def form(request: Request, locale: Annotated[str, Query(alias="in", max_length=5)] = "") -> Response:
    """The empty form."""
    return _page(request, _locale(request, locale), values=EMPTY)


@routes.get("/register/form.css")
def style() -> Response:
    """Its style, which may be kept."""
    return FileResponse(HERE / "form.css", media_type="text/css")


@routes.post("/register")
async def send(request: Request, locale: Annotated[str, Query(alias="in", max_length=5)] = "") -> Response:
    """The form sent: shown again with what is wrong, then what was understood, then kept."""
    spoken = _locale(request, locale)
    if not request.headers.get("content-length", "").isdigit() or int(request.headers["content-length"]) > LARGEST:
        return Response(status_code=413)
    async with request.form(max_files=0, max_fields=30) as sent:
        given: dict[str, Any] = {key: str(value) for key, value in sent.items()}
        given["interests"] = [str(each) for each in sent.getlist("interests")]
    return await run_in_threadpool(_answer, request, spoken, given)


def _answer(request: Request, locale: str, given: Mapping[str, Any]) -> Response:
    desk = _desk(request)
    checked = web_registrations.check(desk.office.shelf.library, given)
    page = partial(_page, request, locale, checked.values, wrong=checked.wrong, towns=checked.towns)
    if not desk.tokens.is_ours(request.cookies.get(COOKIE, ""), str(given.get("token", ""))):
        return page(problem=say(words.EXPIRED, locale), status=403)
    if checked.wrong:
        return page(problem=say(words.MISSING, locale), status=422)
    if given.get("step") == "change":
        return page()
    if given.get("step") != "save":
        return page(is_check=True)
    if not given.get("agree"):
        return page(is_check=True, problem=say(words.MISSING, locale), wrong=("agree",), status=422)
    if given.get("website") or not desk.limits.allows(request.client.host if request.client else ""):
        return page(is_check=True, problem=say(words.TOO_MANY, locale), status=429)
    return page(code=_keep(desk, checked, locale))


def _keep(desk: Desk, checked: Checked, locale: str) -> str:
    wording = say(words.CONSENT, locale)
    with desk.office.database.write() as session:
        return web_registrations.register(session, desk.office.vault, checked.values, wording, locale)


def _page(
    request: Request, locale: str, values: Mapping[str, Any], *, wrong: tuple[str, ...] = (),
    towns: tuple[str, ...] = (), problem: str = "", is_check: bool = False, code: str = "", status: int = 200,
) -> Response:  # fmt: skip
    desk = _desk(request)
    cookie = request.cookies.get(COOKIE) or desk.tokens.new_cookie()
    html = _pages.get_template("form.html").render(
        words=words,
        say=lambda text, **parts: say(text, locale, **parts),
        locale=locale,
        languages=LANGUAGES,
        token=desk.tokens.field(cookie),
        values=values,
        wrong=wrong,
        towns=towns,
        problem=problem,
        is_check=is_check,
        code=code,
        number=desk.number,
        told=web_registrations.labels(values, locale) if is_check else {},
        shown=[(field, say(label, locale)) for field, label in FIELDS],
        countries=web_registrations.countries(locale),
        english_countries=dict(web_registrations.countries("en")),
        districts=_labels(dialogue_words.DISTRICTS, locale),
        sectors=_labels(dialogue_words.SECTORS, locale),
        interests=_labels(dialogue_words.INTERESTS, locale),
    )
    response = HTMLResponse(html, status)
    response.set_cookie(
        COOKIE, cookie, max_age=LASTS, path="/register", httponly=True, samesite="strict", secure=desk.office.is_https
    )
    return response


def _labels(labels: Mapping[str, str], locale: str) -> list[tuple[str, str]]:
    return [(code, say_label(label, locale)) for code, label in labels.items()]


def _locale(request: Request, asked: str) -> str:
    """The language asked for; else the browser's own."""
    if asked in dict(LANGUAGES):
        return asked
    accepts = request.headers.get("accept-language", "").lower()
    if accepts.startswith("st"):
        return "st_ZA" if accepts.startswith("st-za") else "st_LS"
    return "en"


def _desk(request: Request) -> Desk:
    return cast(Desk, request.app.state.register_desk)
