"""Notices: written in three texts, seen as they will arrive, approved by a second officer, watched as they leave."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import asdict
from pathlib import PurePath
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from starlette.datastructures import FormData

from console.access import allowed, checked_form, office_of
from console.office import Office
from console.pages import LANGUAGES, go, show
from console.spellings import EMPTY, UNREAD, WAYS, Way, suggestion, unread
from console.texts import measured
from registry.models import Broadcast
from registry.models.base import now
from registry.models.registration import DISTRICTS, SECTORS
from registry.phrases import N_
from registry.services.audience import Audience
from registry.services.broadcasts import drafts, life, numbers, preview, reports, trying
from registry.services.broadcasts.drafts import Draft, Refused, Template
from registry.services.broadcasts.numbers import Listed
from registry.services.editing import LOCALES
from registry.services.officers import SignedIn
from registry.services.registrations import SCOPES

routes = APIRouter()
Officer = Annotated[SignedIn, Depends(allowed("notices"))]
Approver = Annotated[SignedIn, Depends(allowed("approve"))]
COUNTRIES = ("ZA", "LS", "BW", "SZ", "GB")
FILTERS = ("countries", "languages", "districts", "sectors", "interests")
MOST_CSV = 16 * 1024 * 1024
LISTS = (".csv", ".txt")
# What no list of a spreadsheet or an editor holds, and every picture, archive and program does.
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REASONS = {
    "held": N_("may not be written to"),
    "no_number": N_("no number that works on these channels"),
    "country": N_("in a country we do not send to"),
    "opted_out": N_("said no to such notices"),
    "no_consent": N_("never agreed to notices"),
    "no_template": N_("WhatsApp only, silent for a day, and no template"),
    "cancelled": N_("cancelled before it left"),
    "invalid": N_("number does not exist"),
    "suppressed": N_("opted out with the network"),
    "rejected": N_("refused by the network"),
    "outside_window": N_("WhatsApp: silent for a day"),
    "error_limit": N_("could not be sent for too long"),
    "provider": N_("not delivered by the network"),
}


@routes.get("/notices")
def listed(request: Request, officer: Officer) -> Response:
    """The newest notices."""
    with office_of(request).database.read() as session:
        found = life.newest(session)
    return show(request, "notices.html", notices=found, is_live=any(each.status == "running" for each in found))


@routes.get("/notices/new")
def blank(request: Request, officer: Officer) -> Response:
    """An empty form."""
    return _form(request, {}, None)


@routes.post("/notices/new", dependencies=[Depends(checked_form)])
async def create(request: Request, officer: Officer) -> Response:
    """Keep a draft, or suggest a spelling."""
    return await _keep(request, officer, None)


@routes.get("/notices/{number}")
def one(request: Request, number: int, officer: Officer) -> Response:
    """One notice: as it arrives, to whom, how far it is."""
    return _page(request, number)


@routes.get("/notices/{number}/change")
def change_form(request: Request, number: int, officer: Officer) -> Response:
    """The form of a draft."""
    office = office_of(request)
    with office.database.read() as session:
        broadcast = _get(office, number)
        texts = {each.locale: each for each in drafts.notices_of(session, number)}
    form: dict[str, Any] = {"title": broadcast.title, "topic": broadcast.topic, **broadcast.audience}
    form["places"] = ", ".join(broadcast.audience.get("places", []))
    form["channels"], form["is_life_safety"] = broadcast.channels, broadcast.is_life_safety
    for locale, notice in texts.items():
        form[f"text.{locale}"] = notice.said
        form[f"template.{locale}"] = notice.content_sid or form.get(f"template.{locale}", "")
    return _form(request, form, number)


@routes.post("/notices/{number}/change", dependencies=[Depends(checked_form)])
async def change(request: Request, number: int, officer: Officer) -> Response:
    """Keep the changed draft; it has to be approved again."""
    return await _keep(request, officer, number)


@routes.post("/notices/{number}/numbers", dependencies=[Depends(checked_form)])
async def choose(request: Request, number: int, officer: Officer, file: Annotated[UploadFile, File()]) -> Response:
    """A CSV file of numbers as the audience, told row by row."""
    office = office_of(request)
    content = await file.read(MOST_CSV + 1)
    try:
        lines = io.StringIO(_text(file.filename or "", content), newline="")
        with office.database.write() as session:
            found = numbers.choose(session, office.vault, life.get(session, number), lines)
            office.ledger.note(session, officer.name, "notice numbers", str(number), found=found.found)
        office.counts.forget(number)
    except UnicodeDecodeError:
        return _page(request, number, problem=N_("The file is not UTF-8 text. Save it as CSV (UTF-8)."))
    except Refused as error:
        return _page(request, number, problem=_sentence(error))
    return _page(request, number, chosen=found)


def _text(name: str, content: bytes) -> str:
    """What stands in a list: its name says that it is one, and so does its content."""
    if PurePath(name).suffix.lower() not in LISTS:
        raise Refused(N_("The name of the file has to end in .csv or .txt. Save it as CSV (UTF-8)."))
    if len(content) > MOST_CSV:
        raise Refused(N_("The file is larger than 16 MB. Split it."))
    text = content.decode("utf-8-sig")
    if NO_TEXT.search(text):
        raise Refused(N_("The file is not UTF-8 text. Save it as CSV (UTF-8)."))
    return text


@routes.post("/notices/{number}/test", dependencies=[Depends(checked_form)])
def try_it(
    request: Request,
    number: int,
    officer: Officer,
    own: Annotated[str, Form(max_length=30)],
    locale: Annotated[str, Form(max_length=8)],
    channel: Annotated[str, Form(max_length=10)],
) -> Response:
    """To the officer's own telephone."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            trying.send_to_oneself(session, office.vault, life.get(session, number), own, locale, channel, None)
            office.ledger.note(session, officer.name, "notice tried", str(number))
    except Refused as error:
        return _page(request, number, problem=_sentence(error))
    office.wake()
    return go(f"/console/notices/{number}", "tried")


@routes.post("/notices/{number}/approve", dependencies=[Depends(checked_form)])
def approve(request: Request, number: int, officer: Approver) -> Response:
    """A second officer answers for it."""
    return _do(request, officer, number, "approved", lambda session: life.approve(session, number, officer.name))


@routes.post("/notices/{number}/send", dependencies=[Depends(checked_form)])
def send(request: Request, number: int, officer: Officer, at: Annotated[str, Form(max_length=30)] = "") -> Response:
    """In a minute, or at a time of the officer's clock."""
    try:
        when = dt.datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(officer.timezone)) if at else None
    except ValueError:
        return _page(request, number, problem=N_("Choose day and time."))
    return _do(request, officer, number, "sent", lambda session: life.send(session, number, officer.name, at=when))


@routes.post("/notices/{number}/undo", dependencies=[Depends(checked_form)])
def undo(request: Request, number: int, officer: Officer) -> Response:
    """Take it back before it leaves."""
    return _do(request, officer, number, "undone", lambda session: life.undo(session, number))


@routes.post("/notices/{number}/pause", dependencies=[Depends(checked_form)])
def pause(request: Request, number: int, officer: Officer) -> Response:
    """Nothing more leaves."""
    return _do(request, officer, number, "paused", lambda session: life.pause(session, number))


@routes.post("/notices/{number}/resume", dependencies=[Depends(checked_form)])
def resume(request: Request, number: int, officer: Officer) -> Response:
    """Go on."""
    return _do(request, officer, number, "resumed", lambda session: life.resume(session, number))


@routes.post("/notices/{number}/cancel", dependencies=[Depends(checked_form)])
def cancel(request: Request, number: int, officer: Officer) -> Response:
    """End it for good."""
    return _do(request, officer, number, "cancelled", lambda session: life.cancel(session, number))


@routes.get("/notices/{number}/report.csv")
def export(request: Request, number: int, officer: Officer) -> StreamingResponse:
    """Who got it, by place in the list: no number, no name."""
    office = office_of(request)
    _get(office, number)
    headers = {"Content-Disposition": f'attachment; filename="notice-{number}.csv"'}
    return StreamingResponse(reports.export(office.database, number), media_type="text/csv", headers=headers)


def _do(request: Request, officer: SignedIn, number: int, told: str, act: Any) -> Response:
    office = office_of(request)
    try:
        with office.database.write() as session:
            act(session)
            office.ledger.note(session, officer.name, f"notice {told}", str(number))
    except Refused as error:
        return _page(request, number, problem=_sentence(error))
    return go(f"/console/notices/{number}", told)


async def _keep(request: Request, officer: SignedIn, number: int | None) -> Response:
    form = await request.form()
    office = office_of(request)
    held = _held(form)
    way = WAYS.get(held.get("do", ""))
    if way is not None:
        made = suggestion(held, way, ("text",))
        return _form(request, {**held, **made}, number, "" if made else EMPTY, suggested=way if made else None)
    if unread(held):
        return _form(request, held, number, UNREAD)
    try:
        with office.database.write() as session:
            draft = _draft(form, officer.name)
            broadcast = (
                drafts.create(session, draft)
                if number is None
                else drafts.change(session, life.get(session, number), draft)
            )
            office.ledger.note(session, officer.name, "notice written", str(broadcast.id))
            number = broadcast.id
    except Refused as error:
        return _form(request, held, number, problem=_sentence(error))
    return go(f"/console/notices/{number}", "kept")


def _draft(form: FormData, officer: str) -> Draft:
    audience: dict[str, Any] = {name: [str(each) for each in form.getlist(name)] for name in FILTERS}
    audience["places"] = [each.strip() for each in str(form.get("places", "")).split(",") if each.strip()]
    templates: dict[str, Template] = {
        locale: Template(sid, {}) for locale in LOCALES if (sid := str(form.get(f"template.{locale}", "")).strip())
    }
    return Draft(
        title=str(form.get("title", "")),
        texts={locale: str(form.get(f"text.{locale}", "")) for locale in LOCALES},
        officer=officer,
        topic=str(form.get("topic", "notices")),
        audience=audience,
        channels=[str(each) for each in form.getlist("channels")],
        templates=templates,
        is_life_safety=form.get("is_life_safety") == "1",
    )


def _held(form: FormData) -> dict[str, Any]:
    held: dict[str, Any] = {name: [str(each) for each in form.getlist(name)] for name in (*FILTERS, "channels")}
    return {**{key: str(value) for key, value in form.items() if key not in held}, **held}


def _form(
    request: Request, form: dict[str, Any], number: int | None, problem: str = "", *, suggested: Way | None = None
) -> Response:
    office = office_of(request)
    families = sorted({topic.family for topic in office.shelf.library.content.topics.values()})
    codes = sorted(office.shelf.library.content.answers)
    return show(
        request, "notice_form.html", 400 if problem else 200,
        form={"channels": ["whatsapp", "sms"], "topic": "notices", **form}, number=number, problem=problem,
        suggested=suggested, ways=WAYS, unread=unread(form), topics=["notices", *families, *codes],
        districts=DISTRICTS, sectors=SECTORS,
        interests=tuple(SCOPES), countries=COUNTRIES, languages=LANGUAGES, locales=LOCALES,
        sizes={locale: measured(str(form.get(f"text.{locale}", ""))) for locale in LOCALES},
    )  # fmt: skip


def _page(request: Request, number: int, problem: str = "", chosen: Listed | None = None) -> Response:
    office = office_of(request)
    broadcast = _get(office, number)
    with office.database.read() as session:
        texts = drafts.notices_of(session, number)
        is_early = broadcast.status in ("draft", "approved", "scheduled")
        said = repr((broadcast.audience, broadcast.topic, broadcast.channels, broadcast.is_life_safety,
                     [(each.id, each.text, each.content_sid) for each in texts]))  # fmt: skip
        counted = (
            office.counts.of(number, said, lambda: preview.preview(session, broadcast, office.terms))
            if is_early
            else None
        )
        report = reports.report(session, number) if not is_early else None
    filters = {name: value for name, value in asdict(Audience.read(broadcast.audience)).items() if value}
    return show(
        request, "notice.html", 400 if problem else 200,
        notice=broadcast, texts=texts, preview=counted and counted.preview, counted_at=counted and counted.at,
        report=report, problem=problem, chosen=chosen, filters=filters,
        languages=LANGUAGES, locales=LOCALES, reasons=REASONS, rate=_rate(broadcast, report),
        is_live=broadcast.status in ("scheduled", "running"), measured=measured,
        seconds_left=_seconds_left(broadcast),
    )  # fmt: skip


def _rate(broadcast: Broadcast, report: reports.Report | None) -> tuple[float, float] | None:
    """People a second since it began, and the seconds that the rest will take."""
    if report is None or broadcast.frozen_at is None or broadcast.status != "running" or not report.reached:
        return None
    rate = report.reached / max((now() - broadcast.frozen_at).total_seconds(), 1.0)
    return rate, report.open / rate


def _seconds_left(broadcast: Broadcast) -> int:
    """How long `undo` still helps."""
    if broadcast.status != "scheduled" or broadcast.starts_at is None:
        return 0
    return max(0, int((broadcast.starts_at - now()).total_seconds()))


def _get(office: Office, number: int) -> Broadcast:
    try:
        with office.database.read() as session:
            return life.get(session, number)
    except Refused:
        raise HTTPException(404, N_("There is no notice of that number.")) from None


def _sentence(error: Refused) -> str:
    said = str(error)
    return said if said.endswith(".") else f"{said[:1].upper()}{said[1:]}."
