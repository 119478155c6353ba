"""What we know of one person, for that person: counts and names of things, no number, no text, no secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Case, Consent, Contact, Message, Registration, Rsvp
from registry.models.forum import CANCELLED
from registry.services import consents


@dataclass(frozen=True)
class Known:
    """All that `what do you know about me` is answered from. `notices` is None when they never said."""

    since: datetime
    heard: int
    sent: int
    texts: int
    language: str | None
    country: str | None
    is_registered: bool
    town: str | None = field(repr=False)
    notices: bool | None = None
    refused: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    forums: int = 0


def known(session: Session, contact_id: str) -> Known:
    """Read it all."""
    contact = session.get_one(Contact, contact_id)
    registration = session.get(Registration, contact_id)
    is_registered = registration is not None and registration.left_at is None

    def count(*where: object) -> int:
        return session.scalar(select(func.count()).where(Message.contact_id == contact_id, *where)) or 0  # type: ignore[arg-type]

    said = _in_force(consents.history(session, contact_id))
    whole = [said[scope] for scope in (consents.NOTICES, consents.ALL, consents.ANSWERS) if scope in said]
    newest = max(whole, key=lambda each: each.id) if whole else None
    cases = select(Case.reference).where(Case.contact_id == contact_id).order_by(Case.id)
    coming = select(func.count()).where(Rsvp.contact_id == contact_id, Rsvp.state != CANCELLED)
    return Known(
        since=contact.created_at,
        heard=count(Message.direction == "in"),
        sent=count(Message.direction == "out"),
        texts=count(Message.body.is_not(None)),
        language=contact.language,
        country=contact.country,
        is_registered=is_registered,
        town=registration.town if registration is not None and is_registered else None,
        notices=newest.is_given if newest else None,
        refused=[
            scope
            for scope, consent in said.items()
            if not consent.is_given and consent not in whole and (newest is None or consent.id > newest.id)
        ],
        cases=list(session.scalars(cases)),
        forums=session.scalar(coming) or 0,
    )


def _in_force(history: list[Consent]) -> dict[str, Consent]:
    return {consent.scope: consent for consent in history}
