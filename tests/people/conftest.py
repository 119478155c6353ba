"""The real content, fictional people, and dialogues taken through the service with the rows in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from registry.content.files import Content, read
from registry.database import Database
from registry.dialogues.talk import Outcome
from registry.models import Address
from registry.services import contacts, dialogues
from registry.services.library import Library
from registry.vault import Vault
from service.settings import ROOT

TODAY = dt.date(2026, 11, 22)
THABO, PALESA = "+27835550101", "+27835550102"


@pytest.fixture(scope="session")
def content() -> Content:
    return read(ROOT / "content")[0]


@pytest.fixture(scope="session")
def library(content: Content) -> Library:
    return Library(content, {"menus": {}, "labels": {}})


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction that is rolled back."""
    with database.write() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def phone(session: Session, vault: Vault) -> Callable[..., Address]:
    """The address of a number, as the gateway finds it."""

    def reach(number: str = THABO, channel: str = "sms", country: str = "ZA") -> Address:
        address = contacts.reach(session, vault, number=number, channel=channel, country=country)
        session.flush()
        return address

    return reach


Talk = Callable[..., list[Outcome]]


@pytest.fixture
def talk(session: Session, vault: Vault, library: Library, phone: Callable[..., Address]) -> Talk:
    """Texts of one person, each taken as a turn of a dialogue; the first one opens it unless told otherwise."""

    def take(
        *texts: str,
        kind: dialogues.Dialogue = "registration",
        number: str = THABO,
        locale: str = "en",
        opens: bool = True,
        intents: dict[str, str] | None = None,
    ) -> list[Outcome]:
        outcomes = []
        for index, text in enumerate(texts):
            turn = dialogues.Turn(
                dialogue=kind,
                contact_id=phone(number).contact_id,
                text=text,
                locale=locale,
                country="ZA",
                intent=(intents or {}).get(text, ""),
                chance=0.95,
                begins=opens and index == 0,
            )
            outcomes.append(dialogues.take(session, vault, library, turn, TODAY))
            session.flush()
        return outcomes

    return take
