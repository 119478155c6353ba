"""The register of Basotho abroad: who is on it, by which numbers, with what consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Contact, Draft, Link, Registration
from registry.models.base import now
from registry.services import consents
from registry.services.references import REGISTRATION, is_right, new_reference
from registry.vault import Vault
from sesotho import key

SCOPE = "registration"
# What agreeing to news of something covers: topics and families of topics, as notices have them.
SCOPES: Mapping[str, tuple[str, ...]] = {
    "forums": ("diaspora.forums",),
    "permits": ("permit",),
    "passports": ("passport",),
    "claims": ("pension", "compensation", "claims"),
    "jobs": ("labour",),
    "investment": ("diaspora.invest",),
}
FIELDS = ("country", "town", "district", "sector", "skills", "interests")
TRIES, TRIES_WITHIN = 5, timedelta(days=1)


@dataclass(frozen=True)
class Agreed:
    """What somebody said yes to, in which words, and where."""

    version: str
    wording: str
    channel: str
    source: str = "message"


def find(session: Session, contact_id: str) -> Registration | None:
    """The registration that a contact belongs to, by itself or as a second phone; None for whoever is not on it."""
    link = session.get(Link, contact_id)
    found = session.get(Registration, link.registered_id if link else contact_id)
    return found if found is not None and found.left_at is None else None


def register(
    session: Session, vault: Vault, contact_id: str, values: Mapping[str, Any], agreed: Agreed, messages: int = 0
) -> tuple[Registration, str]:
    """Put a contact on the register, or bring its registration up to date; the registration and its number."""
    row = find(session, contact_id) or session.get(Registration, contact_id) or Registration(contact_id=contact_id)
    is_new = row.code is None
    if is_new:
        _give_code(session, vault, row)
        row.created_at, row.left_at, row.origin, row.messages = now(), None, agreed.channel, messages
    row.name = vault.lock(values["name"]) if values.get("name") else None
    for field in FIELDS:
        setattr(row, field, values.get(field))
    row.skills, row.interests = list(values.get("skills") or []), list(values.get("interests") or [])
    row.identity = _identity(vault, values.get("name"), values.get("district"))
    row.consent = agreed.version
    session.add(row)
    session.flush()
    _consent(session, contact_id, row.interests, agreed)
    return row, code_of(vault, row)


def leave(session: Session, contact_id: str, channel: str) -> bool:
    """Take a contact off the register and wipe what was told for it; whether it was on it.

    A second phone only comes loose: the registration belongs to the first. The row that is left names nobody.
    """
    link = session.get(Link, contact_id)
    if link is not None:
        session.delete(link)
        return True
    row = session.get(Registration, contact_id)
    if row is None or row.left_at is not None:
        return False
    for other in session.scalars(select(Link).where(Link.registered_id == contact_id)):
        session.delete(other)
    _wipe(row)
    for scope in (SCOPE, *(scope for several in SCOPES.values() for scope in several)):
        consents.record(
            session, contact_id, scope, is_given=False, wording="left the register", channel=channel, source="message"
        )
    return True


def values_of(vault: Vault, row: Registration) -> dict[str, Any]:
    """What a registration holds, unlocked."""
    name = vault.unlock(row.name) if row.name else None
    return {"name": name, **{field: getattr(row, field) for field in FIELDS}}


def code_of(vault: Vault, row: Registration) -> str:
    """The number that was given for it."""
    return vault.unlock(row.code) if row.code else ""


Joined = Literal["joined", "wrong", "later"]


def join(session: Session, vault: Vault, contact_id: str, code: str) -> tuple[Joined, str | None]:
    """Let a second phone share the registration of `code`; and whose it is, so that they can be told.

    A registration made on the web has no phone yet: the first that brings its number becomes its own.
    """
    if _has_tried_too_often(session, contact_id):
        return "later", None
    found = None
    if is_right(code):
        found = session.scalar(select(Registration).where(Registration.code_blind == vault.blind(code)))
    if found is None or found.left_at is not None:
        _count_try(session, vault, contact_id)
        return "wrong", None
    if found.contact_id == contact_id or _is_linked(session, contact_id, found):
        return "joined", None
    if not _has_phone(session, found.contact_id):
        _take_over(session, found, contact_id)
        return "joined", None
    own = session.get(Registration, contact_id)
    if own is not None and own.left_at is None:
        merge(session, keep=found, drop=own)
    else:
        session.merge(Link(contact_id=contact_id, registered_id=found.contact_id))
    return "joined", found.contact_id


def merge(session: Session, keep: Registration, drop: Registration) -> None:
    """Two registrations of one person become one: what `keep` lacks comes from `drop`, whose phone is linked."""
    for field in ("name", "identity", "country", "town", "district", "sector"):
        if getattr(keep, field) is None:
            setattr(keep, field, getattr(drop, field))
    keep.skills = list(dict.fromkeys([*keep.skills, *drop.skills]))
    keep.interests = list(dict.fromkeys([*keep.interests, *drop.interests]))
    for link in session.scalars(select(Link).where(Link.registered_id == drop.contact_id)):
        link.registered_id = keep.contact_id
    _wipe(drop)
    session.merge(Link(contact_id=drop.contact_id, registered_id=keep.contact_id))
    session.flush()


def duplicates(session: Session, most: int = 1_000) -> list[list[str]]:
    """Groups of registrations with one name and district, oldest first: perhaps one person. An officer looks."""
    # Who has left the register has no identity there any more.
    twice = (
        select(Registration.identity)
        .where(Registration.identity.is_not(None))
        .group_by(Registration.identity)
        .having(func.count() > 1)
        .order_by(Registration.identity)
        .limit(most)
    )
    rows = session.execute(
        select(Registration.identity, Registration.contact_id)
        .where(Registration.identity.in_(twice), Registration.left_at.is_(None))
        .order_by(Registration.created_at)
    )
    groups: dict[str, list[str]] = {}
    for identity, contact_id in rows:
        groups.setdefault(str(identity), []).append(contact_id)
    return [group for group in groups.values() if len(group) > 1]


def phones_of(session: Session, contact_id: str) -> list[str]:
    """All contacts that share the registration of a contact, the first one first."""
    row = find(session, contact_id)
    if row is None:
        return [contact_id]
    linked = session.scalars(select(Link.contact_id).where(Link.registered_id == row.contact_id))
    return [row.contact_id, *linked]


def _give_code(session: Session, vault: Vault, row: Registration) -> None:
    while True:
        code = new_reference(REGISTRATION)
        blind = vault.blind(code)
        if session.scalar(select(Registration.contact_id).where(Registration.code_blind == blind)) is None:
            row.code, row.code_blind = vault.lock(code), blind
            return


def _wipe(row: Registration) -> None:
    for field in ("name", "identity", "code", "code_blind", "country", "town", "district", "sector", "consent"):
        setattr(row, field, None)
    row.skills, row.interests, row.left_at = [], [], now()


def _identity(vault: Vault, name: str | None, district: str | None) -> str | None:
    """A blind index over the words of a name in any order and either spelling, and the district."""
    words = sorted(key(name or "").split())
    return vault.blind(f"person:{' '.join(words)}:{district}") if len(words) > 1 and district else None


def _consent(session: Session, contact_id: str, interests: Iterable[str], agreed: Agreed) -> None:
    given = (SCOPE, *(scope for each in interests for scope in SCOPES[each]))
    wording = f"{agreed.version}: {agreed.wording}"
    for scope in given:
        consents.record(
            session, contact_id, scope, is_given=True, wording=wording, channel=agreed.channel, source=agreed.source
        )


def _has_phone(session: Session, contact_id: str) -> bool:
    return bool(session.get_one(Contact, contact_id).addresses)


def _is_linked(session: Session, contact_id: str, row: Registration) -> bool:
    link = session.get(Link, contact_id)
    return link is not None and link.registered_id == row.contact_id


def _take_over(session: Session, row: Registration, contact_id: str) -> None:
    empty = row.contact_id
    old = session.get(Registration, contact_id)
    if old is not None:
        session.delete(old)
        session.flush()
    for consent in consents.history(session, empty):
        consent.contact_id = contact_id
    row.contact_id = contact_id
    session.flush()
    session.delete(session.get_one(Contact, empty))


def _has_tried_too_often(session: Session, contact_id: str) -> bool:
    draft = session.get(Draft, (contact_id, "join"))
    return draft is not None and draft.messages >= TRIES and draft.updated_at > now() - TRIES_WITHIN


def _count_try(session: Session, vault: Vault, contact_id: str) -> None:
    draft = session.get(Draft, (contact_id, "join"))
    if draft is None or draft.updated_at < now() - TRIES_WITHIN:
        draft = session.merge(Draft(contact_id=contact_id, kind="join", data=vault.lock("{}"), messages=0))
    draft.messages, draft.updated_at = (draft.messages or 0) + 1, now()
    session.add(draft)
