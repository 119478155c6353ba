"""Real processes over real databases, before a local Twilio. `THUSO_FAULTS=20` makes every run twenty times as long."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import Crowd
from tests.faults.site import AUTH_TOKEN, PUBLIC, Cluster, Process, Site
from tests.twilio.contract import Account
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER
from tests.twilio.network import Network
from tests.twilio.server import LocalTwilio

LONGER = int(os.environ.get("THUSO_FAULTS", "1"))
SEED = int(os.environ.get("THUSO_FAULTS_SEED", "20261122"))


@pytest.fixture
def twilio() -> Iterator[LocalTwilio]:
    running = LocalTwilio(Account(ACCOUNT_SID, AUTH_TOKEN, frozenset({SMS_SENDER, WHATSAPP_SENDER})))
    yield running
    running.stop()
    assert running.ledger.breaches == []


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new SQLite file, or a new PostgreSQL where a test asks for one."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("cluster").url())
    return f"sqlite:///{tmp_path / 'thuso.db'}"


@pytest.fixture
def site(tmp_path: Path, twilio: LocalTwilio, database_url: str) -> Iterator[Site]:
    """Nothing but stand-ins for Rasa yet."""
    made = Site(tmp_path, twilio.url, database_url)
    yield made
    made.stop()


Crowds = Callable[..., Crowd]


@pytest.fixture
def crowd(twilio: LocalTwilio) -> Iterator[Crowds]:
    """People who write to any of some services."""
    opened: list[Network] = []
    gathered: list[Crowd] = []

    def gather(services: list[Process], people: int = 6, **how: float) -> Crowd:
        networks = [Network(PUBLIC, service.url, AUTH_TOKEN) for service in services]
        opened.extend(networks)
        twilio.reaches[PUBLIC] = services[0].url
        gathered.append(Crowd(twilio, networks, people, random.Random(SEED), **how))
        return gathered[-1]

    yield gather
    for people in gathered:
        people.stop()
    for each in opened:
        each.close()
