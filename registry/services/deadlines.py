"""Last days, computed from a day a person named and from what the facts say; each cites the facts it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.content import Fact
from registry.content.values import Month, Number
from registry.dialogues.vocabulary import Text, vocabulary

SATURDAY = 5
# Which deadlines what happened sets running, and the fact that holds each.
TRIGGERED = {"dismissed": ("ccma", "uif"), "injured": ("injury",), "banned": ("ban",), "lungs": ("tshiamiso",)}
FACTS = {
    "ccma": "ccma_30",
    "uif": "uif_apply_limit",
    "injury": "cf_12m",
    "ban": "os-appeal-time",
    "tshiamiso": "tsh_end",
}
LATE_FACTS = {"ccma": "ccma_late"}
# Between these days of the turn of the year the last day moves on (fact ccma_30).
CLOSED_FROM, CLOSED_TO = (12, 16), (1, 7)
FIXED_HOLIDAYS = ((1, 1), (3, 21), (4, 27), (5, 1), (6, 16), (8, 9), (9, 24), (12, 16), (12, 25), (12, 26))


@dataclass(frozen=True)
class LastDay:
    """The last day of something. `counted_from` is the day the person named; none where the end is fixed."""

    code: str
    due_on: dt.date
    counted_from: dt.date | None
    facts: tuple[str, ...]

    def is_over(self, today: dt.date) -> bool:
        """Whether it has passed."""
        return self.due_on < today


def triggers_in(text: str) -> list[str]:
    """What a text says has happened: dismissed, injured, banned, lungs."""
    found = [each.code for each in vocabulary("events").find(Text.of(text))]
    return list(dict.fromkeys(found))


def needs_day(triggers: list[str]) -> bool:
    """Whether one of them counts from a day that the person must name."""
    return any(each != "lungs" for each in triggers)


def last_days(triggers: list[str], day: dt.date | None, facts: Mapping[str, Fact]) -> list[LastDay]:
    """The last days that follow, soonest first. A fact that is not published sets none."""
    codes = [code for trigger in triggers for code in TRIGGERED[trigger]]
    found = [each for code in dict.fromkeys(codes) for each in _last_day(code, day, facts)]
    return sorted(found, key=lambda each: each.due_on)


def _last_day(code: str, day: dt.date | None, facts: Mapping[str, Fact]) -> Iterator[LastDay]:
    fact = facts.get(FACTS[code])
    if fact is None or not fact.published or "value" not in fact.values:
        return
    value = fact.values["value"]
    if isinstance(value, Month):
        # The month in which it closes is known, the day is not: the last day that is sure is the one before it.
        yield LastDay(code, value.first - dt.timedelta(days=1), None, (fact.id,))
    elif isinstance(value, Number) and day is not None:
        yield LastDay(code, _counted(code, day, value.number), day, _cited(code, facts))


def _cited(code: str, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    late = LATE_FACTS.get(code)
    return (FACTS[code], late) if late in facts and late else (FACTS[code],)


def _counted(code: str, day: dt.date, count: int) -> dt.date:
    if code == "ccma":
        return moved(day + dt.timedelta(days=count))
    if code == "ban":
        return working_days_after(day, count)
    return months_after(day, count)


def moved(day: dt.date) -> dt.date:
    """The day itself, or the next one when it is a weekend, a public holiday or in the closed weeks (ccma_30)."""
    while not is_working_day(day) or (day.month, day.day) >= CLOSED_FROM or (day.month, day.day) <= CLOSED_TO:
        day += dt.timedelta(days=1)
    return day


def working_days_after(day: dt.date, count: int) -> dt.date:
    """`count` working days on; the day itself is not counted."""
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def months_after(day: dt.date, count: int) -> dt.date:
    """The same day of the month `count` months on, or the last of that month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    first_after = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (first_after - dt.timedelta(days=1)).day))


def is_working_day(day: dt.date) -> bool:
    """Whether offices in South Africa are open; a holiday on a Sunday moves to Monday."""
    return day.weekday() < SATURDAY and not _is_holiday(day)


def _is_holiday(day: dt.date) -> bool:
    eve = day - dt.timedelta(days=1)
    moved_here = day.weekday() == 0 and (eve.month, eve.day) in FIXED_HOLIDAYS
    easter = easter_sunday(day.year)
    return (day.month, day.day) in FIXED_HOLIDAYS or moved_here or (day - easter).days in (-2, 1)


def easter_sunday(year: int) -> dt.date:
    """Easter of the western churches (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)
