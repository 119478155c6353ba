"""People who write to us, for tests of what is kept of them and what they are sent."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from registry.database import Database
from registry.models import Address, Delivery
from registry.models.base import now
from registry.services import consents, contacts, messages
from registry.services.messages import Inbound
from registry.vault import Vault
from tests.privacy.house import House

THABO, PALESA, LERATO = "+27835550101", "+27835550102", "+26658555103"
_sids = itertools.count(1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction that is rolled back."""
    with database.write() as opened:
        yield opened
        opened.rollback()


class Somebody:
    """A person with a number, and what happens to them."""

    def __init__(self, session: Session, vault: Vault, number: str, country: str) -> None:
        self.session, self.vault, self.number = session, vault, number
        self.address = contacts.reach(session, vault, number=number, channel="sms", country=country)
        session.flush()
        self.contact = self.address.contact
        self.id = self.contact.id

    def on(self, channel: str) -> Address:
        """The same number on another channel."""
        address = contacts.reach(self.session, self.vault, number=self.number, channel=channel, country="ZA")
        self.session.flush()
        return address

    def writes(self, text: str = "Lumela", at: datetime | None = None) -> messages.Message:
        """A message that has had its turn."""
        inbound = Inbound(f"SM{next(_sids)}", "text", text)
        message = messages.store_inbound(self.session, self.vault, self.address, inbound)
        assert message is not None
        message.handled_at = message.created_at = self.address.last_in_at = at or now()
        self.session.flush()
        return message

    def is_answered(self, text: str = "Phasepoto e bitsa M130.", at: datetime | None = None) -> Delivery:
        """A question and the reply to it, which waits to be sent."""
        delivery = messages.queue_reply(self.session, self.vault, self.writes(at=at), self.address, text, 1)
        self.session.flush()
        self.session.get_one(messages.Message, delivery.message_id).created_at = at or now()
        self.session.flush()
        return delivery

    def says(self, scope: str, is_given: bool) -> None:
        """Agree or refuse."""
        consents.record(
            self.session, self.id, scope, is_given=is_given, wording="Done.", channel="sms", source="message"
        )
        self.session.flush()


@pytest.fixture
def people(session: Session, vault: Vault) -> Callable[..., Somebody]:
    return lambda number=THABO, country="ZA": Somebody(session, vault, number, country)


@pytest.fixture
def thabo(people: Callable[..., Somebody]) -> Somebody:
    return people()


@pytest.fixture
def house(database_file: Callable[[], Database], vault: Vault) -> Iterator[House]:
    """The gateway at work."""
    opened = House(database_file, vault)
    yield opened
    opened.close()
