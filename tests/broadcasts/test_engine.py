"""The engine in a process of its own or of the service: it starts when there is something to drive, and hands over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.engine import Engine, system_url
from registry.models import Broadcast
from registry.models.base import now
from registry.services.broadcasts import life
from tests.broadcasts.conftest import Doorkeeper, Ministry
from tests.twilio.server import LocalTwilio

PATIENCE = 90.0


class Node:
    """An engine with a door, in an event loop of the test's."""

    def __init__(self, keeper: Doorkeeper, data: Path, name: str) -> None:
        self.keeper, self.data = keeper, data
        database = keeper.door.database
        url = system_url(database.engine.url.render_as_string(hide_password=False), data)
        self.engine = Engine(database, keeper.notices.terms, keeper.notices, url, name)

    def run(self, done: Callable[[], bool]) -> bool:
        """Work until something is so, then stop in good order; whether it came to be so."""

        async def work() -> bool:
            self.engine.start()
            until = time.monotonic() + PATIENCE
            while not done() and time.monotonic() < until:
                await asyncio.sleep(0.05)
            assert self.engine.is_running
            await self.engine.stop()
            return done()

        return bool(self.keeper.run(work()))


@pytest.fixture
def node(open_door: Callable[..., Doorkeeper], tmp_path: Path) -> Callable[..., Node]:
    """Nodes of one installation."""
    return lambda ministry, name="one": Node(open_door(ministry), tmp_path, name)


@pytest.mark.timeout(240)
def test_a_broadcast_is_driven_from_its_time_to_its_end(anywhere: Ministry, node, twilio: LocalTwilio) -> None:
    anywhere.crowd(30)
    broadcast = anywhere.sent(channels=["sms"])
    assert node(anywhere).run(lambda: anywhere.look(broadcast).status == "done")
    assert len(twilio.ledger.kept) == 30
    assert anywhere.ends(broadcast) == {("sent", None): 30}


@pytest.mark.timeout(240)
def test_nothing_begins_before_its_time(ministry_file: Ministry, node, twilio: LocalTwilio) -> None:
    ministry_file.crowd(3)
    broadcast = ministry_file.draft(channels=["sms"])
    ministry_file.do(life.approve, broadcast, "Thabo")
    ministry_file.do(life.send, broadcast, "Thabo")
    began = time.monotonic()
    node(ministry_file).run(lambda: time.monotonic() - began > 2)
    assert (ministry_file.look(broadcast).status, len(twilio.ledger.kept)) == ("scheduled", 0)
    with ministry_file.database.write() as session:
        session.execute(update(Broadcast).values(starts_at=now() - timedelta(seconds=1)))
    assert node(ministry_file).run(lambda: ministry_file.look(broadcast).status == "done")
    assert len(twilio.ledger.kept) == 3


@pytest.mark.timeout(240)
def test_a_node_that_ends_hands_over_at_once(ministry_file: Ministry, node, twilio: LocalTwilio) -> None:
    ministry_file.crowd(60)
    broadcast = ministry_file.sent(channels=["sms"])
    twilio.default = twilio.default.after(0.1)
    assert node(ministry_file, "one").run(lambda: len(twilio.ledger.kept) >= 5)
    handed_over = time.monotonic()
    assert node(ministry_file, "two").run(lambda: ministry_file.look(broadcast).status == "done")
    assert time.monotonic() - handed_over < 55, "nobody had to wait for the minute of a lost node"
    assert len(twilio.ledger.kept) == len({kept.to for kept in twilio.ledger.kept}) == 60


@pytest.mark.timeout(240)
def test_an_installation_that_sends_nothing_does_not_start_the_engine(ministry_file: Ministry, node, tmp_path) -> None:
    began = time.monotonic()
    one = node(ministry_file)
    one.run(lambda: time.monotonic() - began > 1.5)
    assert not (tmp_path / "engine.db").exists()
