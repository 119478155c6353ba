"""Dates as people write them, in either language: *28 May 2027*, *28/05/2027*, *ka la 5 Phupu*, *in 1994*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Optional

from sesotho import key
from sesotho.dates import MONTHS, SHORT_MONTHS

Found = tuple[int, int, str]

_NUMBERED = re.compile(
    r"(?<![\w/.-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\w/-])|(?<![\w/.-])(\d{1,2})([/.-])(\d{1,2})\5(\d{4}|\d{2})(?![\w/-])"
)
_WORD = re.compile(r"['’]?[^\W\d_]{3,12}")
_BEFORE = re.compile(r"(?<![\w/])(\d{1,2})(?:st|nd|rd|th)?(?:\s(?:of|ea|ya|oa))?[\s-]{1,2}$", re.IGNORECASE)
_AFTER = re.compile(r"\.?[\s-]{1,2}(\d{1,2})(?:st|nd|rd|th)?(?!\w|[\s-]?\d{4})", re.IGNORECASE)
_OF_YEAR = re.compile(r"\.?,?[\s-]{1,2}((?:19|20)\d{2})(?!\w)")
_YEAR = re.compile(
    r"(?<!\w)(?:in|since|from|till|until|year|ka|selemo(?:ng)?(?:\s+sa)?|ho tloha|ho fihla|ho fihlela|le|to|and)"
    r"\s+((?:19[3-9]|20[0-4])\d)(?!\w)",
    re.IGNORECASE,
)


def _months() -> dict[str, int]:
    known = {}
    for names in (*MONTHS.values(), *SHORT_MONTHS.values()):
        known.update({_plain(name): at for at, name in enumerate(names, 1)})
    return known | {"sept": 9, "mesa": 4}


def _plain(name: str) -> str:
    return re.sub(r"\W", "", key(name))


MONTH = _months()


def is_numbered(text: str) -> bool:
    """Whether a text has the form of a date in figures, possible or not."""
    return _NUMBERED.fullmatch(text) is not None


def dates(text: str) -> Iterator[Found]:
    """Where each stands, and its value: a day, a month or a year in ISO 8601; *--05-28* for a day of no year."""
    taken: list[Found] = []
    for rule in (_numbered, _named, _years):
        taken += [one for one in rule(text) if all(one[1] <= other[0] or other[1] <= one[0] for other in taken)]
    yield from sorted(taken)


def _numbered(text: str) -> Iterator[Found]:
    for match in _NUMBERED.finditer(text):
        if match[1]:
            day = _day(int(match[1]), int(match[2]), int(match[3]))
        else:
            year = int(match[7])
            day = _day(year if year > 99 else year + (1900 if year > 49 else 2000), int(match[6]), int(match[4]))
        if day:
            yield match.start(), match.end(), day


def _named(text: str) -> Iterator[Found]:
    for word in _WORD.finditer(text):
        month = MONTH.get(_plain(word[0]))
        if month:
            yield from _around(text, word.start(), word.end(), month)


def _around(text: str, start: int, end: int, month: int) -> Iterator[Found]:
    """The day before or behind the name of a month, and the year behind."""
    day = _BEFORE.search(text, max(0, start - 12), start) or _AFTER.match(text, end)
    if day:
        start, end = min(start, day.start()), max(end, day.end())
    year = _OF_YEAR.match(text, end)
    value = (
        _day(int(year[1] if year else 2000), month, int(day[1])) if day else f"{year[1]}-{month:02}" if year else None
    )
    if value:
        yield start, year.end() if year else end, value if year else f"--{value[5:]}"


def _years(text: str) -> Iterator[Found]:
    return ((match.start(1), match.end(1), match[1]) for match in _YEAR.finditer(text))


def _day(year: int, month: int, day: int) -> Optional[str]:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
