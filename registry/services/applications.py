"""Applications: imported from the Ministry's CSV, found again by reference."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.models.application import KINDS, STATUSES, Application
from registry.vault import Vault

COLUMNS = ("kind", "reference", "status", "place", "status_on")
REFERENCE = re.compile(r"^(?=.*\d)[A-Z0-9]{5,20}$")


@dataclass(frozen=True)
class Imported:
    """How many rows were taken, and what is wrong with the others: (line, what to do)."""

    taken: int
    refused: list[tuple[int, str]] = field(default_factory=list)


def plain(reference: str) -> str:
    """A reference without what people put between its parts: capitals and digits only."""
    return re.sub(r"[\s./_-]", "", reference).upper()


def is_reference(reference: str) -> bool:
    """Whether it could be one: five to twenty letters and digits, a digit among them."""
    return REFERENCE.fullmatch(plain(reference)) is not None


def find(session: Session, vault: Vault, kind: str, reference: str) -> Application | None:
    """The application of a kind with that reference."""
    blind = vault.blind(f"{kind}:{plain(reference)}")
    return session.scalar(select(Application).where(Application.kind == kind, Application.blind == blind))


def import_csv(session: Session, vault: Vault, lines: Iterable[str]) -> Imported:
    """Take the rows that are right, name the lines that are not. A later row of a reference replaces an earlier one."""
    rows = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        return Imported(
            0, [(1, f"the columns {', '.join(missing)} are missing: the first line must name {', '.join(COLUMNS)}")]
        )
    return import_rows(session, vault, ((rows.line_num, row) for row in rows))


def import_rows(session: Session, vault: Vault, rows: Iterable[tuple[int, dict[str, str]]]) -> Imported:
    """Take the numbered rows that are right, name those that are not."""
    taken, refused = 0, []
    for number, row in rows:
        wrong = _wrong(row)
        if wrong:
            refused.append((number, wrong))
            continue
        _keep(session, vault, row)
        taken += 1
    return Imported(taken, refused)


def _wrong(row: dict[str, str]) -> str | None:
    if row["kind"] not in KINDS:
        return f"kind must be one of {', '.join(KINDS)}"
    if not is_reference(row["reference"] or ""):
        return "the reference must have 5 to 20 letters and digits, a digit among them"
    if row["status"] not in STATUSES:
        return f"status must be one of {', '.join(STATUSES)}"
    if len(row["place"] or "") > 60 or (row["place"] or "").startswith(("=", "+", "-", "@")):
        return "place must be a name of at most 60 characters, not a formula"
    try:
        dt.date.fromisoformat(row["status_on"] or "")
    except ValueError:
        return "status_on must be a date as 2026-11-22"
    return None


def _keep(session: Session, vault: Vault, row: dict[str, str]) -> None:
    found = find(session, vault, row["kind"], row["reference"])
    if found is None:
        found = Application(kind=row["kind"], blind=vault.blind(f"{row['kind']}:{plain(row['reference'])}"))
        session.add(found)
    found.status, found.place = row["status"], row["place"] or ""
    found.status_on = dt.date.fromisoformat(row["status_on"])
    session.flush()
