"""Cases: opened by a person, worked on by a mission, asked about by reference. The person is told of each change."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import csv_safe
from registry.content import nearest
from registry.dialogues import words
from registry.dialogues.vocabulary import Text
from registry.dialogues.words import say
from registry.models import Case, CaseEvent, Deadline
from registry.models.base import now
from registry.models.case import CLOSED_STATUSES, KINDS, OPEN_STATUSES, STATUSES
from registry.services import registrations, reminders
from registry.services.deadlines import LastDay
from registry.services.library import Library
from registry.services.references import ALPHABET, CASE, is_right, new_reference, reference_in
from registry.vault import Vault
from sesotho import format_date, key

MINISTRY, LABOUR_AT_HOME = "ministry-maseru", "labour-maseru"
# Who in a mission works on what.
UNITS = {
    **dict.fromkeys(("pension", "provident", "compensation"), "claims"),
    **dict.fromkeys(("wages", "employer", "agent"), "labour"),
    **dict.fromkeys(("passport", "other"), "consular"),
    "official": "complaints",
}
TRIES, LOCKED = 5, timedelta(days=1)
SHORTEST_SECRET = 4
SECRET = re.compile(r"^\W*(?:secret|lekunutu|sephiri|lephiri)\b\W*(.*)$", re.IGNORECASE | re.DOTALL)
REMIND = re.compile(r"^\W*(?:remind(?: me)?|nkhopotse|nkgopotse|ntlhopotse|hopotsa)\b", re.IGNORECASE)
COLUMNS = ("reference", "kind", "status", "mission", "unit", "country", "behalf", "officer", "opened_at", "closed_at")


class NoSuchCase(Exception):
    """There is no case of that id."""


class BadChange(Exception):
    """One line: what is wrong with a change an officer asked for."""


@dataclass(frozen=True)
class Filters:
    """Which cases to list; what is None does not narrow."""

    mission: str | None = None
    unit: str | None = None
    kind: str | None = None
    status: str | None = None
    is_open: bool | None = None
    officer: str | None = None
    contact_id: str | None = None
    text: str = ""
    limit: int = 50
    # A last day of it is over on this day.
    late_on: dt.date | None = None


@dataclass(frozen=True)
class Seen:
    """A case as an officer sees it: with the person's words, what has happened to it, and its last days."""

    case: Case
    details: dict[str, Any] = field(repr=False)
    events: list[tuple[CaseEvent, str | None]] = field(repr=False)
    deadlines: list[Deadline]


def route(library: Library, kind: str, country: str | None, town: str | None) -> tuple[str, str]:
    """The mission and the unit in it that work on a case. A complaint about an official goes past the missions."""
    unit = UNITS[kind]
    if kind == "official":
        return MINISTRY, unit
    if country == "LS":
        return (LABOUR_AT_HOME if unit in ("claims", "labour") else MINISTRY), unit
    for place in (town, country):
        found = nearest(library.content, place, "mission", 1).places if place else ()
        if found and (country is None or country in found[0].office.serves):  # type: ignore[union-attr]
            return found[0].office.id, unit
    serving = [each.id for each in library.content.missions if country in each.serves]
    return (serving[0] if serving else MINISTRY), unit


def open_case(
    session: Session, vault: Vault, library: Library, contact_id: str, data: dict[str, Any], details: dict[str, Any],
    last_days: list[LastDay], messages: int = 0,
) -> Case:  # fmt: skip
    """A new case with its deadlines. `data` holds kind, country, town and behalf; `details` the person's words."""
    mission, unit = route(library, data["kind"], data.get("country"), data.get("town"))
    case = Case(
        contact_id=contact_id,
        kind=data["kind"],
        mission=mission,
        unit=unit,
        country=data.get("country"),
        town=(data.get("town") or "")[:60] or None,
        behalf=data.get("behalf", "self"),
        details=vault.lock(json.dumps(details, ensure_ascii=False)),
        messages=messages,
    )
    _with_reference(session, case)
    session.add(CaseEvent(case_id=case.id, kind="opened", value="new"))
    for each in last_days:
        session.add(
            Deadline(
                case_id=case.id,
                code=each.code,
                counted_from=each.counted_from,
                due_on=each.due_on,
                facts=list(each.facts),
            )
        )
    session.flush()
    return case


def _with_reference(session: Session, case: Case) -> None:
    while True:
        case.reference = new_reference(CASE)
        try:
            with session.begin_nested():
                session.add(case)
            return
        except IntegrityError:
            if session.scalar(select(Case.id).where(Case.reference == case.reference)) is None:
                raise


def want_reminders(session: Session, case: Case, today: dt.date) -> int:
    """Remind of the last days of a case that are still to come; how many reminders were set."""
    case.wants_reminders = True
    count = 0
    for deadline in deadlines_of(session, case.id):
        shown = {"month": (deadline.due_on + timedelta(days=1)).isoformat()} if deadline.counted_from is None else {}
        parts = {"reference": case.reference, **(shown or {"day": deadline.due_on.isoformat()})}
        for due_at in reminders.before(deadline.due_on, today):
            reminders.schedule(session, case.contact_id, f"deadline.{deadline.code}", parts, due_at, case.id)
            count += 1
    return count


# What officers do.


def list_cases(session: Session, filters: Filters | None = None) -> list[Case]:
    """Cases, the longest waiting first."""
    return list(session.scalars(_selected(filters or Filters()).order_by(Case.opened_at)))


def _selected(filters: Filters) -> Select[Case]:
    chosen = select(Case).limit(filters.limit)
    for column in ("mission", "unit", "kind", "status", "officer", "contact_id"):
        value = getattr(filters, column)
        if value is not None:
            chosen = chosen.where(getattr(Case, column) == value)
    if filters.is_open is not None:
        chosen = chosen.where(Case.status.in_(OPEN_STATUSES if filters.is_open else CLOSED_STATUSES))
    if filters.late_on is not None:
        chosen = chosen.where(Case.id.in_(select(Deadline.case_id).where(Deadline.due_on < filters.late_on)))
    reference = reference_in(filters.text, CASE) or filters.text.strip().upper()
    return chosen.where(Case.reference == reference) if filters.text else chosen


def case(session: Session, vault: Vault, case_id: int) -> Seen:
    """One case, unlocked. Raises `NoSuchCase`."""
    found = _get(session, case_id)
    rows = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id))
    events = [(each, vault.unlock(each.note) if each.note else None) for each in rows]
    return Seen(found, json.loads(vault.unlock(found.details)), events, deadlines_of(session, case_id))


def first_days(session: Session, case_ids: Sequence[int]) -> dict[int, dt.date]:
    """The soonest last day of each of these cases that has one."""
    soonest = select(Deadline.case_id, func.min(Deadline.due_on)).where(Deadline.case_id.in_(case_ids))
    return {case_id: due_on for case_id, due_on in session.execute(soonest.group_by(Deadline.case_id))}  # noqa: C416


def deadlines_of(session: Session, case_id: int) -> list[Deadline]:
    """The last days of a case, soonest first."""
    return list(session.scalars(select(Deadline).where(Deadline.case_id == case_id).order_by(Deadline.due_on)))


def change_status(session: Session, vault: Vault, case_id: int, status: str, officer: str, note: str = "") -> Case:
    """Another status, told to the person unless that may not be. Raises `NoSuchCase`, `BadChange`."""
    if status not in STATUSES:
        raise BadChange(f"status must be one of {', '.join(STATUSES)}")
    found = _get(session, case_id)
    if found.status == status:
        raise BadChange(f"the case is {status} already")
    found.status, found.changed_at = status, now()
    found.closed_at = found.changed_at if status in CLOSED_STATUSES else None
    _record(session, vault, found, "status", status, officer, note)
    if status in CLOSED_STATUSES:
        reminders.drop(session, found.contact_id, "closed", case_id=found.id)
    parts = {"reference": found.reference, "status": status, "mission": found.mission, "day": _today().isoformat()}
    reminders.schedule(session, found.contact_id, "case.status", parts, case_id=found.id)
    return found


def transfer(
    session: Session,
    vault: Vault,
    library: Library,
    case_id: int,
    mission: str,
    unit: str,
    officer: str,
    note: str = "",
) -> Case:
    """To another mission or unit, told to the person. Raises `NoSuchCase`, `BadChange`."""
    if mission not in {each.id for each in library.content.missions}:
        raise BadChange(f"there is no mission {mission[:40]!r}: see content/missions.yaml")
    if unit not in set(UNITS.values()):
        raise BadChange(f"unit must be one of {', '.join(sorted(set(UNITS.values())))}")
    found = _get(session, case_id)
    has_moved = found.mission != mission
    found.mission, found.unit, found.officer = mission, unit, None
    _record(session, vault, found, "transfer", f"{mission}/{unit}"[:40], officer, note)
    if has_moved:
        parts = {"reference": found.reference, "mission": mission}
        reminders.schedule(session, found.contact_id, "case.moved", parts, case_id=found.id)
    return found


def assign(session: Session, vault: Vault, case_id: int, officer: str, by: str) -> Case:
    """Into the hands of one officer. Raises `NoSuchCase`."""
    found = _get(session, case_id)
    found.officer = officer or None
    _record(session, vault, found, "assigned", officer[:40], by, "")
    return found


def note(session: Session, vault: Vault, case_id: int, officer: str, text: str) -> None:
    """A note for officers only. Raises `NoSuchCase`."""
    _record(session, vault, _get(session, case_id), "note", None, officer, text)


def export(session: Session, filters: Filters | None = None) -> Iterator[str]:
    """Cases as CSV lines: codes and times, not a word of the person's."""
    yield from csv_safe.lines([COLUMNS])
    chosen = session.scalars(_selected(filters or Filters(limit=100_000)).order_by(Case.id))
    yield from csv_safe.lines([getattr(each, column) for column in COLUMNS] for each in chosen)


def _get(session: Session, case_id: int) -> Case:
    found = session.get(Case, case_id)
    if found is None:
        raise NoSuchCase(str(case_id))
    return found


def _record(session: Session, vault: Vault, found: Case, kind: str, value: str | None, officer: str, text: str) -> None:
    locked = vault.lock(text) if text else None
    session.add(CaseEvent(case_id=found.id, kind=kind, value=value, note=locked, officer=officer))
    session.flush()


# What the person asks.


def answer(session: Session, vault: Vault, library: Library, contact_id: str, text: str, locale: str) -> str | None:
    """What to say to a text about a case: its reference, a secret word, a wish to be reminded; None when it is none.

    A reference alone tells nothing to another phone than the one that opened the case (or one that is joined to it).
    """
    secret = SECRET.match(text)
    if secret:
        return _keep_secret(session, vault, contact_id, secret[1], locale)
    reference = reference_in(text, CASE)
    own = _own(session, contact_id)
    if reference is None:
        if REMIND.match(text):
            return _remind(session, own, locale)
        return " ".join(_status(library, each, locale) for each in own[:2]) or None
    if not is_right(reference):
        return say(words.CASE_CHECK, locale, reference=reference, signs=ALPHABET)
    mine = next((each for each in own if each.reference == reference), None)
    if mine is not None:
        return _status(library, mine, locale)
    return _by_secret(session, vault, library, reference, text, locale)


def _own(session: Session, contact_id: str) -> list[Case]:
    """The cases opened from this phone or one joined to it, open ones first, the newest first."""
    phones = registrations.phones_of(session, contact_id)
    found = list(session.scalars(select(Case).where(Case.contact_id.in_(phones)).order_by(Case.id.desc())))
    return sorted(found, key=lambda each: each.status in CLOSED_STATUSES)


def _status(library: Library, found: Case, locale: str) -> str:
    day = found.changed_at.date()
    office = reminders.office_name(library, found.mission, locale)
    told = {"reference": found.reference, "day": format_date(day, locale), "office": office}  # type: ignore[arg-type]
    return say(words.CASE_STATUS[found.status], locale, **told)


def _by_secret(session: Session, vault: Vault, library: Library, reference: str, text: str, locale: str) -> str:
    # The same words whether there is such a case or not: a reference is no secret, and tells nothing.
    needed = say(words.CASE_SECRET_NEEDED, locale, reference=reference)
    found = session.scalar(select(Case).where(Case.reference == reference).with_for_update())
    if found is None or found.secret is None:
        return needed
    if found.tries >= TRIES and found.tried_at and found.tried_at > now() - LOCKED:
        return say(words.CASE_LOCKED, locale)
    said = [word for word in Text.of(text).written if len(word) >= SHORTEST_SECRET]
    if any(found.secret == _secret(vault, found, word) for word in said):
        found.tries = 0
        return _status(library, found, locale)
    if len(said) > len(Text.of(reference).written):
        is_fresh = found.tried_at is None or found.tried_at < now() - LOCKED
        found.tries, found.tried_at = (1 if is_fresh else found.tries + 1), now()
    return needed


def _keep_secret(session: Session, vault: Vault, contact_id: str, said: str, locale: str) -> str:
    own = [each for each in _own(session, contact_id) if each.status in OPEN_STATUSES]
    if not own:
        return say(words.SECRET_NO_CASE, locale)
    reference = reference_in(said, CASE)
    chosen = next((each for each in own if each.reference == reference), own[0])
    left = [word for word in Text.of(said).written if word.upper() not in chosen.reference.split("-")]
    word = max((each for each in left if reference is None or each.upper() not in reference), key=len, default="")
    if len(word) < SHORTEST_SECRET:
        return say(words.SECRET_SHORT, locale)
    chosen.secret, chosen.tries = _secret(vault, chosen, word), 0
    return say(words.SECRET_KEPT, locale, reference=chosen.reference)


def _secret(vault: Vault, found: Case, word: str) -> str:
    return vault.blind(f"case:{found.reference}:{key(word).strip()}")


def _remind(session: Session, own: list[Case], locale: str) -> str:
    wanting = [each for each in own if each.status in OPEN_STATUSES and not each.wants_reminders]
    count = sum(want_reminders(session, each, _today()) for each in wanting)
    return say(words.WILL_REMIND if count else words.NO_DEADLINE, locale)


def _today() -> dt.date:
    return datetime.now(dt.UTC).date()


__all__ = [
    "KINDS",
    "STATUSES",
    "BadChange",
    "Filters",
    "NoSuchCase",
    "Seen",
    "answer",
    "assign",
    "case",
    "change_status",
    "deadlines_of",
    "export",
    "list_cases",
    "note",
    "open_case",
    "route",
    "transfer",
    "want_reminders",
]
