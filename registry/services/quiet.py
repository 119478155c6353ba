"""The reader's night: at what instants nothing may leave to a country, by its own clocks.

A country with several time zones rests while any of them does: a text at six in the morning is worse than late.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

HOME = "ZA"
_STEP = timedelta(minutes=15)


@cache
def zones(country: str) -> tuple[ZoneInfo, ...]:
    """The time zones of a country (ISO code); those of South Africa where we know none."""
    found = []
    for name in get_global("territory_zones").get(country, []):
        try:
            found.append(ZoneInfo(name))
        except ZoneInfoNotFoundError:
            continue
    return tuple(found) or (ZoneInfo("Africa/Johannesburg"),)


def is_quiet(country: str | None, at: datetime, begins: time, ends: time) -> bool:
    """Whether it is between `begins` and `ends` (midnight may lie between) in the country; never when equal."""
    return any(_is_within(at.astimezone(zone).time(), begins, ends) for zone in zones(country or HOME))


def _is_within(clock: time, begins: time, ends: time) -> bool:
    if begins == ends:
        return False
    if begins < ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def quiet_countries(at: datetime, begins: time, ends: time) -> frozenset[str]:
    """All countries at rest at `at`."""
    return _quiet_countries(at.astimezone(UTC).replace(second=0, microsecond=0), begins, ends)


_last: dict[tuple[datetime, time, time], frozenset[str]] = {}


def _quiet_countries(minute: datetime, begins: time, ends: time) -> frozenset[str]:
    known = _last.get((minute, begins, ends))
    if known is None:
        known = frozenset(code for code in get_global("territory_zones") if is_quiet(code, minute, begins, ends))
        if len(_last) > 10:
            _last.clear()
        _last[minute, begins, ends] = known
    return known


def next_awake(country: str, at: datetime, begins: time, ends: time) -> datetime:
    """The first quarter of an hour, from `at` on, at which the country is not at rest; `at` itself when it is not."""
    found = at
    for _ in range(4 * 24 + 1):
        if not is_quiet(country, found, begins, ends):
            return found
        found = (found + _STEP).replace(minute=(found + _STEP).minute // 15 * 15, second=0, microsecond=0)
    return at
