"""People, messages and deliveries for tests of the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from registry.database import Database
from registry.models import Address, Delivery, Message
from registry.services import contacts, messages
from registry.services.messages import Inbound
from registry.vault import Vault

THABO, PALESA, LERATO = "+27835550101", "+27835550102", "+26658555103"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction that is rolled back."""
    with database.write() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def reach(session: Session, vault: Vault) -> Callable[..., Address]:
    """The address of a number, as the gateway finds it."""

    def find(number: str = THABO, channel: str = "sms", country: str | None = "ZA") -> Address:
        address = contacts.reach(session, vault, number=number, channel=channel, country=country)
        session.flush()
        return address

    return find


@pytest.fixture
def hear(session: Session, vault: Vault, reach: Callable[..., Address]) -> Callable[..., Message | None]:
    """Store an inbound message."""
    count = 0

    def store(number: str = THABO, text: str | None = "Lumela", **changes: str) -> Message | None:
        nonlocal count
        count += 1
        inbound = Inbound(**{"sid": f"SM{count}", "kind": "text", "text": text, **changes})
        message = messages.store_inbound(session, vault, reach(number), inbound)
        session.flush()
        return message

    return store


@pytest.fixture
def reply(session: Session, vault: Vault, hear: Callable[..., Message | None]) -> Callable[..., Delivery]:
    """Queue a reply to a new message."""

    def queue(number: str = THABO, text: str = "M130", danger: str | None = None) -> Delivery:
        heard = hear(number, **({"danger": danger} if danger else {}))
        assert heard is not None
        delivery = messages.queue_reply(
            session, vault, heard, session.get_one(Address, heard.address_id), text, segments=1
        )
        session.flush()
        return delivery

    return queue
