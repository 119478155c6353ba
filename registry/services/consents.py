"""Consent: who agreed or refused, when, in which words, on which channel, from where. The newest word counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from registry.models import Consent
from registry.models.base import now

# What a refusal can cover beyond a topic (`diaspora.forums`) or a family of topics (`pension`).
NOTICES, ALL, ANSWERS = "notices", "all", "answers"


def record(
    session: Session, contact_id: str, scope: str, *, is_given: bool, wording: str, channel: str, source: str,
    at: datetime | None = None,
) -> Consent:  # fmt: skip
    """One change of mind. `wording` is the text that was shown or answered, whole: the row proves itself."""
    consent = Consent(
        contact_id=contact_id,
        scope=scope,
        is_given=is_given,
        wording=wording,
        channel=channel,
        source=source,
        recorded_at=at or now(),
    )
    session.add(consent)
    return consent


def latest(
    session: Session, contact_ids: Iterable[str], scopes: Iterable[str], *, or_lifted_by: Iterable[str] = ()
) -> dict[str, Consent]:
    """By contact, the newest row among `scopes`: what is in force. A yes to one of `or_lifted_by` counts as well."""
    decides = or_(Consent.scope.in_(list(scopes)), and_(Consent.scope.in_(list(or_lifted_by)), Consent.is_given))
    rows = session.scalars(
        select(Consent).where(Consent.contact_id.in_(list(contact_ids)), decides).order_by(Consent.id)
    )
    return {row.contact_id: row for row in rows}


def history(session: Session, contact_id: str) -> list[Consent]:
    """All that a contact has agreed to and refused, oldest first."""
    return list(session.scalars(select(Consent).where(Consent.contact_id == contact_id).order_by(Consent.id)))


def covering(topic: str) -> tuple[str, ...]:
    """The scopes that decide about notices on a topic: itself, its family, all notices, everything."""
    family = topic.partition(".")[0]
    return tuple(dict.fromkeys((topic, family, NOTICES, ALL, ANSWERS)))
