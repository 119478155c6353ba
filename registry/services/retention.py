"""What is kept for a set time only: texts, the provider's reports, guesses, people who have been silent for years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from registry.models import Delivery, DeliveryEvent, Message, Miss, Refusal
from registry.models.delivery import ERRORED, QUEUED, SENDING, UNKNOWN
from registry.services import erasure

BATCH = 2_000
# A question nobody could place tells nothing any more after a year.
MISSES_KEPT = timedelta(days=365)
SILENT_KEPT = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Expired:
    """What one look took away."""

    texts: int
    events: int
    misses: int
    people: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.texts + self.events + self.misses + self.people


def expire(session: Session, at: datetime, texts_kept: timedelta) -> Expired:
    """One batch of everything that is past its time at `at`; look again while something went. The counts stay."""
    before = at - texts_kept
    session.execute(delete(Refusal).where(Refusal.until < at))
    people = erasure.silent_since(session, at - SILENT_KEPT)
    for contact_id in people:
        erasure.erase(session, contact_id)
    return Expired(
        texts=_expire_texts(session, before),
        events=_delete_oldest(session, DeliveryEvent, DeliveryEvent.received_at < before),
        misses=_delete_oldest(session, Miss, Miss.missed_at < at - MISSES_KEPT),
        people=len(people),
    )


def _expire_texts(session: Session, before: datetime) -> int:
    # A text that still waits for its turn or for its way out is not old, whatever its date.
    waits = (
        select(Delivery.id)
        .where(Delivery.message_id == Message.id, Delivery.status.in_((QUEUED, SENDING, ERRORED, UNKNOWN)))
        .exists()
    )
    old = (
        select(Message.id)
        .where(
            Message.created_at < before,
            Message.body.is_not(None),
            or_(Message.direction == "out", Message.handled_at.is_not(None)),
            ~waits,
        )
        .order_by(Message.id)
        .limit(BATCH)
    )
    ids = list(session.scalars(old))
    session.execute(update(Message).where(Message.id.in_(ids)).values(body=None))
    return len(ids)


def _delete_oldest(session: Session, table: type[DeliveryEvent] | type[Miss], which: object) -> int:
    ids = list(session.scalars(select(table.id).where(which).order_by(table.id).limit(BATCH)))  # type: ignore[arg-type]
    session.execute(delete(table).where(table.id.in_(ids)))
    return len(ids)
