"""When officers are there: office hours as on the clock of Lesotho, and when the office opens next."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Africa/Maseru")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
# Longer than any run of holidays: whoever closes the desk for good switches it off instead.
FURTHEST = 30


class BadDesk(ValueError):
    """One line: what is wrong with the hours as they were written."""


@dataclass(frozen=True)
class Desk:
    """The days (0 is Monday) and hours at which officers answer; `holidays` are dates on which nobody does."""

    days: frozenset[int]
    opens: dt.time
    closes: dt.time
    holidays: frozenset[dt.date] = frozenset()

    @classmethod
    def read(cls, days: str = "mon-fri", hours: str = "08:00-16:30", holidays: str = "") -> Desk:
        """From settings: `mon-fri` or `mon,wed`; `08:00-16:30`; dates with commas. Raises `BadDesk`."""
        match = HOURS.fullmatch(hours.strip())
        if not match:
            raise BadDesk(f"{hours!r} are no hours: write 08:00-16:30")
        first, last, until, end = (int(each) for each in match.groups())
        opens, closes = dt.time(first, last), dt.time(until, end)
        if opens >= closes:
            raise BadDesk(f"{hours!r}: the office has to open before it closes")
        try:
            off = frozenset(dt.date.fromisoformat(each.strip()) for each in holidays.split(",") if each.strip())
        except ValueError:
            raise BadDesk(f"{holidays!r}: write holidays as 2026-12-25,2026-12-26") from None
        return cls(_days(days), opens, closes, off)

    def is_open(self, at: dt.datetime) -> bool:
        """Whether somebody is there at `at`."""
        local = at.astimezone(ZONE)
        return self._is_working(local.date()) and self.opens <= local.time() < self.closes

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """When the office opens next, at `at` or later; `at` itself while it is open."""
        if self.is_open(at):
            return at
        local = at.astimezone(ZONE)
        day = local.date() if local.time() < self.opens else local.date() + dt.timedelta(days=1)
        for _ in range(FURTHEST):
            if self._is_working(day):
                break
            day += dt.timedelta(days=1)
        return dt.datetime.combine(day, self.opens, ZONE)

    def open_time(self, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
        """How long the office was open between two times."""
        day, last = since.astimezone(ZONE).date(), until.astimezone(ZONE).date()
        total = dt.timedelta(0)
        while day <= last:
            if self._is_working(day):
                begins = max(since, dt.datetime.combine(day, self.opens, ZONE))
                ends = min(until, dt.datetime.combine(day, self.closes, ZONE))
                total += max(ends - begins, dt.timedelta(0))
            day += dt.timedelta(days=1)
        return total

    def _is_working(self, day: dt.date) -> bool:
        return day.weekday() in self.days and day not in self.holidays


def _days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise BadDesk(f"{text!r} are no days: write mon-fri or mon,wed,fri")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        if begin > end:
            raise BadDesk(f"{text!r}: begin with the earlier day of the week")
        found.update(range(begin, end + 1))
    return frozenset(found)
