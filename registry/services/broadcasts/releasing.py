"""A batch of a frozen audience becomes deliveries at the sending door; never more of them than it can soon send."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, distinct, func, insert, or_, select, update
from sqlalchemy.orm import Session

from registry.models import Address, Broadcast, Delivery, Message, Notice, Recipient
from registry.models.base import now
from registry.models.broadcast import DONE, RUNNING
from registry.models.delivery import ERRORED, NOTICE, QUEUED, SENDING, UNKNOWN
from registry.models.recipient import LEFT_OUT, RELEASED, WAITING
from registry.services.audience import NO_NUMBER, NO_TEMPLATE
from registry.services.broadcasts.drafts import notices_of
from registry.services.pacing import locked_sender
from registry.services.quiet import quiet_countries
from registry.services.terms import SMS, WHATSAPP, Terms

BATCH = 200
# What waits at the door at most: so many seconds' worth, and when nothing is paced so many messages.
AHEAD_SECONDS, AHEAD_UNPACED = 10, 2_000
WINDOW = timedelta(hours=24)
# Twilio closes the window to the second: what is just about to close is taken for closed.
MARGIN = timedelta(minutes=5)
UNDER_WAY = (QUEUED, ERRORED, SENDING, UNKNOWN)
TRY_AGAIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Released:
    """What a step came to.

    `released`: people (or settled otherwise). `is_over`: nobody waits and nothing is under way. `is_full`: enough waits
    at the door. `runs`: it may go on at all.
    """

    released: int = 0
    is_over: bool = False
    is_full: bool = False
    runs: bool = True


@dataclass(frozen=True)
class _Waiting:
    """One person of a batch."""

    id: int
    contact_id: str
    locale: str


@dataclass(frozen=True)
class _Number:
    """One usable address."""

    id: str
    channel: str
    last_in_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class _Way:
    """How one person is reached: an address, and the wording that fits it."""

    address_id: str
    channel: str
    is_template: bool = False


def release(
    session: Session, broadcast_id: int, terms: Terms, run: int | None = None, at: datetime | None = None
) -> Released:
    """Release the next batch. Several may try at once: each row is released once."""
    at = at or now()
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.status != RUNNING or run not in (None, broadcast.run):
        return Released(runs=False)
    broadcast.driven_at = at
    waiting_at_door = _under_way(session, broadcast_id, (QUEUED, ERRORED))
    size = min(BATCH, ahead(broadcast, terms) - waiting_at_door)
    if size <= 0:
        return Released(is_full=True)
    batch = _next(session, broadcast, terms, at, size)
    if not batch:
        return Released(is_over=_finish(session, broadcast))
    _to_the_door(session, broadcast, batch, terms, at)
    return Released(released=len(batch))


def ahead(broadcast: Broadcast, terms: Terms) -> int:
    """How many may wait at the door."""
    paces = [terms.pace(channel) for channel in broadcast.channels]
    if min(paces) <= 0:
        return AHEAD_UNPACED
    return max(2, int(sum(paces) * AHEAD_SECONDS))


def _under_way(session: Session, broadcast_id: int, statuses: tuple[str, ...]) -> int:
    found = select(func.count()).where(Delivery.broadcast_id == broadcast_id, Delivery.status.in_(statuses))
    return session.scalar(found) or 0


def is_under_way(session: Session, broadcast_id: int) -> bool:
    """Whether any message of it is between the audience and its end."""
    return _under_way(session, broadcast_id, UNDER_WAY) > 0


def _next(session: Session, broadcast: Broadcast, terms: Terms, at: datetime, size: int) -> list[_Waiting]:
    due = [Recipient.broadcast_id == broadcast.id, Recipient.status == WAITING]
    due.append(or_(Recipient.not_before.is_(None), Recipient.not_before <= at))
    if not broadcast.is_life_safety:
        asleep = quiet_countries(at, terms.quiet_from, terms.quiet_until)
        due.append(Recipient.country.not_in(sorted(asleep)))
    columns = select(Recipient.id, Recipient.contact_id, Recipient.locale)
    found = columns.where(*due).order_by(Recipient.id).limit(size).with_for_update(skip_locked=True)
    return [_Waiting(*row) for row in session.execute(found)]


def _finish(session: Session, broadcast: Broadcast) -> bool:
    """End it when nobody waits any more, not even for the morning, and every message has met its end."""
    waits = session.scalar(
        select(Recipient.id).where(Recipient.broadcast_id == broadcast.id, Recipient.status == WAITING).limit(1)
    )
    if waits is not None or _under_way(session, broadcast.id, UNDER_WAY):
        return False
    broadcast.status, broadcast.finished_at = DONE, now()
    return True


def _to_the_door(session: Session, broadcast: Broadcast, batch: list[_Waiting], terms: Terms, at: datetime) -> None:
    notices = {(each.locale, each.channel): each for each in notices_of(session, broadcast.id)}
    addresses = _addresses(session, [each.contact_id for each in batch], broadcast.channels)
    room = _template_room(session, broadcast, terms, at)
    leaving: list[tuple[_Waiting, _Way, Notice]] = []
    left_out: defaultdict[str, list[int]] = defaultdict(list)
    later: list[int] = []
    for each in batch:
        way = _way(addresses[each.contact_id], broadcast.channels, notices, each.locale, terms, at, room > 0)
        if way is None:
            if _could_by_template(addresses[each.contact_id], notices, each.locale):
                later.append(each.id)
            else:
                left_out[NO_TEMPLATE if addresses[each.contact_id] else NO_NUMBER].append(each.id)
            continue
        room -= way.is_template
        leaving.append((each, way, notices[each.locale, way.channel]))
    _queue(session, broadcast, leaving, at)
    _mark(session, [each.id for each, _, _ in leaving], status=RELEASED)
    _mark(session, later, not_before=at + TRY_AGAIN)
    for reason, ids in left_out.items():
        _mark(session, ids, status=LEFT_OUT, reason=reason)
        broadcast.left_out += len(ids)
        broadcast.people -= len(ids)


def _addresses(session: Session, contact_ids: list[str], channels: list[str]) -> defaultdict[str, list[_Number]]:
    usable = select(Address.contact_id, Address.id, Address.channel, Address.last_in_at, Address.created_at).where(
        Address.contact_id.in_(contact_ids), ~Address.is_invalid, Address.channel.in_(channels)
    )
    found: defaultdict[str, list[_Number]] = defaultdict(list)
    for row in session.execute(usable):
        found[row.contact_id].append(_Number(row.id, row.channel, row.last_in_at, row.created_at))
    return found


def _way(
    addresses: list[_Number], channels: list[str], notices: dict[tuple[str, str], Notice], locale: str,
    terms: Terms, at: datetime, has_room: bool,
) -> _Way | None:  # fmt: skip
    """By the first channel that will do, to the number last heard from: WhatsApp in its window, or by template."""
    newest_first = sorted(addresses, key=lambda each: each.last_in_at or each.created_at, reverse=True)
    for channel in channels:
        for address in newest_first:
            if address.channel != channel:
                continue
            if channel == SMS:
                return _Way(address.id, SMS)
            if terms.has_whatsapp and in_window(address.last_in_at, at):
                return _Way(address.id, WHATSAPP)
            if terms.has_whatsapp and has_room and notices[locale, WHATSAPP].content_sid:
                return _Way(address.id, WHATSAPP, is_template=True)
    return None


def in_window(last_in_at: datetime | None, at: datetime) -> bool:
    """Whether WhatsApp takes free text: the person has written within 24 hours."""
    return last_in_at is not None and at - last_in_at < WINDOW - MARGIN


def _could_by_template(addresses: list[_Number], notices: dict[tuple[str, str], Notice], locale: str) -> bool:
    has_whatsapp = any(each.channel == WHATSAPP for each in addresses)
    return has_whatsapp and notices[locale, WHATSAPP].content_sid is not None


def _template_room(session: Session, broadcast: Broadcast, terms: Terms, at: datetime) -> int:
    """How many more people may be written to outside their window today. Held until the transaction ends."""
    if WHATSAPP not in broadcast.channels or terms.whatsapp_people <= 0:
        return BATCH
    locked_sender(session, WHATSAPP)
    return terms.whatsapp_people - written_outside_window(session, at)


def written_outside_window(session: Session, at: datetime) -> int:
    """Unique people who were sent a template, or are about to be, within 24 hours."""
    counted = select(func.count(distinct(Delivery.contact_id))).where(
        Delivery.is_template, Delivery.created_at > at - WINDOW
    )
    return session.scalar(counted) or 0


def _queue(session: Session, broadcast: Broadcast, leaving: list[tuple[_Waiting, _Way, Notice]], at: datetime) -> None:
    if not leaving:
        return
    purpose = f"notice:{broadcast.topic}"
    messages, queue = cast(Table, Message.__table__), cast(Table, Delivery.__table__)
    # Without the order of the parameters, which costs a statement each on SQLite: the contact tells them apart.
    inserted = session.execute(
        insert(messages).returning(messages.c.id, messages.c.contact_id),
        [
            {
                "contact_id": each.contact_id,
                "address_id": way.address_id,
                "direction": "out",
                "kind": "notice",
                "notice_id": notice.id,
                "purpose": purpose,
                "language": notice.locale[:2],
            }
            for each, way, notice in leaving
        ],
    )
    message_of = {contact_id: message_id for message_id, contact_id in inserted}
    session.execute(
        insert(queue),
        [
            {
                "message_id": message_of[each.contact_id],
                "contact_id": each.contact_id,
                "address_id": way.address_id,
                "broadcast_id": broadcast.id,
                "is_template": way.is_template,
                "channel": way.channel,
                "priority": NOTICE,
                "segments": notice.segments,
                "created_at": at,
                "next_attempt_at": at,
            }
            for each, way, notice in leaving
        ],
    )


def _mark(session: Session, ids: list[int], **values: object) -> None:
    if ids:
        session.execute(
            update(Recipient).where(Recipient.id.in_(ids)).values(**values).execution_options(synchronize_session=False)
        )
