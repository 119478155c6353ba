"""Notices to many: draft, preview, approve, send, watch, report. A change of state is a POST that names an officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy.orm import Session

from registry.api.access import Keys, Stored
from registry.api.shapes import Locale, Shape
from registry.models import Broadcast
from registry.services.broadcasts import drafts, life, numbers, preview, reports
from registry.services.broadcasts.drafts import Draft, Refused, Template, Unfit
from registry.services.terms import Terms

routes = APIRouter(prefix="/broadcasts", tags=["broadcasts"])
Row = Annotated[int, Path(ge=1, lt=2**63)]
Officer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40, pattern=r"^[^\x00]*$")]
Words = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]], Field(max_length=100)
]
Channel = Literal["sms", "whatsapp"]
BOTH: tuple[Channel, ...] = ("whatsapp", "sms")
Responses = dict[int | str, dict[str, Any]]
MOST_CSV = 16 * 1024 * 1024
WRONG: Responses = {
    404: {"description": "No broadcast of that number"},
    409: {"description": "Not in this state; says why"},
}
UNFIT: Responses = {422: {"description": "The draft is not one that can be sent; says why"}}


class AudienceShape(Shape):
    """Filters that all have to fit; none fits everybody who asked for notices."""

    languages: Words = Field(default_factory=list)
    spellings: list[Literal["ls", "za"]] = Field(default_factory=list)
    countries: Words = Field(default_factory=list)
    districts: Words = Field(default_factory=list)
    places: Words = Field(default_factory=list)
    sectors: Words = Field(default_factory=list)
    interests: Words = Field(default_factory=list)


class TemplateShape(Shape):
    """An approved WhatsApp template and its variables."""

    content_sid: Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
    variables: dict[str, Annotated[str, Field(max_length=500)]] = Field(default_factory=dict)


class DraftShape(Shape):
    """A notice in all wordings, and whom it is for."""

    title: Annotated[str, Field(min_length=3, max_length=80)]
    texts: dict[Locale, Annotated[str, Field(min_length=1, max_length=drafts.LONGEST)]]
    officer: Officer
    topic: Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z_]+)?$", max_length=40)] = "notices"
    audience: AudienceShape = Field(default_factory=AudienceShape)
    channels: list[Channel] = Field(default_factory=lambda: list(BOTH), min_length=1, max_length=2)
    templates: dict[Locale, TemplateShape] = Field(default_factory=dict)
    life_safety: bool = False


class NoticeShape(Shape):
    """One wording as it leaves."""

    locale: Locale
    channel: Channel
    text: str
    segments: int
    content_sid: str | None


class BroadcastShape(Shape):
    """A broadcast: where it stands and who answers for it."""

    id: int
    code: str
    title: str
    topic: str
    status: str
    because: str | None
    error_code: int | None
    audience: dict[str, list[str] | bool]
    channels: list[str]
    life_safety: bool
    created_by: str
    approved_by: str | None
    sent_by: str | None
    created_at: dt.datetime
    starts_at: dt.datetime | None
    frozen_at: dt.datetime | None
    finished_at: dt.datetime | None
    people: int
    left_out: int


class DetailShape(BroadcastShape):
    """With its wordings."""

    notices: list[NoticeShape]


class ByShape(Shape):
    """Who does it."""

    officer: Officer


class SendShape(ByShape):
    """When: at a time, or after the minute in which it can be undone; `now` leaves no such minute."""

    at: AwareDatetime | None = None
    now: bool = False


class NumbersShape(Shape):
    """A CSV file: a column `number`, or one number a line."""

    csv: Annotated[str, Field(max_length=MOST_CSV)]


class ProblemShape(Shape):
    """What is wrong with a line; what stands in it is not repeated."""

    line: int
    problem: str


class ListedShape(Shape):
    """What came of a file of numbers."""

    lines: int
    found: int
    unknown: int
    duplicates: int
    refused: int
    problems: list[ProblemShape]


class PreviewShape(Shape):
    """What it would do if it left now. `price_lsl` and `price_zar` are the same sum: a loti is a rand."""

    people: int
    left_out: dict[str, int]
    by_country: dict[str, int]
    by_locale: dict[str, int]
    sms: int
    whatsapp: int
    templates: int
    segments: int
    segments_each: dict[str, int]
    price_lsl: Decimal
    price_zar: Decimal
    seconds: float
    asleep: int
    template_room: int | None
    template_days: int


class ReasonShape(Shape):
    """How many have a status for a reason."""

    status: str
    reason: str
    people: int


class ReportShape(Shape):
    """How far it is; every recipient is in one of `statuses`."""

    status: str
    total: int
    reached: int
    open: int
    statuses: dict[str, int]
    reasons: list[ReasonShape]
    channels: dict[str, int]
    segments: int


class RecipientShape(Shape):
    """How it went with one person, who is only a place in this broadcast."""

    recipient: int
    country: str
    language: str
    channel: str | None
    status: str
    reason: str | None
    error_code: int | None
    segments: int | None
    changed_at: dt.datetime | None


@routes.get("")
def newest(stored: Stored, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[BroadcastShape]:
    """The newest broadcasts, newest first."""
    with stored.read() as session:
        return [BroadcastShape.model_validate(_told(each)) for each in life.newest(session, limit)]


@routes.post("", responses=UNFIT)
def create(draft: DraftShape, stored: Stored) -> DetailShape:
    """A draft. Nothing leaves before a second officer has approved it."""
    with stored.write() as session:
        try:
            return _detail(session, drafts.create(session, _draft(draft)))
        except Refused as refused:
            raise HTTPException(422, str(refused)) from None


@routes.get("/{broadcast}", responses={404: WRONG[404]})
def show(broadcast: Row, stored: Stored) -> DetailShape:
    """One broadcast with its wordings."""
    with stored.read() as session:
        return _detail(session, _find(session, broadcast))


@routes.put("/{broadcast}", responses={**WRONG, **UNFIT})
def change(broadcast: Row, draft: DraftShape, stored: Stored) -> DetailShape:
    """Another wording or audience; what was approved has to be approved again."""
    with stored.write() as session:
        found = _find(session, broadcast)
        try:
            return _detail(session, drafts.change(session, found, _draft(draft)))
        except Refused as refused:
            raise HTTPException(422 if isinstance(refused, Unfit) else 409, str(refused)) from None


@routes.put("/{broadcast}/numbers", responses=WRONG)
def choose(broadcast: Row, given: NumbersShape, stored: Stored, keys: Keys) -> ListedShape:
    """Let a list of numbers be the audience. Only those of them who asked for notices get it."""
    with stored.write() as session:
        try:
            listed = numbers.choose(session, keys, _find(session, broadcast), given.csv.splitlines(keepends=True))
        except Refused as refused:
            raise HTTPException(409, str(refused)) from None
    problems = [ProblemShape(line=line, problem=problem) for line, problem in listed.problems]
    return ListedShape(**{**vars(listed), "problems": problems})


@routes.get("/{broadcast}/preview", responses={404: WRONG[404]})
def look_ahead(broadcast: Row, stored: Stored, request: Request) -> PreviewShape:
    """How many, who is left out and why, segments, price, how long."""
    with stored.read() as session:
        seen = preview.preview(session, _find(session, broadcast), _terms(request))
    price = seen.price.quantize(Decimal("0.01"))
    told = {name: value for name, value in vars(seen).items() if name not in ("price", "currency")}
    return PreviewShape(**told, price_lsl=price, price_zar=price)


@routes.post("/{broadcast}/approval", responses=WRONG)
def approve(broadcast: Row, by: ByShape, stored: Stored) -> BroadcastShape:
    """A second officer answers for it; whoever wrote it is refused."""
    return _move(stored, broadcast, lambda session: life.approve(session, broadcast, by.officer))


@routes.post("/{broadcast}/sending", responses=WRONG)
def send(broadcast: Row, when: SendShape, stored: Stored) -> BroadcastShape:
    """Let it begin: in a minute, at a time, or now."""
    return _move(
        stored, broadcast, lambda session: life.send(session, broadcast, when.officer, at=when.at, is_now=when.now)
    )


@routes.post("/{broadcast}/undoing", responses=WRONG)
def undo(broadcast: Row, by: ByShape, stored: Stored) -> BroadcastShape:
    """Take it back before it begins."""
    return _move(stored, broadcast, lambda session: life.undo(session, broadcast))


@routes.post("/{broadcast}/pause", responses=WRONG)
def pause(broadcast: Row, by: ByShape, stored: Stored) -> BroadcastShape:
    """Let nothing more leave for now."""
    return _move(stored, broadcast, lambda session: life.pause(session, broadcast))


@routes.post("/{broadcast}/resumption", responses=WRONG)
def resume(broadcast: Row, by: ByShape, stored: Stored) -> BroadcastShape:
    """Go on where it was."""
    return _move(stored, broadcast, lambda session: life.resume(session, broadcast))


@routes.post("/{broadcast}/cancellation", responses=WRONG)
def cancel(broadcast: Row, by: ByShape, stored: Stored) -> BroadcastShape:
    """End it for good."""
    return _move(stored, broadcast, lambda session: life.cancel(session, broadcast))


@routes.get("/{broadcast}/report", responses={404: WRONG[404]})
def report(broadcast: Row, stored: Stored) -> ReportShape:
    """How far it is, or how it ended."""
    with stored.read() as session:
        found, status = reports.report(session, broadcast), _find(session, broadcast).status
    return ReportShape(
        status=status,
        total=found.total,
        reached=found.reached,
        open=found.open,
        statuses={status: number for status, number in found.statuses.items() if number},
        reasons=[
            ReasonShape(status=status, reason=reason, people=number)
            for (status, reason), number in sorted(found.reasons.items())
        ],
        channels=dict(found.channels),
        segments=found.segments,
    )


@routes.get(
    "/{broadcast}/recipients",
    response_model=list[RecipientShape],
    responses={404: WRONG[404], 200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def recipients(
    broadcast: Row,
    stored: Stored,
    format: Literal["json", "csv"] = "json",
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
) -> list[RecipientShape] | StreamingResponse:
    """The report person by person, without numbers or names: `csv` all of it, `json` the next 2,000 `after` one."""
    with stored.read() as session:
        name = reports.titled(_find(session, broadcast))
        if format == "json":
            return [RecipientShape.model_validate(row) for row in reports.page(session, broadcast, after)]
    return StreamingResponse(
        reports.export(stored, broadcast),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _terms(request: Request) -> Terms:
    found: Terms = request.app.state.terms
    return found


def _find(session: Session, broadcast_id: int) -> Broadcast:
    try:
        return life.get(session, broadcast_id)
    except Refused as refused:
        raise HTTPException(404, str(refused)) from None


def _move(stored: Stored, broadcast_id: int, step: Callable[[Session], Broadcast]) -> BroadcastShape:
    with stored.write() as session:
        _find(session, broadcast_id)
        try:
            return BroadcastShape.model_validate(_told(step(session)))
        except Refused as refused:
            raise HTTPException(409, str(refused)) from None


def _draft(given: DraftShape) -> Draft:
    return Draft(
        title=given.title,
        texts={str(locale): text for locale, text in given.texts.items()},
        officer=given.officer,
        topic=given.topic,
        audience={name: value for name, value in given.audience.model_dump().items() if value},
        channels=list(given.channels),
        templates={locale: Template(each.content_sid, each.variables) for locale, each in given.templates.items()},
        is_life_safety=given.life_safety,
    )


TOLD = (
    "id", "code", "title", "topic", "status", "because", "error_code", "audience", "channels", "created_by",
    "approved_by", "sent_by", "created_at", "starts_at", "frozen_at", "finished_at", "people", "left_out",
)  # fmt: skip


def _told(broadcast: Broadcast) -> dict[str, object]:
    return {**{name: getattr(broadcast, name) for name in TOLD}, "life_safety": broadcast.is_life_safety}


def _detail(session: Session, broadcast: Broadcast) -> DetailShape:
    notices = [
        NoticeShape(
            locale=each.locale,  # type: ignore[arg-type]
            channel=each.channel,  # type: ignore[arg-type]
            text=each.text,
            segments=each.segments,
            content_sid=each.content_sid,
        )
        for each in drafts.notices_of(session, broadcast.id)
    ]
    return DetailShape.model_validate({**_told(broadcast), "notices": notices})
