"""A sender's pace: never above the setting in any ten seconds, within five per cent of it, replies first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from registry.database import Database
from registry.models import Sender
from registry.services import pacing
from registry.services.terms import pace_of
from tests.broadcasts.conftest import Ministry, number

WINDOW = 10.0


class Clock:
    """Moved by the test."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self, _: object) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(pacing, "_clock", made)
    return made


def drain(
    database: Database, clock: Clock, pace: float, sizes: list[int], seconds: float, step: float
) -> list[tuple[float, int]]:
    """Whoever may leaves; (when, segments) of each."""
    left, waiting, until = [], list(sizes), clock.at + seconds
    while clock.at < until and waiting:
        with database.write() as session:
            drawn = pacing.draw(session, "sms", pace)
            while waiting and drawn.take(waiting[0]):
                left.append((clock.at, waiting.pop(0)))
            drawn.settle()
        clock.at += step
    return left


def most(left: list[tuple[float, int]], window: float) -> int:
    """The most segments in any window of so many seconds."""
    return max(sum(size for at, size in left if begin <= at < begin + window) for begin, _ in left)


@pytest.mark.parametrize("pace", [1.0, 10.0, 80.0])
@pytest.mark.parametrize("step", [0.05, 0.2])
def test_never_above_and_within_five_per_cent(database, clock, pace, step):
    seconds = max(30.0, 60 / pace)
    left = drain(database, clock, pace, [1] * int(pace * 200), seconds, step)
    sent = sum(size for _, size in left)
    assert most(left, WINDOW) <= pace * WINDOW
    assert 0.95 * pace * seconds <= sent <= pace * seconds


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pace=st.sampled_from([1.0, 3.0, 10.0, 80.0]),
    sizes=st.lists(st.integers(1, 6), min_size=60, max_size=120),
    step=st.sampled_from([0.2, 0.3, 1.7]),
)
def test_never_above_whatever_the_sizes(database, clock, pace, sizes, step):
    with database.write() as session:
        session.execute(update(Sender).values(tokens=0.0, filled_at=clock.at))
    left = drain(database, clock, pace, sizes, 120.0, step)
    # A message of several segments cannot be cut: what leaves last may reach out of the window by its own length.
    assert most(left, WINDOW) <= pace * WINDOW + max(sizes) - 1


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
def test_a_clock_that_jumps_neither_opens_nor_shuts_the_door(database, clock, jump):
    drain(database, clock, 10.0, [1] * 50, 10.0, 0.1)
    clock.at += jump
    left = drain(database, clock, 10.0, [1] * 500, 10.0, 0.1)
    assert 93 <= len(left) <= 100


def test_replies_are_never_held_and_notices_give_way_to_them(ministry, clock):
    for n in range(40):
        ministry.person(number(n))
    broadcast = ministry.released()
    ids = [each.id for each in ministry.deliveries(broadcast)]
    drain(ministry.database, clock, 10.0, [1] * 20, 1.0, 0.1)
    with ministry.database.write() as session:
        pacing.draw_for_replies(session, ids[:30])
    left = drain(ministry.database, clock, 10.0, [1] * 100, 5.0, 0.1)
    assert len(left) <= 10 * 5 - 30 + 2
    assert left[0][0] > 1_000.0 + 3


def test_replies_cost_nothing_while_no_broadcast_runs(ministry, clock):
    ministry.person(number(1))
    broadcast = ministry.draft()
    with ministry.database.write() as session:
        pacing.draw(session, "sms", 10.0).settle()
        pacing.draw_for_replies(session, [1, 2, 3])
        assert session.get_one(Sender, "sms").tokens == 0.0
    assert ministry.look(broadcast).status == "draft"


def test_two_workers_draw_from_one_bucket(anywhere: Ministry, clock):
    def work(_: int) -> int:
        taken = 0
        for _ in range(20):
            with anywhere.database.write() as session:
                drawn = pacing.draw(session, "sms", 10.0)
                taken += drawn.take(1)
                drawn.settle()
        return taken

    with anywhere.database.write() as session:
        pacing.draw(session, "sms", 10.0)
    clock.at += 100
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 3, "a bucket of 3.5 segments"


@pytest.mark.parametrize(
    ("sender", "pace"),
    [("+27600000001", 1.0), ("31234", 100.0), ("MFAIR", 10.0), ("MG" + "0" * 32, 10.0), ("", 10.0)],
)
def test_what_a_sender_carries(sender, pace):
    assert pace_of(sender) == pace
