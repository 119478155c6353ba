"""People as officers find and see them: by number, by the number of their registration, by a case, by a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.models import Address, Case, Contact, Registration
from registry.models.base import now
from registry.services import consents, registrations
from registry.services.references import CASE, REGISTRATION, is_right, reference_in
from registry.vault import Vault
from sesotho import key

WINDOW = timedelta(hours=24)
SHOWN_DIGITS = 3


@dataclass(frozen=True)
class Way:
    """One address: its channel and the last three digits of its number."""

    channel: str
    ending: str
    last_in_at: datetime | None
    is_invalid: bool

    @property
    def is_window_open(self) -> bool:
        """Whether WhatsApp lets us write freely: the person wrote less than a day ago."""
        return self.last_in_at is not None and now() - self.last_in_at < WINDOW


@dataclass(frozen=True)
class Person:
    """A contact for officers. No number is in it."""

    contact_id: str
    since: datetime
    country: str | None
    language: str | None
    spelling: str | None
    is_muted: bool
    is_safe_mode: bool
    ways: list[Way]
    name: str | None = field(default=None, repr=False)
    town: str | None = field(default=None, repr=False)
    district: str | None = None
    sector: str | None = None
    interests: list[str] = field(default_factory=list)
    is_registered: bool = False
    phones: list[str] = field(default_factory=list)

    @property
    def locale(self) -> str:
        """In which language and spelling to write to them."""
        return "en" if self.language != "st" else "st_ZA" if self.spelling == "za" else "st_LS"


def seen(session: Session, vault: Vault, contact_id: str) -> Person | None:
    """One person; None for an unknown id. Whoever is in safe mode has no name here."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        return None
    addresses = session.scalars(select(Address).where(Address.contact_id == contact_id).order_by(Address.created_at))
    ways = [
        Way(each.channel, vault.unlock(each.number)[-SHOWN_DIGITS:], each.last_in_at, each.is_invalid)
        for each in addresses
    ]
    row = registrations.find(session, contact_id)
    is_guarded = contact.safe_mode_at is not None
    return Person(
        contact_id=contact.id,
        since=contact.created_at,
        country=contact.country,
        language=contact.language,
        spelling=contact.spelling,
        is_muted=contact.is_muted,
        is_safe_mode=is_guarded,
        ways=ways,
        name=vault.unlock(row.name) if row and row.name and not is_guarded else None,
        town=row.town if row and not is_guarded else None,
        district=row.district if row else None,
        sector=row.sector if row else None,
        interests=list(row.interests) if row else [],
        is_registered=row is not None,
        phones=registrations.phones_of(session, contact_id) if row else [contact_id],
    )


def numbers_of(session: Session, vault: Vault, contact_id: str) -> list[tuple[str, str]]:
    """Channel and whole number of each way to a person: for an officer who is about to call. Log who asked."""
    addresses = session.scalars(select(Address).where(Address.contact_id == contact_id, ~Address.is_invalid))
    return [(each.channel, vault.unlock(each.number)) for each in addresses]


def by_number(session: Session, vault: Vault, number: str) -> list[str]:
    """Whose telephone it is (E.164)."""
    return list(session.scalars(select(Address.contact_id).where(Address.blind == vault.blind(number)).distinct()))


def by_reference(session: Session, vault: Vault, text: str) -> list[str]:
    """Whose case or registration a text names."""
    case = reference_in(text, CASE)
    if case is not None:
        return list(session.scalars(select(Case.contact_id).where(Case.reference == case)))
    code = reference_in(text, REGISTRATION)
    if code is None or not is_right(code):
        return []
    return list(session.scalars(select(Registration.contact_id).where(Registration.code_blind == vault.blind(code))))


def by_name(session: Session, vault: Vault, name: str, district: str) -> list[str]:
    """Who is on the register by that whole name, in any order and either spelling, from that district."""
    words = " ".join(sorted(key(name).split()))
    blind = vault.blind(f"person:{words}:{district}")
    wanted = select(Registration.contact_id).where(Registration.identity == blind, Registration.left_at.is_(None))
    return list(session.scalars(wanted.limit(50)))


def merge(session: Session, keep: str, drop: str) -> bool:
    """Make two registrations one, when both are on the register; whether they were."""
    kept, dropped = session.get(Registration, keep), session.get(Registration, drop)
    if kept is None or dropped is None or kept.left_at or dropped.left_at or keep == drop:
        return False
    registrations.merge(session, kept, dropped)
    return True


def consent_history(session: Session, contact_id: str) -> list[tuple[datetime, str, bool, str, str, str]]:
    """When, on what, yes or no, in which words, on which channel, from where; newest first."""
    return [
        (each.recorded_at, each.scope, each.is_given, each.wording, each.channel, each.source)
        for each in reversed(consents.history(session, contact_id))
    ]
