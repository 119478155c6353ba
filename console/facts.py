"""Facts: values with source and age, changed by one officer and published by another."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from console import proposals
from console.access import checked_form, office_of
from console.pages import show
from console.proposals import Editable, Editor
from console.texts import fields_of, values_of
from registry.content import Fact
from registry.models.base import now
from registry.phrases import N_
from registry.services import editing
from registry.services.editing import Complaint

routes = APIRouter()
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
    return proposals.change(request, FACTS, code, officer, form)


def _page(
    request: Request,
    code: str,
    *,
    form: dict[str, str] | None = None,
    data: dict[str, Any] | None = None,
    complaints: list[Complaint] | None = None,
    problem: str = "",
) -> Response:
    content = office_of(request).shelf.library.content
    found = proposals.standing(request, FACTS, code)
    current = found.current
    return show(
        request, "fact.html", 400 if problem else 200,
        fact=Fact.from_dict(current.data, group=current.group), fields={**_form_of(current.data), **(form or {})},
        parts=fields_of(current.data["values"]), users=editing.users_of(content, code), answers=content.answers,
        standings=STANDINGS, levels=LEVELS, complaints=complaints, problem=problem, versions=found.versions,
        today=now().date(), proposals=found.proposals, changes=found.changes,
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


FACTS = Editable(
    kind="fact",
    missing=N_("There is no fact of that name."),
    form_of=_form_of,
    data_of=_data,
    read=lambda data, group: Fact.from_dict(data, group=group),
    page=_page,
)
