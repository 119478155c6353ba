"""Last days, from days as people write them and from the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from registry.content.files import Content
from registry.dialogues.days import day_in
from registry.services.deadlines import (
    easter_sunday,
    is_working_day,
    last_days,
    months_after,
    moved,
    triggers_in,
    working_days_after,
)

TODAY = dt.date(2026, 11, 22)
DAY = dt.date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("dismissed on 3 November", DAY(2026, 11, 3)),
        ("Nov 3rd they fired me", DAY(2026, 11, 3)),
        ("3/11/2026", DAY(2026, 11, 3)),
        ("03.11.26", DAY(2026, 11, 3)),
        ("2026-11-03", DAY(2026, 11, 3)),
        ("fired yesterday", DAY(2026, 11, 21)),
        ("ba ntelekile maobane", DAY(2026, 11, 21)),
        ("today they chased me away", DAY(2026, 11, 22)),
        ("kajeno", DAY(2026, 11, 22)),
        ("two weeks ago", DAY(2026, 11, 8)),
        ("10 days ago", DAY(2026, 11, 12)),
        ("libeke tse peli tse fetileng", DAY(2026, 11, 8)),
        ("dibeke tse pedi tse fetileng", DAY(2026, 11, 8)),
        ("last friday", DAY(2026, 11, 20)),
        ("on monday", DAY(2026, 11, 16)),
        ("ka Labohlano", DAY(2026, 11, 20)),
        ("ka la 3 Pulungoana", DAY(2026, 11, 3)),
        ("ka la 3 Pudungwana", DAY(2026, 11, 3)),
        ("la 4 'Mesa", DAY(2026, 4, 4)),
        ("la 4 Mmesa", DAY(2026, 4, 4)),
        # A day without a year is the latest such day; a day to come is none.
        ("25 December", DAY(2025, 12, 25)),
        ("3 November 2024", DAY(2024, 11, 3)),
        ("3 December 2027", None),
        ("31 February", None),
        ("he owes me 3 months", None),
        ("", None),
    ],
)
def test_a_day_in_words(text: str, day: dt.date | None) -> None:
    assert day_in(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "happened"),
    [
        ("my boss dismissed me", ["dismissed"]),
        ("ke lelekilwe mosebetsing", ["dismissed"]),
        ("ba ntelekile", ["dismissed"]),
        ("I was injured when a wall fell", ["injured"]),
        ("ke bile kotsing morafong", ["injured"]),
        ("he has silicosis", ["lungs"]),
        ("they banned me for five years", ["banned"]),
        ("my passport is lost", []),
    ],
)
def test_what_sets_a_time_running(text: str, happened: list[str]) -> None:
    assert triggers_in(text) == happened


@pytest.mark.parametrize(
    ("happened", "day", "expected"),
    [
        # Thirty calendar days, the day itself not counted.
        ("dismissed", DAY(2026, 11, 3), {"ccma": DAY(2026, 12, 3), "uif": DAY(2027, 11, 3)}),
        # The thirtieth day is in the closed weeks, or a Sunday: it moves on.
        ("dismissed", DAY(2026, 11, 20), {"ccma": DAY(2027, 1, 8), "uif": DAY(2027, 11, 20)}),
        ("dismissed", DAY(2026, 10, 30), {"ccma": DAY(2026, 11, 30), "uif": DAY(2027, 10, 30)}),
        ("injured", DAY(2026, 2, 28), {"injury": DAY(2027, 2, 28)}),
        # Ten working days over Easter: Good Friday and Family Day are none.
        ("banned", DAY(2026, 3, 30), {"ban": DAY(2026, 4, 15)}),
        ("lungs", None, {"tshiamiso": DAY(2031, 1, 31)}),
        ("dismissed", None, {}),
    ],
)
def test_last_days(happened: str, day: dt.date | None, expected: dict[str, dt.date], content: Content) -> None:
    found = last_days([happened], day, content.facts)
    assert {each.code: each.due_on for each in found} == expected
    for each in found:
        assert each.facts
        assert all(fact in content.facts for fact in each.facts)


def test_a_fact_that_is_not_published_sets_no_last_day(content: Content) -> None:
    doubtful = {**content.facts, "ccma_30": replace(content.facts["ccma_30"], standing="verify_first")}
    assert [each.code for each in last_days(["dismissed"], DAY(2026, 11, 3), doubtful)] == ["uif"]


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2030, 4, 21)]
)
def test_easter(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == DAY(year, month, day)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (DAY(2026, 11, 23), True),
        (DAY(2026, 11, 22), False),
        (DAY(2026, 4, 3), False),
        (DAY(2026, 4, 6), False),
        (DAY(2026, 9, 24), False),
        # 16 June 2024 was a Sunday: the Monday after it was free.
        (DAY(2024, 6, 17), False),
    ],
)
def test_working_days(day: dt.date, works: bool) -> None:
    assert is_working_day(day) is works


def test_counting() -> None:
    assert working_days_after(DAY(2026, 11, 20), 1) == DAY(2026, 11, 23)
    assert months_after(DAY(2026, 1, 31), 1) == DAY(2026, 2, 28)
    assert months_after(DAY(2026, 12, 15), 12) == DAY(2027, 12, 15)
    assert moved(DAY(2026, 12, 16)) == DAY(2027, 1, 8)
