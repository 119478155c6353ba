"""People who have asked for notices, broadcasts to them, and a door before a local Twilio."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from benchmarks.broadcast.people import populate
from gateway import twilio as client
from gateway.door import Door
from gateway.notices import NoticeDoor
from gateway.twilio import TwilioAccount, TwilioProvider
from registry.database import Database
from registry.migrate import upgrade
from registry.models import Address, Broadcast, Contact, Delivery, Recipient, Registration
from registry.models.base import now
from registry.models.delivery import UNKNOWN
from registry.services import consents, contacts
from registry.services.broadcasts import drafts, freezing, life, releasing
from registry.services.broadcasts.drafts import Draft
from registry.services.terms import Terms
from registry.vault import Vault
from tests.postgresql.conftest import postgresql, server  # noqa: F401
from tests.twilio.behaviour import TAKEN
from tests.twilio.contract import Account
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER
from tests.twilio.server import LocalTwilio

AUTH_TOKEN = "the-auth-token-of-the-tests"
TEXTS = {
    "en": "The consulate in Welkom is closed on Monday.",
    "st_LS": "Ofisi ea Welkom e koetsoe ka Mantaha.",
    "st_ZA": "Ofisi ya Welkom e kwetswe ka Mantaha.",
}
TEMPLATE = "HX" + "0123456789abcdef" * 2
# As fast as it goes and at any hour: what a test is about is said by the test.
OPEN = Terms(sms_pace=0, whatsapp_pace=0, quiet_from=Terms().quiet_until, quiet_until=Terms().quiet_until)


def number(person: int, code: str = "+2783555") -> str:
    """A fictional number."""
    return f"{code}{person:04}"


class Ministry:
    """Draws up broadcasts and lets them go, without waiting for the engine."""

    def __init__(self, database: Database, vault: Vault, terms: Terms = OPEN) -> None:
        self.database, self.vault, self.terms = database, vault, terms

    def person(
        self, number: str, *channels: str, asked: bool | None = True, country: str = "ZA", language: str | None = "st",
        spelling: str | None = "ls", scope: str = "notices", last_in: timedelta | None = None,
        living: str | None = None, **registered: Any,
    ) -> str:  # fmt: skip
        """Somebody who has asked for notices (`asked`; None: never spoke of them) on SMS or `channels`; their id."""
        with self.database.write() as session:
            for channel in channels or ("sms",):
                address = contacts.reach(session, self.vault, number=number, channel=channel, country=country)
                session.flush()
                address.last_in_at = now() - last_in if last_in is not None else None
            contact = address.contact
            contact.language, contact.spelling = language, spelling
            if asked is not None:
                consents.record(
                    session, contact.id, scope, is_given=asked, wording="a test", channel="sms", source="message"
                )
            if registered or living:
                session.add(Registration(contact_id=contact.id, country=living, **registered))
            return contact.id

    def crowd(self, people: int) -> None:
        """Many who have asked for notices, on SMS."""
        populate(self.database, self.vault, people)

    def draft(self, officer: str = "Lerato", **changes: Any) -> int:
        """A draft; its number."""
        with self.database.write() as session:
            made = drafts.create(
                session, Draft(**{"title": "Closed on Monday", "texts": TEXTS, "officer": officer, **changes})
            )
            return made.id

    def sent(self, **changes: Any) -> int:
        """A broadcast that has been approved and told to leave now."""
        broadcast = self.draft(**changes)
        with self.database.write() as session:
            life.approve(session, broadcast, "Thabo")
            life.send(session, broadcast, "Thabo", is_now=True)
        return broadcast

    def frozen(self, **changes: Any) -> int:
        """A broadcast whose audience is frozen."""
        broadcast = self.sent(**changes)
        with self.database.write() as session:
            assert freezing.freeze(session, broadcast, self.terms)
        return broadcast

    def released(self, **changes: Any) -> int:
        """A broadcast of which everybody that can be is at the door."""
        broadcast = self.frozen(**changes)
        self.release(broadcast)
        return broadcast

    def release(self, broadcast: int, **how: Any) -> int:
        """Release batches until nothing more comes; how many people."""
        people = 0
        while True:
            with self.database.write() as session:
                came = releasing.release(session, broadcast, self.terms, **how)
            people += came.released
            if not came.released:
                return people

    def do(self, step: Callable[..., Broadcast], broadcast: int, *words: Any, **how: Any) -> Broadcast:
        """One step of its life."""
        with self.database.write() as session:
            return step(session, broadcast, *words, **how)

    def look(self, broadcast: int) -> Broadcast:
        """The row as it is."""
        with self.database.read() as session:
            return session.get_one(Broadcast, broadcast)

    def deliveries(self, broadcast: int) -> list[Delivery]:
        """What is or was at the door."""
        with self.database.read() as session:
            found = select(Delivery).where(Delivery.broadcast_id == broadcast).order_by(Delivery.id)
            return list(session.scalars(found))

    def ends(self, broadcast: int) -> Counter[tuple[str, str | None]]:
        """How many deliveries have which status and reason."""
        return Counter((each.status, each.reason) for each in self.deliveries(broadcast))

    def recipients(self, broadcast: int) -> Counter[tuple[str, str | None]]:
        """How many recipients have which status and reason."""
        with self.database.read() as session:
            found = session.scalars(select(Recipient).where(Recipient.broadcast_id == broadcast))
            return Counter((each.status, each.reason) for each in found)

    def change(self, contact: str, **values: Any) -> None:
        """Something about a person is different now."""
        with self.database.write() as session:
            session.execute(update(Contact).where(Contact.id == contact).values(**values))

    def let_time_pass(self, minutes: float = 40) -> None:
        """Whatever was put off is due; whatever was left lying counts as left."""
        past = now() - timedelta(minutes=minutes)
        with self.database.write() as session:
            session.execute(update(Delivery).values(next_attempt_at=past, claimed_at=past))

    def let_the_unknown_be_due(self) -> None:
        """What a crash left in the air is looked up now."""
        past = now() - timedelta(minutes=1)
        with self.database.write() as session:
            session.execute(update(Delivery).where(Delivery.status == UNKNOWN).values(next_attempt_at=past))

    def invalid(self) -> int:
        """How many addresses are known not to work."""
        with self.database.read() as session:
            return len(session.scalars(select(Address).where(Address.is_invalid)).all())


@pytest.fixture
def ministry(database: Database, vault: Vault) -> Ministry:
    """On a database in memory."""
    return Ministry(database, vault)


@pytest.fixture
def ministry_file(database_file: Callable[[], Database], vault: Vault) -> Ministry:
    """On a file, where a door works in threads."""
    return Ministry(database_file(), vault)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, database_file: Callable[[], Database]) -> Database:
    """The same on both: a file of SQLite, a real PostgreSQL."""
    if request.param == "sqlite":
        return database_file()
    found: Database = request.getfixturevalue("postgresql")
    upgrade(found.engine)
    return found


@pytest.fixture
def anywhere(any_database: Database, vault: Vault) -> Ministry:
    """On SQLite and on PostgreSQL."""
    return Ministry(any_database, vault)


@pytest.fixture
def twilio() -> Iterator[LocalTwilio]:
    """Reports nothing by itself."""
    account = Account(ACCOUNT_SID, AUTH_TOKEN, frozenset({SMS_SENDER, WHATSAPP_SENDER}))
    running = LocalTwilio(account, default=TAKEN)
    yield running
    running.stop()
    assert running.ledger.breaches == []


class Doorkeeper:
    """A door of a ministry, worked by hand."""

    def __init__(self, ministry: Ministry, provider: TwilioProvider, terms: Terms | None = None) -> None:
        self.door = Door(ministry.database, ministry.vault, provider)
        self.notices = NoticeDoor(self.door, terms or ministry.terms)
        self._loop = asyncio.new_event_loop()

    def run(self, work: Any) -> Any:
        """Wait for it."""
        return self._loop.run_until_complete(work)

    def send(self) -> None:
        """Send all notices that are due."""
        while self.run(self.notices.send_due()):
            self.run(self.notices.finish())

    def reconcile(self) -> None:
        """Find out what became of the rest, and send again what has to be."""
        self.run(self.door.reconcile())
        self.send()

    def close(self) -> None:
        """The door closes."""
        self.run(self.door.provider.close())
        self._loop.close()


@pytest.fixture
def open_door(twilio: LocalTwilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Doorkeeper]]:
    """Doors before the local Twilio; nobody waits for it for more than two seconds."""
    monkeypatch.setattr(client, "TIMEOUT", 2.0)
    opened: list[Doorkeeper] = []

    def open_one(ministry: Ministry, terms: Terms | None = None) -> Doorkeeper:
        account = TwilioAccount(
            ACCOUNT_SID, AUTH_TOKEN, SMS_SENDER, WHATSAPP_SENDER, twilio.url, "https://thuso.example/twilio/statuses"
        )
        opened.append(Doorkeeper(ministry, TwilioProvider(account), terms))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
