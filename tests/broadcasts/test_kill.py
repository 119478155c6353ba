"""Two sending processes on one broadcast, killed without a word again and again: everybody has it exactly once."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.broadcast.stand_in import StandIn
from registry.services.broadcasts import reports
from tests.broadcasts.conftest import Ministry
from tests.broadcasts.senders import Sender

PEOPLE, KILLS, PATIENCE = 2_000, 6, 400.0
LATENCY = 0.1


@pytest.fixture
def network() -> Iterator[StandIn]:
    """A stand-in for Twilio that is a process too, and is not killed."""
    running = StandIn(LATENCY)
    yield running
    running.stop()


def wait(done: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.2)


@pytest.mark.timeout(900)
def test_everybody_has_it_exactly_once_whoever_is_killed(anywhere: Ministry, network: StandIn, tmp_path: Path) -> None:
    anywhere.crowd(PEOPLE)
    broadcast = anywhere.sent(channels=["sms"])
    senders = [Sender(name, tmp_path, anywhere.database, network.url) for name in ("one", "two")]
    chance = random.Random(2_000)
    try:
        for kill in range(KILLS):
            reached = (kill + 1) * PEOPLE * 3 // (4 * KILLS)
            wait(lambda reached=reached: network.seen().count >= reached, f"{reached} messages")  # type: ignore[misc]
            victim = chance.choice(senders)
            victim.kill()
            victim.start()

        def is_over() -> bool:
            # What was being sent at a death is looked up after a while: the clock is moved instead.
            anywhere.let_the_unknown_be_due()
            return anywhere.look(broadcast).status == "done"

        wait(is_over, "the end of the broadcast")
    finally:
        for sender in senders:
            sender.stop()
    seen = network.seen()
    assert (seen.count, seen.often) == (PEOPLE, {1: PEOPLE})
    assert anywhere.ends(broadcast) == {("sent", None): PEOPLE}
    with anywhere.database.read() as session:
        report = reports.report(session, broadcast)
    assert (report.total, report.reached, report.open) == (PEOPLE, PEOPLE, 0)
    assert sum(sender.deaths for sender in senders) == KILLS
    for sender in senders:
        said = sender.said()
        assert not re.search(r"\+?27[678]\d{8}|MFAIR [A-Z0-9]{5}", said), "no number and no text in a log"
