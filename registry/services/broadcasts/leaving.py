"""Notices at the sending door: claimed in pace and in time, checked at the last instant, settled many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from registry.models import Broadcast, Contact, Delivery, Message, Notice, Registration
from registry.models.base import now
from registry.models.broadcast import PAUSED, RUNNING
from registry.models.delivery import ERRORED, FAILED, QUEUED, SENDING, SENT
from registry.services import deliveries, pacing
from registry.services.audience import is_registered, lives_in, why_not
from registry.services.broadcasts import life
from registry.services.deliveries import Settled
from registry.services.quiet import quiet_countries
from registry.services.terms import CHANNELS, Terms

STEADY = (QUEUED, ERRORED)
LOOK_AGAIN = 1.0
# What the provider's daily limit refused waits at least so long, however soon somebody resumes.
LIMIT_WAIT = timedelta(minutes=30)


@dataclass
class Claimed:
    """Deliveries that are ours to send; when there are none, in how many seconds to look again (None: nothing runs)."""

    ids: list[int] = field(default_factory=list)
    wait: float | None = None


def something_runs(session: Session) -> bool:
    """Whether any broadcast is under way."""
    return session.scalar(select(Broadcast.id).where(Broadcast.status == RUNNING).limit(1)) is not None


def claim(session: Session, terms: Terms, room: int, owner: str | None = None, at: datetime | None = None) -> Claimed:
    """Claim up to `room` notices; they are `sending` once this commits.

    Consent, safe mode and the reader's hour are looked at here, after everything else that could take time.
    """
    at = at or now()
    running = list(session.scalars(select(Broadcast).where(Broadcast.status == RUNNING).order_by(Broadcast.id)))
    claimed = Claimed()
    for broadcast in sorted(running, key=lambda each: (not each.is_life_safety, each.id)):
        for channel in CHANNELS:
            if channel in broadcast.channels:
                _claim_of(session, broadcast, channel, terms, room - len(claimed.ids), at, claimed)
    if claimed.ids:
        session.execute(
            update(Delivery)
            .where(Delivery.id.in_(claimed.ids))
            .values(status=SENDING, claimed_at=at, claimed_by=owner, attempts=Delivery.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    return claimed


def _claim_of(
    session: Session, broadcast: Broadcast, channel: str, terms: Terms, room: int, at: datetime, claimed: Claimed
) -> None:
    claimed.wait = min(claimed.wait or LOOK_AGAIN, LOOK_AGAIN)
    if room <= 0:
        return
    drawn = pacing.draw(session, channel, terms.pace(channel))
    if drawn.wait() > 0:
        claimed.wait = min(claimed.wait, drawn.wait())
        return
    refused: defaultdict[str, list[int]] = defaultdict(list)
    for delivery_id, segments, reason in _due(session, broadcast, channel, terms, room, at):
        if reason is not None:
            refused[reason].append(delivery_id)
        elif drawn.take(segments):
            claimed.ids.append(delivery_id)
        else:
            claimed.wait = min(claimed.wait, drawn.wait(segments))
            break
    drawn.settle()
    for reason, ids in refused.items():
        session.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids))
            .values(status=FAILED, reason=reason, settled_at=at)
            .execution_options(synchronize_session=False)
        )


def _due(
    session: Session, broadcast: Broadcast, channel: str, terms: Terms, room: int, at: datetime
) -> Sequence[tuple[int, int, str | None]]:
    due = [
        Delivery.broadcast_id == broadcast.id,
        Delivery.status.in_(STEADY),
        Delivery.channel == channel,
        Delivery.next_attempt_at <= at,
    ]
    if not broadcast.is_life_safety:
        due.append(lives_in().not_in(sorted(quiet_countries(at, terms.quiet_from, terms.quiet_until))))
    reason = why_not(broadcast.topic, [channel], terms)
    found = (
        select(Delivery.id, Delivery.segments, reason)
        .join(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Registration, is_registered())
        .where(*due)
        .order_by(Delivery.id)
        .limit(room)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(found)]


OUTSIDE_WINDOW = "outside_window"


def settle_many(session: Session, settled: Sequence[Settled]) -> None:
    """Write the ends of many attempts at once. One that a callback has climbed past is left as it is."""
    sent = [each for each in settled if each.status == SENT]
    if sent and not _all_sent(session, sent):
        for each in sent:
            deliveries.settle(session, each)
    for each in settled:
        if each.status != SENT:
            deliveries.settle(session, each)


def _all_sent(session: Session, sent: Sequence[Settled]) -> bool:
    """Whether all were still `sending`, and are now sent."""
    at = now()
    table = cast(Table, Delivery.__table__)
    connection = session.connection()
    statement = (
        table.update()
        .where(table.c.id == bindparam("which"), table.c.status == SENDING)
        .values(status=SENT, sid=bindparam("its_sid"), error_code=None, reason=None, settled_at=at)
    )
    done = connection.execute(statement, [{"which": each.delivery_id, "its_sid": each.sid} for each in sent])
    return bool(done.rowcount == len(sent))


def by_template(session: Session, delivery_id: int) -> bool:
    """WhatsApp's window has closed: leave once more, now by the notice's template; False when there is none."""
    row = session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.status != SENDING or row.is_template:
        return False
    message = session.get_one(Message, row.message_id)
    notice = session.get(Notice, message.notice_id) if message.notice_id else None
    if notice is None or notice.content_sid is None:
        return False
    row.status, row.is_template, row.error_code, row.reason = ERRORED, True, 63016, OUTSIDE_WINDOW
    row.next_attempt_at = now()
    return True


def stop(session: Session, delivery_id: int, because: str, error_code: int | None) -> int | None:
    """The provider refuses for a reason that holds for everybody: pause the broadcast, keep the message for later.

    The broadcast's id when this is what paused it.
    """
    row = session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.broadcast_id is None:
        return None
    if row.status == SENDING:
        row.status, row.error_code, row.reason = ERRORED, error_code, because
        row.next_attempt_at = now() + (LIMIT_WAIT if because == life.DAILY_LIMIT else timedelta())
    broadcast = session.get(Broadcast, row.broadcast_id, with_for_update=True)
    if broadcast is None or broadcast.status != RUNNING:
        return None
    life.pause(session, broadcast.id, because, error_code)
    return broadcast.id


def stopped(session: Session) -> list[Broadcast]:
    """Broadcasts that were not stopped by a person."""
    reasons = (life.CONFIGURATION, life.DAILY_LIMIT)
    found = select(Broadcast).where(Broadcast.status == PAUSED, Broadcast.because.in_(reasons))
    return list(session.scalars(found))
