"""Answers: how each reader gets them, changed by one officer and published by another, approved by native readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response

from console.access import allowed, checked_form, office_of
from console.pages import LANGUAGES, go, show
from console.texts import Measured, Unreadable, compared, items_of, lines_of, measured
from registry.content import Answer, Content, Malformed, render, source_tag
from registry.content.answers import Locale
from registry.models.base import now
from registry.phrases import N_
from registry.services import editing
from registry.services.editing import LOCALES, CannotPublish, Complaint
from registry.services.officers import SignedIn

routes = APIRouter()
Editor = Annotated[SignedIn, Depends(allowed("content"))]
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
    return _page(request, topic, country)


@routes.post("/answers/{topic}", dependencies=[Depends(checked_form)])
async def change(request: Request, topic: str, officer: Editor) -> Response:
    """Look at a change, or propose it."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    office = office_of(request)
    with office.database.read() as session:
        current = editing.in_force(session, "answer", topic)
        words = editing.words_of(session)
    if current is None:
        raise HTTPException(404, N_("There is no answer of that topic."))
    try:
        data = _data(current.data, form)
        Answer.from_dict(data)
    except (Unreadable, Malformed) as error:
        return _page(request, topic, form.get("country", "ZA"), form=form, problem=str(error))
    complaints = editing.check(office.shelf.library.content, words, "answer", data)
    if form.get("do") != "propose" or any(not each.is_warning for each in complaints):
        return _page(request, topic, form.get("country", "ZA"), form=form, data=data, complaints=complaints)
    try:
        with office.database.write() as session:
            made = editing.propose(session, "answer", topic, data, officer.name, form.get("reason", "")[:200])
            office.ledger.note(session, officer.name, "answer proposed", topic, proposal=made.id)
    except CannotPublish as error:
        return _page(request, topic, form.get("country", "ZA"), form=form, data=data, problem=str(error))
    return go(f"/console/answers/{topic}", "proposed")


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


@routes.post("/proposals/{number}/publish", dependencies=[Depends(checked_form)])
def publish(request: Request, number: int, officer: Annotated[SignedIn, Depends(allowed("approve"))]) -> Response:
    """A second officer puts a change into force."""
    office = office_of(request)
    try:
        with office.database.write() as session:
            item = editing.publish(session, number, officer.name, now())
            office.ledger.note(session, officer.name, f"{item.kind} published", item.code, proposal=number)
    except CannotPublish as error:
        raise HTTPException(409, str(error)) from None
    return go(f"/console/{item.kind}s/{item.code}", "published")


@routes.post("/proposals/{number}/refuse", dependencies=[Depends(checked_form)])
def refuse(request: Request, number: int, officer: Editor) -> Response:
    """Turn a change down, or take one's own back."""
    office = office_of(request)
    with office.database.read() as session:
        found = editing.proposal(session, number)
    if found is not None and found.author != officer.name and not officer.may("approve"):
        raise HTTPException(403, N_("Only who may publish can turn down what somebody else wrote."))
    try:
        with office.database.write() as session:
            proposal = editing.refuse(session, number, officer.name, now())
            office.ledger.note(
                session, officer.name, f"{proposal.kind} {proposal.state}", proposal.code, proposal=number
            )
    except CannotPublish as error:
        raise HTTPException(409, str(error)) from None
    return go(f"/console/{proposal.kind}s/{proposal.code}", "refused")


def _page(
    request: Request,
    topic: str,
    country: str,
    *,
    form: dict[str, str] | None = None,
    data: dict[str, Any] | None = None,
    complaints: list[Complaint] | None = None,
    problem: str = "",
) -> Response:
    office = office_of(request)
    content = office.shelf.library.content
    with office.database.read() as session:
        current = editing.in_force(session, "answer", topic)
        versions = editing.history(session, "answer", topic)
        waiting = editing.waiting(session, "answer", topic)
    if current is None:
        raise HTTPException(404, N_("There is no answer of that topic."))
    shown = data or current.data
    country = country if country in COUNTRIES else "ZA"
    facts = sorted(
        {
            ref.fact
            for text in Answer.from_dict(current.data).texts.values()
            for item in text.lines()
            for ref in item.refs()
        }
    )
    return show(
        request, "answer.html", 400 if problem else 200,
        topic=topic, asks=content.topics[topic].asks, answer=Answer.from_dict(current.data), version=current.version,
        fields=form or _form_of(current.data), previews=previews(content, shown, country), country=country,
        countries=COUNTRIES, languages=LANGUAGES, complaints=complaints, problem=problem, versions=versions,
        proposals=[(each, _differences(current.data, each.data)) for each in waiting],
        changes=[(new, _differences(old.data, new.data)) for new, old in pairwise(versions)][:10],
        facts=[content.facts[fact] for fact in facts if fact in content.facts], all_facts=content.facts,
        is_tried=data is not None,
    )  # fmt: skip


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


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    old, new = _form_of(before), _form_of(after)
    return [(key, compared(old[key], new[key])) for key in old if old[key] != new[key]]
