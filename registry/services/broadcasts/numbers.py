"""An audience as a CSV file of telephone numbers: each line is read, judged and either found or named.

A number that we do not know makes no contact: nobody gets a notice who has not asked for notices, so there is nothing
to keep it for. No message about a line repeats what stands in it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import phonenumbers
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from registry.models import Address, Broadcast, Chosen
from registry.models.broadcast import APPROVED, DRAFT
from registry.services.broadcasts.drafts import Refused
from registry.vault import Vault

COLUMNS = ("number", "numbers", "phone", "telephone", "mobile", "msisdn", "nomoro")
MOST_LINES = 500_000
MOST_PROBLEMS = 200
CHUNK = 500


@dataclass
class Listed:
    """What came of a file: whom it named, whom we do not know, and what is wrong with which line."""

    lines: int = 0
    found: int = 0
    unknown: int = 0
    duplicates: int = 0
    refused: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, problem: str) -> None:
        """One line that is not taken; the first two hundred are named."""
        self.refused += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((line, problem))


def choose(session: Session, vault: Vault, broadcast: Broadcast, lines: Iterable[str]) -> Listed:
    """Let the numbers of a CSV file be the audience of a draft, instead of those of a file before. Raises `Refused`."""
    if broadcast.status not in (DRAFT, APPROVED):
        raise Refused(f"it is {broadcast.status}: only a draft can be given another audience")
    listed = Listed()
    blinds = list(_blinds(vault, lines, listed))
    session.execute(delete(Chosen).where(Chosen.broadcast_id == broadcast.id))
    seen: set[str] = set()
    for begin in range(0, len(blinds), CHUNK):
        _take(session, broadcast.id, blinds[begin : begin + CHUNK], seen, listed)
    broadcast.audience = {**broadcast.audience, "is_listed": True}
    broadcast.status, broadcast.approved_by, broadcast.approved_at = DRAFT, None, None
    return listed


def _take(session: Session, broadcast_id: int, blinds: list[str], seen: set[str], listed: Listed) -> None:
    known = session.execute(select(Address.blind, Address.contact_id).where(Address.blind.in_(blinds))).all()
    contact_of = {row.blind: row.contact_id for row in known}
    rows = []
    for blind in blinds:
        contact_id = contact_of.get(blind)
        if contact_id is None:
            listed.unknown += 1
        elif contact_id in seen:
            # Two numbers of one person.
            listed.duplicates += 1
        else:
            seen.add(contact_id)
            rows.append({"broadcast_id": broadcast_id, "contact_id": contact_id})
    if rows:
        session.execute(insert(Chosen), rows)
    listed.found += len(rows)


def _blinds(vault: Vault, lines: Iterable[str], listed: Listed) -> Iterator[str]:
    seen: set[str] = set()
    for line, cell in _cells(lines):
        listed.lines += 1
        if listed.lines > MOST_LINES:
            raise Refused(f"a file has at most {MOST_LINES:,} lines")
        try:
            blind = vault.blind(read_number(cell))
        except ValueError as problem:
            listed.refuse(line, str(problem))
            continue
        if blind in seen:
            listed.duplicates += 1
            continue
        seen.add(blind)
        yield blind


def _cells(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    rows = csv.reader(lines)
    column = 0
    try:
        for n, row in enumerate(rows):
            if n == 0:
                names = [name.strip().lstrip("\ufeff").lower() for name in row]
                named = [names.index(name) for name in COLUMNS if name in names]
                if named:
                    column = named[0]
                    continue
                if len(row) > 1:
                    raise Refused("the first line must name the columns, one of them `number`")
            if any(cell.strip() for cell in row):
                yield rows.line_num, row[column] if column < len(row) else ""
    except csv.Error as error:
        raise Refused(f"line {rows.line_num} is not CSV: {error}") from None


def read_number(cell: str) -> str:
    """A cell as a number in E.164. Raises `ValueError` that says what to do, without the number."""
    text = cell.strip().strip("'\"").strip()
    if not text:
        raise ValueError("there is no number")
    if text[0] in "=@" or (text[0] in "+-" and not re.match(r"^\+[\d\s().-]+$", text)):
        raise ValueError("this is a formula, not a number")
    if re.match(r"^\d(\.\d+)?E\+?\d+$", text, re.IGNORECASE):
        raise ValueError("the spreadsheet has shortened the number: format the column as text and save again")
    digits = re.sub(r"[\s().-]", "", text)
    if not re.match(r"^\+?\d+$", digits):
        raise ValueError("this is not a telephone number")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        raise ValueError("the number has no country: write it as +27... or +266...")
    elif not digits.startswith("+"):
        # Spreadsheets drop the plus.
        digits = "+" + digits
    try:
        parsed = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        raise ValueError("this is not a telephone number") from None
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError("the number has too many or too few digits for its country")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
