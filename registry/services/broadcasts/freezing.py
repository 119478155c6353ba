"""The audience of a broadcast, frozen once: one statement, however many they are."""

from __future__ import annotations

from sqlalchemy import Integer, func, insert, literal, select, update
from sqlalchemy.orm import Session

from registry.models import Broadcast, Contact, Recipient
from registry.models.base import now
from registry.models.broadcast import RUNNING, SCHEDULED
from registry.models.recipient import LEFT_OUT
from registry.services.audience import Audience, lives_in, locale_of, people, why_not
from registry.services.terms import Terms


def freeze(session: Session, broadcast_id: int, terms: Terms) -> bool:
    """Write down who is to have it and who is left out and why; False when that has been done, or is not to be done.

    It runs from then on. The transaction decides: killed at any point it has happened wholly or not at all.
    """
    broadcast = session.get(Broadcast, broadcast_id, with_for_update=True)
    if broadcast is None or broadcast.status != SCHEDULED or broadcast.frozen_at is not None:
        return False
    audience = Audience.read(broadcast.audience)
    reason = why_not(broadcast.topic, broadcast.channels, terms)
    # In the order of the ids, which are random: nobody is always first, and the index is written from end to end.
    who = (
        people(broadcast_id, audience)
        .add_columns(literal(broadcast_id, Integer), Contact.id, lives_in(), locale_of(), literal("waiting"), reason)
        .order_by(Contact.id)
    )
    columns = ["broadcast_id", "contact_id", "country", "locale", "status", "reason"]
    session.execute(insert(Recipient).from_select(columns, who, include_defaults=False))
    ours = Recipient.broadcast_id == broadcast_id
    left_out = session.execute(
        update(Recipient)
        .where(ours, Recipient.reason.is_not(None))
        .values(status=LEFT_OUT)
        .execution_options(synchronize_session=False)
    )
    broadcast.left_out = int(left_out.rowcount)  # type: ignore[attr-defined]
    broadcast.people = (session.scalar(select(func.count()).where(ours)) or 0) - broadcast.left_out
    broadcast.status, broadcast.frozen_at = RUNNING, now()
    return True
