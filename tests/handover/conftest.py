"""People who ask for a person, and officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from registry.database import Database
from registry.models import Contact
from registry.services import contacts, handovers, messages
from registry.services.messages import Inbound
from registry.vault import Vault

THABO, PALESA = "+27835550101", "+27835550102"
# A Monday, ten in the morning in Lesotho.
MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
LIMAKATSO, TEBOHO = "Limakatso Fictional", "Teboho Fictional"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction that is rolled back."""
    with database.write() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def meet(session: Session, vault: Vault) -> Callable[..., Contact]:
    """Somebody who has written just now."""
    count = 0

    def somebody(number: str = THABO, channel: str = "sms", text: str = "Lumela") -> Contact:
        nonlocal count
        count += 1
        address = contacts.reach(session, vault, number=number, channel=channel, country="ZA")
        session.flush()
        messages.store_inbound(session, vault, address, Inbound(f"SM{count}", "text", text))
        session.flush()
        return address.contact

    return somebody


@pytest.fixture
def thabo(meet: Callable[..., Contact]) -> Contact:
    return meet()


@pytest.fixture
def asked(session: Session, thabo: Contact) -> int:
    """The id of a handover that Thabo has just asked for."""
    handover, is_new = handovers.ask(session, thabo)
    assert is_new
    return handover.id
