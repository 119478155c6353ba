"""Answers: how each reader gets them, changed by one officer and published by another, approved by native readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response

from console import proposals
from console.access import checked_form, office_of
from console.pages import LANGUAGES, go, show
from console.proposals import Editable, Editor
from console.spellings import EMPTY, UNREAD, WAYS, Way, suggestion, unread
from console.texts import Measured, items_of, lines_of, measured
from registry.content import Answer, Content, render, source_tag
from registry.content.answers import Locale
from registry.models.base import now
from registry.phrases import N_
from registry.services import editing
from registry.services.editing import LOCALES, Complaint

routes = APIRouter()
COUNTRIES = {"ZA": N_("South Africa (+27)"), "LS": N_("Lesotho (+266)"), "GB": N_("Elsewhere (+44)")}
FORMS = ("short", "full")


@dataclass(frozen=True)
class Preview:
    """One text as one reader gets it."""

    locale: str
    sms: Measured
    full: list[str]


@routes.get("/answers")
def listed(
    request: Request,
    officer: Editor,
    family: Annotated[str, Query(max_length=40)] = "",
    only: Annotated[str, Query(max_length=12)] = "",
) -> Response:
    """All answers, by family."""
    office = office_of(request)
    library = office.shelf.library
    content = library.content
    with office.database.read() as session:
        waiting = {each.code for each in editing.waiting(session, "answer")}
    today = now().date()
    rows = [
        {
            "topic": topic,
            "family": content.topics[topic].family,
            "title": answer.title[cast(Locale, officer.language)],
            "unreviewed": [locale for locale in LOCALES if answer.review[locale].by is None],
            "is_waiting": topic in waiting,
            "is_aged": render(answer, content.facts, locale="en", country="ZA", on=today).aged,
        }
        for topic, answer in content.answers.items()
    ]
    families = list(dict.fromkeys(row["family"] for row in rows))
    shown = [
        row
        for row in rows
        if (not family or row["family"] == family)
        and (only != "unreviewed" or row["unreviewed"])
        and (only != "waiting" or row["is_waiting"])
        and (only != "aged" or row["is_aged"])
    ]
    return show(request, "answers.html", rows=shown, families=families, family=family, only=only, languages=LANGUAGES)


@routes.get("/answers/{topic}")
def one(
    request: Request,
    topic: str,
    officer: Editor,
    country: Annotated[str, Query(max_length=2)] = "ZA",
) -> Response:
    """One answer: as readers get it, its form, its proposals and its history."""
    return _page(request, topic, form={"country": country})


@routes.post("/answers/{topic}", dependencies=[Depends(checked_form)])
async def change(request: Request, topic: str, officer: Editor) -> Response:
    """Look at a change, propose it, or have a spelling suggested."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    way = WAYS.get(form.get("do", ""))
    if way is not None:
        return _suggest(request, topic, form, way)
    if form.get("do") == "propose" and unread(form):
        return _page(request, topic, form=form, problem=UNREAD)
    return proposals.change(request, ANSWERS, topic, officer, form)


@routes.post("/answers/{topic}/approve/{locale}", dependencies=[Depends(checked_form)])
def approve(request: Request, topic: str, locale: str, officer: Editor, version: Annotated[int, Form()]) -> Response:
    """A native reader vouches for one text, as it stood on the page."""
    if locale not in LOCALES:
        raise HTTPException(404, N_("There is no such text."))
    office = office_of(request)
    with office.database.write() as session:
        current = editing.in_force(session, "answer", topic)
        if current is None or current.version != version:
            raise HTTPException(409, N_("The text has changed meanwhile. Read it again."))
        editing.approve_text(session, topic, locale, officer.name, now())
        office.ledger.note(session, officer.name, "text approved", topic, locale=locale)
    return go(f"/console/answers/{topic}", "approved")


def _suggest(request: Request, topic: str, form: dict[str, str], way: Way) -> Response:
    """The three texts of one spelling made from those of the other, for the officer to read and mend."""
    made = suggestion(form, way, ("title", *FORMS))
    return _page(request, topic, form={**form, **made}, problem="" if made else EMPTY, suggested=way if made else None)


def _page(
    request: Request,
    code: str,
    *,
    form: dict[str, str] | None = None,
    data: dict[str, Any] | None = None,
    complaints: list[Complaint] | None = None,
    problem: str = "",
    suggested: Way | None = None,
) -> Response:
    content = office_of(request).shelf.library.content
    found = proposals.standing(request, ANSWERS, code)
    current, fields = found.current, {**_form_of(found.current.data), **(form or {})}
    country = fields.get("country", "ZA") if fields.get("country") in COUNTRIES else "ZA"
    answer = Answer.from_dict(current.data)
    return show(
        request, "answer.html", 400 if problem else 200,
        topic=code, asks=content.topics[code].asks, answer=answer, version=current.version, fields=fields,
        previews=previews(content, data or current.data, country), country=country, countries=COUNTRIES,
        languages=LANGUAGES, complaints=complaints, problem=problem, versions=found.versions,
        proposals=found.proposals, changes=found.changes, all_facts=content.facts,
        facts=[content.facts[fact] for fact in _facts_of(answer) if fact in content.facts], is_tried=data is not None,
        ways=WAYS, suggested=suggested, unread=unread(fields),
    )  # fmt: skip


def _facts_of(answer: Answer) -> list[str]:
    return sorted({ref.fact for text in answer.texts.values() for item in text.lines() for ref in item.refs()})


def previews(content: Content, data: dict[str, Any], country: str) -> list[Preview]:
    """The three texts as a reader in `country` gets them today."""
    answer, today, made = Answer.from_dict(data), dt.datetime.now(dt.UTC).date(), []
    for locale in LOCALES:
        rendered = render(answer, content.facts, locale=locale, country=country, on=today)
        source = source_tag(rendered, locale)
        made.append(Preview(locale, measured(f"{rendered.short} {source}".strip()), rendered.full))
    return made


def _form_of(data: dict[str, Any]) -> dict[str, str]:
    fields = {"leads_to": ", ".join(data["leads_to"])}
    for locale in LOCALES:
        fields[f"title.{locale}"] = data["title"][locale]
        for form in FORMS:
            fields[f"{form}.{locale}"] = lines_of(data["texts"][locale][form])
    return fields


def _data(before: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    known = _form_of(before)
    fields = {**known, **{key: form[key] for key in known if key in form}}
    return {
        **before,
        "title": {locale: fields[f"title.{locale}"].strip() for locale in LOCALES},
        "leads_to": [code.strip() for code in fields["leads_to"].split(",") if code.strip()],
        "texts": {locale: {each: items_of(fields[f"{each}.{locale}"]) for each in FORMS} for locale in LOCALES},
    }


ANSWERS = Editable(
    kind="answer",
    missing=N_("There is no answer of that topic."),
    form_of=_form_of,
    data_of=_data,
    read=lambda data, _: Answer.from_dict(data),
    page=_page,
)
