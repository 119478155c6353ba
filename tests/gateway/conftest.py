"""The sending door with its real provider, before a local Twilio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select, update

from gateway import twilio as client
from gateway.door import Door
from gateway.twilio import TwilioAccount, TwilioProvider
from registry.database import Database
from registry.models import Address, Consent, Delivery, DeliveryEvent
from registry.models.base import now
from registry.services import contacts, messages
from registry.services.messages import Inbound
from registry.vault import Vault
from tests.twilio.behaviour import TAKEN
from tests.twilio.contract import Account
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER
from tests.twilio.server import LocalTwilio

T = TypeVar("T")
Loop = asyncio.AbstractEventLoop
AUTH_TOKEN = "the-auth-token-of-the-tests"
THABO, PALESA, LERATO = "+27835550101", "+27835550102", "+26658555103"


@pytest.fixture
def twilio() -> Iterator[LocalTwilio]:
    """Reports nothing by itself."""
    account = Account(ACCOUNT_SID, AUTH_TOKEN, frozenset({SMS_SENDER, WHATSAPP_SENDER}))
    running = LocalTwilio(account, default=TAKEN)
    yield running
    running.stop()
    assert running.ledger.breaches == []


class Office:
    """A door, what is queued at it, and how it went."""

    def __init__(self, database: Database, vault: Vault, provider: TwilioProvider, loop: Loop) -> None:
        self.database, self.vault = database, vault
        self.door = Door(database, vault, provider)
        self._loop = loop
        self._count = 0

    def run(self, work: Awaitable[T]) -> T:
        """Wait for it."""
        return self._loop.run_until_complete(work)

    def queue(self, number: str = THABO, text: str = "Phasepoto e bitsa M130.", channel: str = "sms") -> int:
        """A reply that waits to be sent; its delivery's id."""
        self._count += 1
        with self.database.write() as session:
            address = contacts.reach(session, self.vault, number=number, channel=channel, country="ZA")
            session.flush()
            inbound = Inbound(f"SM{self._count}", "text", "Ke bokae?")
            heard = messages.store_inbound(session, self.vault, address, inbound)
            session.flush()
            delivery = messages.queue_reply(session, self.vault, heard, address, text, 1)
            session.flush()
            return delivery.id

    def send(self) -> None:
        """Send whatever is due."""
        while self.run(self.door.send_due()):
            self.run(self.door.finish())

    def reconcile(self) -> None:
        """Find out what became of the rest, and send again what has to be."""
        self.run(self.door.reconcile())
        self.send()

    def let_time_pass(self) -> None:
        """Minutes: whatever was put off is due, whatever was left lying counts as left."""
        past = now() - timedelta(minutes=10)
        with self.database.write() as session:
            session.execute(update(Delivery).values(next_attempt_at=past, claimed_at=past))

    def look(self, delivery_id: int) -> Delivery:
        """The row as it is now."""
        with self.database.read() as session:
            return session.get_one(Delivery, delivery_id)

    def status(self, delivery_id: int) -> tuple[str, str | None]:
        """Status and reason."""
        row = self.look(delivery_id)
        return row.status, row.reason

    def address(self, number: str, channel: str = "sms") -> Address:
        """What we know of an address."""
        with self.database.read() as session:
            return session.scalars(
                select(Address).where(Address.blind == self.vault.blind(number), Address.channel == channel)
            ).one()

    def refused_scopes(self) -> list[str]:
        """What people want no more."""
        with self.database.read() as session:
            return list(session.scalars(select(Consent.scope).where(Consent.is_given.is_(False))))

    def events(self) -> list[DeliveryEvent]:
        """What was reported."""
        with self.database.read() as session:
            return list(session.scalars(select(DeliveryEvent).order_by(DeliveryEvent.id)))

    def close(self) -> None:
        """The office closes."""
        self.run(self.door.provider.close())


Open = Callable[..., Office]


@pytest.fixture
def open_office(
    database_file: Callable[[], Database], vault: Vault, twilio: LocalTwilio, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Offices over the same rows, as on several machines. Nobody waits for Twilio for more than half a second."""
    monkeypatch.setattr(client, "TIMEOUT", 0.5)
    opened: list[Office] = []
    loop = asyncio.new_event_loop()

    def open_one(**changes: str) -> Office:
        account = {
            "sid": ACCOUNT_SID,
            "token": AUTH_TOKEN,
            "sms_from": SMS_SENDER,
            "whatsapp_from": WHATSAPP_SENDER,
            "api_url": twilio.url,
            "status_url": "https://thuso.example/twilio/statuses",
        }
        opened.append(Office(database_file(), vault, TwilioProvider(TwilioAccount(**{**account, **changes})), loop))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
    loop.close()


@pytest.fixture
def office(open_office: Open) -> Office:
    return open_office()
