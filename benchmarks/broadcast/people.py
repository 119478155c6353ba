"""Fictional people by the hundred thousand: a contact, an address and a yes to notices each."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from registry.database import Database
from registry.models import Address, Consent, Contact
from registry.models.base import new_id, now
from registry.vault import Vault

FIRST_NUMBER = 27_600_000_000
CHUNK = 5_000
SPELLINGS = (("st", "ls"), ("st", "za"), ("en", None))


def number_of(person: int) -> str:
    """A number that nobody has."""
    return f"+{FIRST_NUMBER + person}"


def populate(database: Database, vault: Vault, people: int, channel: str = "sms") -> None:
    """Let them have asked for notices, a third of them in each wording."""
    asked_at = now() - timedelta(days=30)
    for begin in range(0, people, CHUNK):
        chunk = range(begin, min(begin + CHUNK, people))
        ids = [new_id() for _ in chunk]
        contacts = [
            {"id": contact_id, "country": "ZA", "language": SPELLINGS[n % 3][0], "spelling": SPELLINGS[n % 3][1]}
            for n, contact_id in zip(chunk, ids, strict=True)
        ]
        addresses = [
            {
                "id": new_id(), "contact_id": contact_id, "channel": channel, "blind": vault.blind(number_of(n)),
                "number": vault.lock(number_of(n)), "last_in_at": asked_at,
            }
            for n, contact_id in zip(chunk, ids, strict=True)
        ]  # fmt: skip
        consents = [
            {
                "contact_id": contact_id, "scope": "notices", "is_given": True, "wording": "asked by message",
                "channel": channel, "source": "message", "recorded_at": asked_at,
            }
            for contact_id in ids
        ]  # fmt: skip
        with database.write() as session:
            session.execute(insert(Contact), contacts)
            session.execute(insert(Address), addresses)
            session.execute(insert(Consent), consents)
