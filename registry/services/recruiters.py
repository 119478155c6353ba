"""Is this agency licensed: by the Ministry of Labour's list, as it was imported last."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from registry.models.recruiter import LICENSED, STANDINGS, Recruiter
from sesotho import key

COLUMNS = ("name", "licence", "standing", "valid_until")
LONGEST_NAME, LONGEST_LICENCE = 80, 30
# Likeness of names (0-100): from SAME on they are one name with a slip of the pen; from ALIKE on we ask.
SAME, ALIKE = 90.0, 78.0
TOKEN = re.compile(r"[^\W_]+")
# A licence number is written in so many parts at most.
MOST_PARTS = 5
# Words that many agencies have in their names and people leave out.
COMMON = frozenset(
    key(word)
    for word in "recruitment recruiters recruiting recruiter agency agencies agent agents employment labour placement "
    "services service pty ltd cc co company consultants consulting lesotho the and".split()
)
# What else stands in a question about an agency: none of it is a name.
ASKING = frozenset(
    key(word)
    for word in "is are this that these it a an of by with my me i who what which where can you tell check please if "
    "name called licensed licence license registered registration legal real fake true genuine trust allowed list "
    "job jobs work offer offers they he she has have want wants to for in from me give know about "
    "na ke ka ea ya e le ha ho o oa wa a ba bo ngolisitsoe ngodisitswe laesense molao molaong mosebetsi "
    "nnete 'nete kopa tseba hore ena eona yona lena tsebang thuso khampani mokhatlo lebitso bitsoa bitswa tumello "
    "hlahloba agente ejensi".split()
)


@dataclass(frozen=True)
class Imported:
    """How many lines were taken, and what is wrong with the others: (line, what to do). A list is taken whole."""

    taken: int
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Looked:
    """What the list says: `how` is one of `no_list`, `no_name`, `listed`, `alike`, `not_listed`.

    `listed_on`: the day of the list. `found`: the line, or the lines whose names are alike.
    """

    how: str
    listed_on: dt.date | None = None
    found: tuple[Recruiter, ...] = ()


def plain_licence(licence: str) -> str:
    """A licence number without what people put between its parts."""
    return re.sub(r"[\W_]", "", licence).upper()


def plain_name(name: str) -> str:
    """A name without the words that half of all agencies have, in the spelling-neutral form."""
    words = re.findall(r"[^\W_]+", key(name))
    telling = [word for word in words if word not in COMMON]
    return " ".join(telling or words)


def import_csv(session: Session, lines: Iterable[str], listed_on: dt.date) -> Imported:
    """Replace the list. When any line is wrong nothing is changed: half a list would call honest agencies unlisted."""
    rows = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        return Imported(0, [(1, f"the columns {', '.join(missing)} are missing: the first line names them")])
    taken: dict[str, Recruiter] = {}
    refused: list[tuple[int, str]] = []
    for row in rows:
        wrong = _wrong(row, taken)
        if wrong:
            refused.append((rows.line_num, wrong))
        else:
            made = _recruiter(row, listed_on)
            taken[made.plain_licence] = made
    if not refused and not taken:
        refused.append((2, "the list is empty"))
    if refused:
        return Imported(0, refused)
    session.execute(delete(Recruiter))
    session.add_all(taken.values())
    return Imported(len(taken))


def _wrong(row: dict[str, str], taken: dict[str, Recruiter]) -> str | None:
    name, licence = (row["name"] or "").strip(), (row["licence"] or "").strip()
    if not name or len(name) > LONGEST_NAME or name.startswith(("=", "+", "-", "@")):
        return f"name must have 1 to {LONGEST_NAME} characters and be no formula"
    if not 3 <= len(plain_licence(licence)) <= LONGEST_LICENCE or not re.search(r"\d", licence):
        return "licence must have 3 to 30 letters and digits, a digit among them"
    if plain_licence(licence) in taken:
        return "this licence stands on an earlier line too"
    if row["standing"] not in STANDINGS:
        return f"standing must be one of {', '.join(STANDINGS)}"
    try:
        if (row["valid_until"] or "").strip():
            dt.date.fromisoformat(row["valid_until"].strip())
    except ValueError:
        return "valid_until must be a date as 2027-06-30, or empty"
    return None


def _recruiter(row: dict[str, str], listed_on: dt.date) -> Recruiter:
    until = (row["valid_until"] or "").strip()
    return Recruiter(
        name=row["name"].strip(),
        plain_name=plain_name(row["name"]),
        licence=row["licence"].strip(),
        plain_licence=plain_licence(row["licence"]),
        standing=row["standing"],
        valid_until=dt.date.fromisoformat(until) if until else None,
        listed_on=listed_on,
    )


def listed_on(session: Session) -> dt.date | None:
    """The day of the list in force; None when there is none."""
    return session.scalar(select(func.max(Recruiter.listed_on)))


def look_up(session: Session, text: str) -> Looked:
    """The agency that a text names: its number exactly, its name with small mistakes forgiven."""
    rows = list(session.scalars(select(Recruiter).order_by(Recruiter.id)))
    if not rows:
        return Looked("no_list")
    day = rows[0].listed_on
    numbers = _numbers(text)
    by_number = tuple(row for row in rows if row.plain_licence in numbers)
    if by_number:
        return Looked("listed", day, by_number[:1])
    asked = name_in(text)
    if not asked:
        return Looked("not_listed" if any(len(each) > 4 for each in numbers) else "no_name", day)
    scored = sorted(((_likeness(asked, row.plain_name), row) for row in rows), key=lambda each: -each[0])
    best, first = scored[0]
    if best >= SAME and (len(scored) == 1 or scored[1][0] < best):
        return Looked("listed", day, (first,))
    alike = tuple(row for likeness, row in scored if likeness >= ALIKE)
    return Looked("alike" if alike else "not_listed", day, alike[:3])


def name_in(text: str) -> str:
    """What is left of a text when the words of asking are taken out: the name that is meant, if any."""
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", key(text))
    return " ".join(word for word in words if word not in ASKING and not _is_common(word) and not word.isdigit())


def _is_common(word: str) -> bool:
    """Whether it is one of the words of half of all agencies, a slip of the pen forgiven."""
    return word in COMMON or any(len(each) > 5 and fuzz.ratio(word, each) >= SAME - 5 for each in COMMON)


def _numbers(text: str) -> set[str]:
    """Everything in a text that may be a licence number, however its parts are set apart."""
    parts = TOKEN.findall(text)
    joined = (parts[at : at + size] for size in range(1, MOST_PARTS + 1) for at in range(len(parts) - size + 1))
    return {plain_licence("".join(each)) for each in joined if any(c.isdigit() for part in each for c in part)}


def _likeness(asked: str, name: str) -> float:
    if asked == name:
        return 100.0
    if min(len(asked), len(name)) <= 3:
        return 0.0
    return max(fuzz.ratio(asked, name), fuzz.token_sort_ratio(asked, name))


def is_valid(row: Recruiter, on: dt.date) -> bool:
    """Whether the licence stands on that day."""
    return row.standing == LICENSED and (row.valid_until is None or row.valid_until >= on)
