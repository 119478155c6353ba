"""The reader's night, by the reader's clock."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from registry.services.quiet import is_quiet, next_awake, quiet_countries

NIGHT = (time(20), time(8))


@pytest.mark.parametrize(
    ("country", "utc", "quiet"),
    [
        ("ZA", "17:59", False),
        ("ZA", "18:00", True),
        ("LS", "18:00", True),
        ("ZA", "05:59", True),
        ("ZA", "06:00", False),
        ("LS", "06:00", False),
        (None, "18:00", True),
        ("XX", "18:00", True),
        ("GB", "18:00", False),
        ("GB", "20:00", True),
        ("AE", "16:00", True),
        ("AE", "04:00", False),
        ("CN", "11:59", False),
        ("CN", "12:00", True),
        # Night in Hawaii is night in the United States.
        ("US", "17:59", True),
        ("US", "20:00", False),
    ],
)
def test_when_it_is_night(country, utc, quiet):
    hour, minute = map(int, utc.split(":"))
    assert is_quiet(country, datetime(2026, 11, 22, hour, minute, tzinfo=UTC), *NIGHT) is quiet


@pytest.mark.parametrize(("month", "quiet"), [(1, False), (7, True)])
def test_summer_time_is_known(month, quiet):
    assert is_quiet("GB", datetime(2026, month, 15, 19, 30, tzinfo=UTC), *NIGHT) is quiet


def test_no_night_when_it_begins_as_it_ends():
    assert not any(is_quiet("ZA", datetime(2026, 11, 22, hour, tzinfo=UTC), time(8), time(8)) for hour in range(24))


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "quiet"), [(12, 14, 11, True), (12, 14, 12, False), (12, 14, 9, False)]
)
def test_a_night_that_does_not_pass_midnight(begins, ends, hour, quiet):
    assert is_quiet("ZA", datetime(2026, 11, 22, hour, tzinfo=UTC), time(begins), time(ends)) is quiet


def test_every_country_is_awake_at_some_hour():
    awake = set()
    for hour in range(24):
        at = datetime(2026, 11, 22, hour, tzinfo=UTC)
        awake |= {"ZA", "LS", "US", "RU", "AU", "CA", "GB"} - quiet_countries(at, *NIGHT)
    assert awake == {"ZA", "LS", "US", "RU", "AU", "CA", "GB"}


def test_the_next_morning():
    at = datetime(2026, 11, 22, 18, 7, tzinfo=UTC)
    assert next_awake("ZA", at, *NIGHT) == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    noon = datetime(2026, 11, 22, 10, 7, tzinfo=UTC)
    assert next_awake("ZA", noon, *NIGHT) == noon
