"""Facts: values with source and age, changed by one officer and published by another."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from console.access import allowed, checked_form, office_of
from console.pages import go, show
from console.texts import Unreadable, compared, fields_of, values_of
from registry.content import Fact, Malformed
from registry.models.base import now
from registry.phrases import N_
from registry.services import editing
from registry.services.editing import CannotPublish, Complaint
from registry.services.officers import SignedIn

routes = APIRouter()
Editor = Annotated[SignedIn, Depends(allowed("content"))]
STANDINGS = ("published", "verify_first", "withheld")
LEVELS = ("low", "medium", "high")
PLAIN = ("about", "said", "checked_at", "review_at", "standing", "confidence", "stale_risk", "note")


@routes.get("/facts")
def listed(
    request: Request,
    officer: Editor,
    group: Annotated[str, Query(max_length=40)] = "",
    standing: Annotated[str, Query(max_length=20)] = "",
    due: Annotated[str, Query(max_length=3)] = "",
    q: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """All facts; those past their review date first."""
    office = office_of(request)
    facts = list(office.shelf.library.content.facts.values())
    today, wanted = now().date(), q.strip().lower()
    shown = [
        fact
        for fact in facts
        if (not group or fact.group == group)
        and (not standing or fact.standing == standing)
        and (not due or fact.past_review(today))
        and (not wanted or wanted in f"{fact.id} {fact.about} {fact.said}".lower())
    ]
    with office.database.read() as session:
        waiting = {each.code for each in editing.waiting(session, "fact")}
    return show(
        request, "facts.html",
        facts=sorted(shown, key=lambda fact: (not fact.past_review(today), fact.group, fact.id)),
        groups=list(dict.fromkeys(fact.group for fact in facts)), standings=STANDINGS, total=len(facts), today=today,
        waiting=waiting, group=group, standing=standing, due=due, q=q,
    )  # fmt: skip


@routes.get("/facts/{code}")
def one(request: Request, code: str, officer: Editor) -> Response:
    """One fact, who uses it, its form and its history."""
    return _page(request, code)


@routes.post("/facts/{code}", dependencies=[Depends(checked_form)])
async def change(request: Request, code: str, officer: Editor) -> Response:
    """Look at what a change would do, or propose it."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    office = office_of(request)
    with office.database.read() as session:
        current = editing.in_force(session, "fact", code)
        words = editing.words_of(session)
    if current is None:
        raise HTTPException(404, N_("There is no fact of that name."))
    try:
        data = _data(current.data, form)
        Fact.from_dict(data, group=current.group)
    except (Unreadable, Malformed) as error:
        return _page(request, code, form=form, problem=str(error))
    complaints = editing.check(office.shelf.library.content, words, "fact", data, current.group)
    if form.get("do") != "propose" or any(not each.is_warning for each in complaints):
        return _page(request, code, form=form, complaints=complaints)
    try:
        with office.database.write() as session:
            made = editing.propose(session, "fact", code, data, officer.name, form.get("reason", "")[:200])
            office.ledger.note(session, officer.name, "fact proposed", code, proposal=made.id)
    except CannotPublish as error:
        return _page(request, code, form=form, problem=str(error))
    return go(f"/console/facts/{code}", "proposed")


def _page(
    request: Request,
    code: str,
    *,
    form: dict[str, str] | None = None,
    complaints: list[Complaint] | None = None,
    problem: str = "",
) -> Response:
    office = office_of(request)
    content = office.shelf.library.content
    with office.database.read() as session:
        current = editing.in_force(session, "fact", code)
        versions = editing.history(session, "fact", code)
        waiting = editing.waiting(session, "fact", code)
    if current is None:
        raise HTTPException(404, N_("There is no fact of that name."))
    fields = _form_of(current.data)
    return show(
        request, "fact.html", 400 if problem else 200,
        fact=Fact.from_dict(current.data, group=current.group), fields={**fields, **(form or {})},
        parts=fields_of(current.data["values"]), users=editing.users_of(content, code), answers=content.answers,
        standings=STANDINGS, levels=LEVELS, complaints=complaints, problem=problem, versions=versions,
        today=now().date(), proposals=[(each, _differences(current.data, each.data)) for each in waiting],
        changes=[(new, _differences(old.data, new.data)) for new, old in pairwise(versions)][:10],
    )  # fmt: skip


def _form_of(data: dict[str, Any]) -> dict[str, str]:
    fields = {name: str(data.get(name, "")) for name in PLAIN}
    fields |= {"source.url": data["source"]["url"], "source.date": data["source"]["date"]}
    return fields | {each.name: each.value for each in fields_of(data["values"])}


def _data(before: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    fields = {**_form_of(before), **form}
    data = {**before, **{name: fields[name].strip() for name in PLAIN}}
    data["source"] = {"url": fields["source.url"].strip(), "date": fields["source.date"].strip()}
    data["values"] = values_of(before["values"], form)
    if not data["note"]:
        del data["note"]
    return data


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    old, new = _form_of(before), _form_of(after)
    return [(key, compared(old.get(key, ""), new[key])) for key in new if old.get(key, "") != new[key]]
