"""The duty list: who is told of an alarm, in which order, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Alarm, Delivery, Duty, Message, Telling
from registry.models.base import now
from registry.models.delivery import URGENT
from registry.models.duty import EMAIL, FAILED, QUEUED, SMS, TOLD
from registry.services import contacts
from registry.services.reaching import ALARM
from registry.vault import Vault

FIRST_WAIT, MOST_ATTEMPTS = timedelta(seconds=30), 8
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Place:
    """One place on the list, unlocked; numbers and addresses never show when it is printed."""

    id: int
    position: int
    name: str
    number: str | None = field(repr=False)
    email: str | None = field(repr=False)
    is_on_duty: bool


@dataclass(frozen=True)
class Mailing:
    """One e-mail that is due."""

    telling_id: int
    alarm_id: int
    to: str = field(repr=False)


def places(session: Session, vault: Vault, *, on_duty: bool = False) -> list[Place]:
    """The list, first to be told first."""
    rows = session.scalars(select(Duty).order_by(Duty.position, Duty.id))
    return [_place(row, vault) for row in rows if row.is_on_duty or not on_duty]


def add(session: Session, vault: Vault, name: str, *, number: str | None = None, email: str | None = None) -> Duty:
    """A new last place. `number` is E.164."""
    if not number and not email:
        raise ValueError("a place on the duty list needs a number or an e-mail address")
    last = session.scalar(select(func.max(Duty.position))) or 0
    row = Duty(
        position=last + 1,
        name=vault.lock(name),
        number=vault.lock(number) if number else None,
        email=vault.lock(email) if email else None,
    )
    session.add(row)
    session.flush()
    return row


def change(session: Session, duty_id: int, *, is_on_duty: bool | None = None, position: int | None = None) -> bool:
    """Put somebody on or off duty, or at another place; False for an unknown id."""
    row = session.get(Duty, duty_id)
    if row is None:
        return False
    if is_on_duty is not None:
        row.is_on_duty = is_on_duty
    if position is not None:
        others = [each for each in session.scalars(select(Duty).order_by(Duty.position, Duty.id)) if each is not row]
        others.insert(max(position, 1) - 1, row)
        for index, each in enumerate(others, 1):
            each.position = index
    return True


def remove(session: Session, duty_id: int) -> bool:
    """Take a place off the list; False for an unknown id."""
    row = session.get(Duty, duty_id)
    if row is not None:
        session.delete(row)
    return row is not None


def tell_next(
    session: Session, vault: Vault, alarm: Alarm, text: str, *, climb: timedelta, at: datetime, has_mail: bool
) -> Place | None:  # fmt: skip
    """Tell the next place of the list; None when nobody is on duty. After the last the first is told again.

    Each round through the list waits one `climb` longer, so that a night without officers is not a flood of messages.
    """
    reachable = [place for place in places(session, vault, on_duty=True) if place.number or (has_mail and place.email)]
    if not reachable:
        alarm.climbs_at = at + min(climb, timedelta(minutes=1))
        return None
    place = reachable[alarm.step % len(reachable)]
    round_ = alarm.step // len(reachable) + 1
    alarm.step += 1
    alarm.told_at = alarm.told_at or at
    alarm.climbs_at = at + climb * round_
    if place.number:
        _text(session, vault, alarm, place, text, round_)
    if place.email and has_mail:
        session.add(
            Telling(alarm_id=alarm.id, duty_id=place.id, means=EMAIL, round=round_, next_attempt_at=at, created_at=at)
        )
    return place


def due_mail(session: Session, vault: Vault, at: datetime, limit: int = 10) -> list[Mailing]:
    """E-mails to be sent now, leased: a sender that dies leaves them to the next look."""
    rows = session.execute(
        select(Telling, Duty.email)
        .join(Duty, Duty.id == Telling.duty_id)
        .where(Telling.means == EMAIL, Telling.status == QUEUED, Telling.next_attempt_at <= at)
        .order_by(Telling.id)
        .limit(limit)
        .with_for_update(of=Telling, skip_locked=True)
    ).all()
    found = []
    for telling, email in rows:
        telling.attempts, telling.next_attempt_at = telling.attempts + 1, at + LEASE
        if email is None:
            telling.status = FAILED
        else:
            found.append(Mailing(telling.id, telling.alarm_id, vault.unlock(email)))
    return found


def mail_ended(session: Session, telling_id: int, at: datetime, *, is_told: bool, is_final: bool = False) -> None:
    """How an e-mail went: told, to be tried again, or given up."""
    telling = session.get_one(Telling, telling_id)
    if is_told:
        telling.status, telling.told_at = TOLD, at
    elif is_final or telling.attempts >= MOST_ATTEMPTS:
        telling.status = FAILED
    else:
        telling.next_attempt_at = at + FIRST_WAIT * 2 ** (telling.attempts - 1)


def tellings(session: Session, alarm_id: int) -> list[Telling]:
    """Who was told of an alarm, and when."""
    return list(session.scalars(select(Telling).where(Telling.alarm_id == alarm_id).order_by(Telling.id)))


def _text(session: Session, vault: Vault, alarm: Alarm, place: Place, text: str, round_: int) -> None:
    address = contacts.reach(session, vault, number=place.number or "", channel="sms", country=None)
    session.flush()
    message = Message(
        contact_id=address.contact_id, address_id=address.id, direction="out", body=vault.lock(text), purpose=ALARM
    )
    session.add(message)
    session.flush()
    delivery = Delivery(
        message_id=message.id,
        contact_id=address.contact_id,
        address_id=address.id,
        channel=address.channel,
        priority=URGENT,
    )
    session.add(delivery)
    session.flush()
    told = Telling(
        alarm_id=alarm.id,
        duty_id=place.id,
        means=SMS,
        round=round_,
        delivery_id=delivery.id,
        status=TOLD,
        told_at=now(),
    )
    session.add(told)


def _place(row: Duty, vault: Vault) -> Place:
    return Place(
        row.id,
        row.position,
        vault.unlock(row.name),
        vault.unlock(row.number) if row.number else None,
        vault.unlock(row.email) if row.email else None,
        row.is_on_duty,
    )
