"""Whom a breach concerned: everybody of whom a table held something in a space of time. Ids and counts; no numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, func, literal, select
from sqlalchemy.orm import Session

from registry.models import Address, Base
from registry.services.erasure import POLICY, Goes
from registry.vault import Vault

# When a row came to be, by whichever of these it has.
CAME_AT = ("created_at", "recorded_at", "raised_at", "opened_at", "asked_at", "written_at", "answered_at", "updated_at")


@dataclass
class Concerned:
    """One person: what was held of them, from when to when. `contact_id` leads to a number only with the key."""

    contact_id: str
    rows: dict[str, int]
    first_at: datetime | None = None
    last_at: datetime | None = None


def tables() -> tuple[str, ...]:
    """The tables that hold something of people by themselves."""
    return tuple(sorted(name for name in POLICY if _person(Base.metadata.tables[name]) is not None))


def concerned(session: Session, since: datetime | None, until: datetime, only: Sequence[str] = ()) -> list[Concerned]:
    """Everybody with a row in `only` (all tables when empty) that came between `since` and `until`.

    Without `since`: all that was held at `until`, which is what a copied database or backup gives away. Whoever has
    been erased is not found: nothing of them was there to be copied, or nobody knows any more that it was.
    """
    found: dict[str, Concerned] = {}
    for name in only or tables():
        table = Base.metadata.tables[name]
        person, came_at = _person(table), _came_at(table)
        if person is None:
            raise ValueError(f"{name} holds nothing of people by itself: {', '.join(tables())}")
        times = (func.min(came_at), func.max(came_at)) if came_at is not None else (literal(None), literal(None))
        rows = select(person, func.count(), *times).where(person.is_not(None)).group_by(person)
        if came_at is not None:
            rows = rows.where(came_at < until)
            rows = rows.where(came_at >= since) if since is not None else rows
        for contact_id, count, first, last in session.execute(rows):
            one = found.setdefault(contact_id, Concerned(contact_id, {}))
            one.rows[name] = count
            one.first_at = min(filter(None, (one.first_at, first)), default=None)
            one.last_at = max(filter(None, (one.last_at, last)), default=None)
    return sorted(found.values(), key=lambda each: each.contact_id)


def numbers(session: Session, vault: Vault, contact_ids: Sequence[str]) -> dict[str, list[str]]:
    """The numbers of people who have to be told, unlocked: only for whoever holds the key."""
    found: dict[str, set[str]] = {}
    for begin in range(0, len(contact_ids), 500):
        some = contact_ids[begin : begin + 500]
        rows = session.execute(select(Address.contact_id, Address.number).where(Address.contact_id.in_(some)))
        for contact_id, number in rows:
            found.setdefault(contact_id, set()).add(vault.unlock(number))
    return {contact_id: sorted(each) for contact_id, each in found.items()}


def _person(table: Table) -> ColumnElement[str] | None:
    if table.name == "contacts":
        return table.c.id
    rule = POLICY.get(table.name)
    names = rule.by if isinstance(rule, Goes) else ("contact_id",)
    return table.c[names[0]] if names and names[0] in table.c else None


def _came_at(table: Table) -> ColumnElement[datetime] | None:
    return next((table.c[name] for name in CAME_AT if name in table.c), None)
