"""Two sending processes on one broadcast, killed without a word again and again: everybody has it exactly once."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.broadcast.people import number_of
from registry.services.broadcasts import reports
from tests.broadcasts.conftest import Doorkeeper, Ministry
from tests.broadcasts.senders import Sender
from tests.twilio.server import LocalTwilio

PEOPLE, KILLS, PATIENCE = 2_000, 6, 400.0


def wait(done: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.05)


def is_all_released(ministry: Ministry, broadcast: int) -> bool:
    found = ministry.recipients(broadcast) if ministry.look(broadcast).frozen_at else {}
    return bool(found) and not found[("waiting", None)]


def is_done(ministry: Ministry, broadcast: int) -> bool:
    return ministry.look(broadcast).status == "done"


@pytest.mark.timeout(900)
def test_everybody_has_it_exactly_once_whoever_is_killed(
    anywhere: Ministry, twilio: LocalTwilio, open_door: Callable[..., Doorkeeper], tmp_path: Path
) -> None:
    anywhere.crowd(PEOPLE)
    broadcast = anywhere.sent(channels=["sms"])
    twilio.default = twilio.default.after(0.05)
    senders = [Sender(name, tmp_path, anywhere.database, twilio.url) for name in ("one", "two")]
    chance = random.Random(2_000)
    try:
        for kill in range(KILLS):
            reached = (kill + 1) * PEOPLE * 3 // (4 * KILLS)
            wait(lambda reached=reached: len(twilio.ledger.kept) >= reached, f"{reached} messages")  # type: ignore[misc]
            victim = chance.choice(senders)
            victim.kill()
            victim.start()
        door = open_door(anywhere)

        def is_over() -> bool:
            # What was being sent at a death is looked up after a while: the clock is moved instead.
            anywhere.let_the_unknown_be_due()
            door.reconcile()
            return is_done(anywhere, broadcast)

        wait(is_over, "the end of the broadcast")
    finally:
        for sender in senders:
            sender.stop()
    often = [len(twilio.texts(number_of(n))) for n in range(PEOPLE)]
    assert (often.count(0), often.count(1), len(twilio.ledger.kept)) == (0, PEOPLE, PEOPLE)
    assert anywhere.ends(broadcast) == {("sent", None): PEOPLE}
    with anywhere.database.read() as session:
        report = reports.report(session, broadcast)
    assert (report.total, report.reached, report.open) == (PEOPLE, PEOPLE, 0)
    assert sum(sender.deaths for sender in senders) == KILLS
    for sender in senders:
        said = sender.said()
        assert "Traceback" not in said
        assert not re.search(r"\+?27[678]\d{8}|MFAIR [A-Z0-9]{5}", said), "no number and no text in a log"
