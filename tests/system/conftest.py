"""Whole turns: a text comes in by webhook, the answer goes out by Twilio's REST API. Nothing in between is replaced
but Rasa, for whose place a stand-in speaks over the same HTTP."""

from __future__ import annotations

import itertools
import logging
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from gateway import door, worker
from gateway import twilio as client
from registry.database import Database, make_engine
from service.serve import QUIET
from tests.system.assistant import StandIn
from tests.system.person import Person
from tests.system.running import AUTH_TOKENS, PUBLIC, SERVICE_TOKEN, RunningService
from tests.twilio.contract import Account
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER
from tests.twilio.network import Network
from tests.twilio.server import LocalTwilio

PREFIXES = {"ZA": "+278355", "LS": "+266585", "GB": "+4474005"}
_numbers = itertools.count(10_001)


@pytest.fixture(scope="session")
def quick() -> Iterator[None]:
    """All waits of the gateway, shortened: what takes seconds for people takes tenths here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "SWEEP_SECONDS", 0.2)
        patch.setattr(worker, "RETRY_SECONDS", (0.1, 0.2, 0.3))
        patch.setattr(worker, "MOST_TRIES", 3)
        patch.setattr(door, "FIRST_WAIT", 0.1)
        patch.setattr(door, "RECONCILE_AFTER", timedelta(seconds=0.2))
        patch.setattr(client, "TIMEOUT", 1.0)
        yield


@pytest.fixture(scope="session")
def assistant() -> Iterator[StandIn]:
    running = StandIn(registry_token=SERVICE_TOKEN)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def twilio() -> Iterator[LocalTwilio]:
    account = Account(ACCOUNT_SID, AUTH_TOKENS[0], frozenset({SMS_SENDER, WHATSAPP_SENDER}))
    running = LocalTwilio(account)
    yield running
    running.stop()
    assert running.ledger.breaches == [], "a request broke Twilio's published contract"


@pytest.fixture(scope="session")
def data(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the service, with the small content."""
    made = tmp_path_factory.mktemp("thuso")
    with sqlite3.connect(template) as source, sqlite3.connect(made / "thuso.db") as copy:
        source.backup(copy)
    return made


@pytest.fixture(scope="session")
def service(data: Path, assistant: StandIn, twilio: LocalTwilio, quick: None) -> Iterator[RunningService]:
    """One service for all conversations; people differ by number."""
    running = RunningService(data, assistant.url, twilio.url)
    assistant.registry = running.url
    twilio.reaches[PUBLIC] = running.url
    yield running
    running.stop()


@pytest.fixture(scope="session")
def network(service: RunningService) -> Iterator[Network]:
    opened = Network(PUBLIC, service.url, AUTH_TOKENS[0])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def rows(data: Path, service: RunningService) -> Iterator[Database]:
    """The service's database, for a look from outside."""
    opened = Database(make_engine(f"sqlite:///{data / 'thuso.db'}"))
    yield opened
    opened.engine.dispose()


People = Callable[..., Person]


@pytest.fixture
def people(network: Network, twilio: LocalTwilio, logged: list[str]) -> Iterator[People]:
    """People whom nobody has met before. Whatever they said or heard, and their numbers, must stay out of the log."""
    met: list[Person] = []

    def meet(country: str = "ZA", channel: str = "sms") -> Person:
        met.append(Person(network, twilio, f"{PREFIXES[country]}{next(_numbers)}", channel))
        return met[-1]

    yield meet
    twilio.forget_plans()
    log = "\n".join(logged)
    for person in met:
        assert person.number[-7:] not in log, "a number is in the log"
        for text in (*person.said, *twilio.texts(person.address)):
            for line in text.splitlines():
                assert len(line) < 5 or line.strip() not in log, "a text is in the log"


@pytest.fixture
def thabo(people: People) -> Person:
    """In South Africa, by SMS."""
    return people()


@pytest.fixture
def palesa(people: People) -> Person:
    """In South Africa, on WhatsApp."""
    return people(channel="whatsapp")


@pytest.fixture
def lerato(people: People) -> Person:
    """In Lesotho, by SMS: cannot reply."""
    return people("LS")


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.INFO)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def logged(service: RunningService) -> Iterator[list[str]]:
    """What the service writes into its log, as `service.serve` sets it up."""
    lines: list[str] = []
    handler, root = _Lines(lines), logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)
