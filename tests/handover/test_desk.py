"""Office hours on the clock of Lesotho (two hours before UTC), holidays, and what is said when nobody is there."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.services.desk import BadDesk, Desk

DESK = Desk.read("mon-fri", "08:00-16:30", "2026-12-25, 2026-12-28")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ("2026-11-23 05:59", False, "2026-11-23 06:00"),
        ("2026-11-23 06:00", True, "2026-11-23 06:00"),
        ("2026-11-23 14:29", True, "2026-11-23 14:29"),
        ("2026-11-23 14:30", False, "2026-11-24 06:00"),
        ("2026-11-27 15:00", False, "2026-11-30 06:00"),
        ("2026-11-28 09:00", False, "2026-11-30 06:00"),
        ("2026-12-24 14:30", False, "2026-12-29 06:00"),
        ("2026-12-25 09:00", False, "2026-12-29 06:00"),
    ],
)
def test_when_somebody_is_there_and_when_next(at, is_open, opens):
    assert DESK.is_open(utc(at)) is is_open
    assert DESK.next_opening(utc(at)) == utc(opens)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-11-23 08:00", "2026-11-23 08:45", 45),
        ("2026-11-23 14:00", "2026-11-24 06:30", 60),
        ("2026-11-27 14:00", "2026-11-30 07:00", 90),
        ("2026-11-28 09:00", "2026-11-29 20:00", 0),
        ("2026-12-24 14:00", "2026-12-29 06:30", 60),
    ],
)
def test_a_wait_is_counted_while_the_office_is_open(since, until, minutes):
    assert DESK.open_time(utc(since), utc(until)) == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("days", "hours", "holidays"),
    [
        ("monday", "08:00-16:30", ""),
        ("fri-mon", "08:00-16:30", ""),
        ("mon-fri", "8-16", ""),
        ("mon-fri", "16:30-08:00", ""),
        ("mon-fri", "08:00-16:30", "Christmas"),
    ],
)
def test_hours_that_nobody_can_read_are_refused(days, hours, holidays):
    with pytest.raises(BadDesk):
        Desk.read(days, hours, holidays)


def test_single_days_may_be_named():
    assert Desk.read("mon,wed", "09:00-12:00").days == {0, 2}
