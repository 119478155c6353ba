"""What answers and facts share: a change is looked at, proposed by one officer, published or refused by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from console.access import allowed, checked_form, office_of
from console.pages import go
from console.texts import Unreadable, compared
from registry.content import Malformed
from registry.models import Item
from registry.models.base import now
from registry.models.proposal import Proposal
from registry.phrases import N_
from registry.services import editing
from registry.services.editing import CannotPublish, Complaint
from registry.services.officers import SignedIn

routes = APIRouter()
Editor = Annotated[SignedIn, Depends(allowed("content"))]
Form = dict[str, str]
Differences = list[tuple[str, list[tuple[str, str]]]]
MOST_CHANGES = 10


class Page(Protocol):
    """Shows one answer or fact, with what was filled in and what is wrong with it."""

    def __call__(
        self,
        request: Request,
        code: str,
        *,
        form: Form | None = None,
        data: dict[str, Any] | None = None,
        complaints: list[Complaint] | None = None,
        problem: str = "",
    ) -> Response:
        """The page; 404 when there is nothing of that name."""


@dataclass(frozen=True)
class Editable:
    """Answers, or facts.

    `form_of` gives the fields of a form for stored data, `data_of` the way back (it raises `Unreadable`), `read` raises
    `Malformed` for data that are none.
    """

    kind: editing.Kind
    missing: str
    form_of: Callable[[dict[str, Any]], Form]
    data_of: Callable[[dict[str, Any], Form], dict[str, Any]]
    read: Callable[[dict[str, Any], str], object]
    page: Page


@dataclass(frozen=True)
class Standing:
    """What is in force, what waits to be, and what was."""

    current: Item
    versions: list[Item]
    proposals: list[tuple[Proposal, Differences]]
    changes: list[tuple[Item, Differences]]


def standing(request: Request, what: Editable, code: str) -> Standing:
    """Everything kept about one answer or fact. 404 when there is none."""
    with office_of(request).database.read() as session:
        current = editing.in_force(session, what.kind, code)
        versions = editing.history(session, what.kind, code)
        waiting = editing.waiting(session, what.kind, code)
    if current is None:
        raise HTTPException(404, what.missing)
    return Standing(
        current,
        versions,
        [(each, _differences(what, current.data, each.data)) for each in waiting],
        [(new, _differences(what, old.data, new.data)) for new, old in pairwise(versions)][:MOST_CHANGES],
    )


def change(request: Request, what: Editable, code: str, officer: SignedIn, form: Form) -> Response:
    """Look at what a change would do, or propose it."""
    office = office_of(request)
    with office.database.read() as session:
        current = editing.in_force(session, what.kind, code)
        words = editing.words_of(session)
    if current is None:
        raise HTTPException(404, what.missing)
    try:
        data = what.data_of(current.data, form)
        what.read(data, current.group)
    except (Unreadable, Malformed) as error:
        return what.page(request, code, form=form, problem=str(error))
    complaints = editing.check(office.shelf.library.content, words, what.kind, data, current.group)
    if form.get("do") != "propose" or any(not each.is_warning for each in complaints):
        return what.page(request, code, form=form, data=data, complaints=complaints)
    try:
        with office.database.write() as session:
            made = editing.propose(session, what.kind, code, data, officer.name, form.get("reason", "")[:200])
            office.ledger.note(session, officer.name, f"{what.kind} proposed", code, proposal=made.id)
    except CannotPublish as error:
        return what.page(request, code, form=form, data=data, problem=str(error))
    return go(f"/console/{what.kind}s/{code}", "proposed")


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


def _differences(what: Editable, before: dict[str, Any], after: dict[str, Any]) -> Differences:
    old, new = what.form_of(before), what.form_of(after)
    return [(key, compared(old.get(key, ""), new[key])) for key in new if old.get(key, "") != new[key]]
