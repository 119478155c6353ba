"""Days as people write them: "3 November", "3/11/2026", "yesterday", "la 3 Pulungoana", "two weeks ago"."""

from __future__ import annotations

import datetime as dt
import re

from sesotho import key
from sesotho.dates import MONTHS, SHORT_MONTHS

COUNTS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "last": 1, "e le nngoe": 1, "tse peli": 2, "tse tharo": 3, "tse nne": 4,
}  # fmt: skip
UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "letsatsi": 1, "matsatsi": 1, "beke": 7, "libeke": 7}
NUMERIC = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def day_in(text: str, today: dt.date) -> dt.date | None:
    """The day a text names, never a later one than today; None when it names none.

    A day without a year is the latest such day. Days come before months, as they are written in both countries.

    >>> day_in("dismissed on 3 November", dt.date(2026, 11, 22))
    datetime.date(2026, 11, 3)
    """
    found = _numeric(text) or _named(key(text), today) or _relative(key(text), today)
    return found if found is not None and found <= today else None


def _numeric(text: str) -> dt.date | None:
    iso = ISO.search(text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    match = NUMERIC.search(text)
    if not match:
        return None
    year = int(match[3])
    return _date(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))


def _named(text: str, today: dt.date) -> dt.date | None:
    match = _DAY_FIRST.search(text) or _MONTH_FIRST.search(text)
    if not match:
        return None
    month, day = _MONTHS[match["month"]], int(match["day"])
    if match["year"]:
        return _date(int(match["year"]), month, day)
    this = _date(today.year, month, day)
    return this if this is None or this <= today else _date(today.year - 1, month, day)


def _relative(text: str, today: dt.date) -> dt.date | None:
    for words, days in _PLAIN.items():
        if re.search(rf"\b{words}\b", text):
            return today - dt.timedelta(days=days)
    weekday = re.search(rf"\b(?:last|on|ka|la) ({'|'.join(_WEEKDAYS)})\b", text)
    if weekday:
        return today - dt.timedelta(days=(today.weekday() - _WEEKDAYS[weekday[1]] - 1) % 7 + 1)
    ago = _AGO.search(text) or _PAST.search(text)
    if not ago:
        return None
    count = ago["count"]
    return today - dt.timedelta(days=(int(count) if count.isdigit() else _COUNTS[count]) * _UNITS[ago["unit"]])


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_PLAIN = {
    key(words): days
    for words, days in {
        "today": 0,
        "kajeno": 0,
        "yesterday": 1,
        "maobane": 1,
        "last week": 7,
        "bekeng e fetileng": 7,
    }.items()
}
_WEEKDAYS = {
    key(name): index
    for names in (
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("mantaha", "labobeli", "laboraro", "labone", "labohlano", "moqebelo", "sontaha"),
    )
    for index, name in enumerate(names)
}
_COUNTS = {key(words): count for words, count in COUNTS.items()}
_UNITS = {key(words): days for words, days in UNITS.items()}
_MONTHS = {
    key(name).strip("'"): index
    for months in (*MONTHS.values(), *SHORT_MONTHS.values(), ("", "", "", "", "", "", "", "", "Sept"))
    for index, name in enumerate(months, 1)
    if name
}
_NAMES = "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of| la| ea| ka)? '?(?P<month>{_NAMES})\b,?(?: (?P<year>20\d\d))?"
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{_NAMES}) (?:la )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b,?(?: (?P<year>20\d\d))?"
)
_COUNT, _UNIT = "|".join(_COUNTS), "|".join(_UNITS)
_AGO = re.compile(rf"\b(?P<count>\d{{1,3}}|{_COUNT}) (?P<unit>{_UNIT}) ago\b")
# In Sesotho the count follows: two weeks is libeke tse peli.
_PAST = re.compile(rf"\b(?P<unit>{_UNIT}) (?:tse )?(?P<count>\d{{1,3}}|{_COUNT}) (?:tse|li) (?:fetileng|fetile)\b")
