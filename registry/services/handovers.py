"""Conversations in the hands of officers: asked for, taken by one of them, answered, handed back.

While an officer has a conversation (`is_held`) the assistant stays silent. It answers again when the officer
hands the conversation back, or when neither side has written for `SILENCE`.
"""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.models import Contact, Conversation, Delivery, Handover, Message, Note
from registry.models.base import now
from registry.models.delivery import REPLY
from registry.models.handover import ENDED, OPEN, TAKEN, WAITING
from registry.services import reaching
from registry.services.desk import Desk
from registry.vault import Vault
from sesotho import segments, to_gsm7

SILENCE = timedelta(hours=12)
# Nobody took it for so long that the question will have found another way.
UNTAKEN = timedelta(days=14)
LONGEST_REPLY = 1_000
SAMPLE, FEWEST = 20, 5
BEFORE = 6


class NotYours(Exception):
    """The conversation is not with this officer (any more)."""


class BadReply(ValueError):
    """One line: what is wrong with the text of a reply or a note."""


@dataclass(frozen=True)
class Line:
    """One message as an officer reads it; `text` is None where the words are not kept."""

    direction: str
    text: str | None = field(repr=False)
    at: datetime
    is_officer: bool
    status: str | None


@dataclass(frozen=True)
class Expected:
    """What a person who waits may be told: is somebody there, when, how many are before them, how long it takes.

    `minutes` is the usual wait in office time; None while there are too few to tell.
    """

    is_open: bool
    opens_at: datetime
    ahead: int
    minutes: int | None


def ask(
    session: Session, contact: Contact, *, topic: str | None = None, wants_call: bool = False,
    at: datetime | None = None,
) -> tuple[Handover, bool]:  # fmt: skip
    """The open handover of a contact, and whether it is new. Asking again for a call makes it a call."""
    at = at or now()
    sweep(session, at, contact.id)
    found = open_of(session, contact.id)
    if found is None:
        asked = Handover(
            contact_id=contact.id, topic=topic, wants_call=wants_call, country=contact.country, asked_at=at, last_at=at
        )
        try:
            with session.begin_nested():
                session.add(asked)
            return asked, True
        except IntegrityError:
            found = open_of(session, contact.id)
            assert found is not None, "the index that refused has a row"  # noqa: S101
    found.wants_call = found.wants_call or wants_call
    found.topic = found.topic or topic
    return found, False


def topic_of(session: Session, contact_id: str) -> str | None:
    """What the person was asking about last."""
    conversation = session.get(Conversation, contact_id)
    return conversation.topic if conversation else None


# Asked for every text, so built once.
_OPEN = select(Handover).where(Handover.contact_id == bindparam("contact"), Handover.state != ENDED)


def open_of(session: Session, contact_id: str) -> Handover | None:
    """The handover of a contact that has not ended."""
    return session.scalar(_OPEN, {"contact": contact_id})


def one(session: Session, handover_id: int) -> Handover | None:
    """A handover by its number."""
    return session.get(Handover, handover_id)


def is_held(found: Handover | None, at: datetime | None = None) -> bool:
    """Whether an officer has this conversation, and neither side has been silent for too long."""
    return found is not None and found.state == TAKEN and found.last_at > (at or now()) - SILENCE


def waiting(session: Session, limit: int = 50, country: str | None = None) -> list[Handover]:
    """Who waits for an officer, longest first; of one country when one is named."""
    which = [Handover.state == WAITING, *([Handover.country == country] if country else [])]
    return list(session.scalars(select(Handover).where(*which).order_by(Handover.asked_at, Handover.id).limit(limit)))


def taken(session: Session, officer: str | None = None, limit: int = 50) -> list[Handover]:
    """The conversations that officers have, or that one of them has; the latest word first."""
    which = [Handover.state == TAKEN, *([Handover.officer == officer] if officer else [])]
    return list(session.scalars(select(Handover).where(*which).order_by(Handover.last_at.desc()).limit(limit)))


def take(session: Session, handover_id: int, officer: str, at: datetime | None = None) -> bool:
    """Give the conversation to `officer`; False when somebody else was first or it has ended. Compare-and-set."""
    at = at or now()
    given = session.execute(
        update(Handover)
        .where(Handover.id == handover_id, Handover.state == WAITING)
        .values(state=TAKEN, officer=officer, taken_at=at, last_at=at)
        .execution_options(synchronize_session="fetch")
    )
    if given.rowcount == 1:  # type: ignore[attr-defined]
        return True
    found = session.get(Handover, handover_id)
    return found is not None and found.state == TAKEN and found.officer == officer


def reply(
    session: Session, vault: Vault, handover_id: int, officer: str, text: str, at: datetime | None = None
) -> Delivery:
    """An officer's words, queued for the sending door. Raises `NotYours`, `BadReply` or `reaching.NotReachable`."""
    found = _theirs(session, handover_id, officer)
    written = _written(text, LONGEST_REPLY)
    addresses = reaching.addresses(session, found.contact_id)
    address = addresses[0] if addresses else None
    if address is None or address.channel == "sms":
        written = to_gsm7(written)
    queued = reaching.queue(
        session,
        vault,
        found.contact_id,
        reaching.OFFICER,
        written,
        segments=segments(written).count,
        priority=REPLY,
        address=address,
    )
    found.last_at = at or now()
    return queued


def note(session: Session, vault: Vault, handover_id: int, officer: str, text: str) -> Note:
    """Something for other officers. Raises `BadReply`; `KeyError` for an unknown handover."""
    found = session.get(Handover, handover_id)
    if found is None:
        raise KeyError(handover_id)
    written = Note(
        contact_id=found.contact_id, handover_id=found.id, author=officer, body=vault.lock(_written(text, 2_000))
    )
    session.add(written)
    session.flush()
    return written


def notes(session: Session, vault: Vault, handover_id: int) -> list[tuple[str, datetime, str]]:
    """Author, time and words of the notes on a handover, oldest first."""
    rows = session.scalars(select(Note).where(Note.handover_id == handover_id).order_by(Note.id))
    return [(row.author, row.written_at, vault.unlock(row.body)) for row in rows]


def hand_back(session: Session, handover_id: int, officer: str, at: datetime | None = None) -> None:
    """The assistant answers again. Raises `NotYours`."""
    _end(_theirs(session, handover_id, officer), "officer", at or now())


def heard(session: Session, contact_id: str, at: datetime | None = None) -> None:
    """The person has written: the silence begins anew."""
    found = open_of(session, contact_id)
    if found is not None:
        found.last_at = at or now()


def sweep(session: Session, at: datetime | None = None, contact_id: str | None = None) -> int:
    """End what silence has ended; how many."""
    at = at or now()
    silent = or_(
        (Handover.state == TAKEN) & (Handover.last_at <= at - SILENCE),
        (Handover.state == WAITING) & (Handover.asked_at <= at - UNTAKEN),
    )
    which = [silent, *([Handover.contact_id == contact_id] if contact_id else [])]
    ended = list(session.scalars(select(Handover).where(*which).with_for_update()))
    for each in ended:
        _end(each, "silence", at)
    return len(ended)


def expected(session: Session, handover: Handover, desk: Desk, at: datetime | None = None) -> Expected:
    """What the person may be told about the wait."""
    at = at or now()
    before = select(func.count()).where(
        Handover.state == WAITING,
        or_(
            Handover.asked_at < handover.asked_at,
            (Handover.asked_at == handover.asked_at) & (Handover.id < handover.id),
        ),
    )
    return Expected(
        is_open=desk.is_open(at),
        opens_at=desk.next_opening(at),
        ahead=session.scalar(before) or 0,
        minutes=usual_wait(session, desk),
    )


def usual_wait(session: Session, desk: Desk) -> int | None:
    """Minutes of office time that the last people waited, in the middle; None while there are fewer than five."""
    rows = session.execute(
        select(Handover.asked_at, Handover.taken_at)
        .where(Handover.taken_at.is_not(None))
        .order_by(Handover.taken_at.desc())
        .limit(SAMPLE)
    ).all()
    waits = [desk.open_time(asked_at, taken_at) for asked_at, taken_at in rows if taken_at]
    if len(waits) < FEWEST:
        return None
    return round(statistics.median(each.total_seconds() for each in waits) / 60)


def conversation(session: Session, vault: Vault, handover_id: int, limit: int = 100) -> list[Line]:
    """What was said: a few messages from before the person asked, then all that followed, oldest first.

    Words of a person in danger are not kept and stay None.
    """
    found = session.get(Handover, handover_id)
    if found is None:
        raise KeyError(handover_id)
    said = (
        select(Message, Delivery.status)
        .outerjoin(Delivery, Delivery.message_id == Message.id)
        .where(Message.contact_id == found.contact_id)
    )
    after = session.execute(said.where(Message.created_at >= found.asked_at).order_by(Message.id).limit(limit)).all()
    before = session.execute(
        said.where(Message.created_at < found.asked_at).order_by(Message.id.desc()).limit(BEFORE)
    ).all()
    return [
        Line(
            direction=message.direction,
            text=None if message.body is None else vault.unlock(message.body),
            at=message.created_at,
            is_officer=message.purpose == reaching.OFFICER,
            status=status,
        )
        for message, status in [*reversed(before), *after]
    ]


def counted(session: Session, at: datetime | None = None) -> dict[str, int]:
    """How many wait, how many are with officers, how many ended since the day before."""
    at = at or now()
    rows = session.execute(
        select(Handover.state, func.count()).where(Handover.state.in_(OPEN)).group_by(Handover.state)
    )
    found = {state: number for state, number in rows}  # noqa: C416
    since = at - dt.timedelta(days=1)
    ended = session.scalar(select(func.count()).where(Handover.state == ENDED, Handover.ended_at >= since)) or 0
    return {WAITING: found.get(WAITING, 0), TAKEN: found.get(TAKEN, 0), ENDED: ended}


def _theirs(session: Session, handover_id: int, officer: str) -> Handover:
    found = session.get(Handover, handover_id, with_for_update=True)
    if found is None or found.state != TAKEN or found.officer != officer:
        raise NotYours("somebody else has this conversation, or it has ended")
    return found


def _end(handover: Handover, by: str, at: datetime) -> None:
    handover.state, handover.ended_at, handover.ended_by = ENDED, at, by


def _written(text: str, longest: int) -> str:
    written = text.strip()
    if not written:
        raise BadReply("write something first")
    if len(written) > longest:
        raise BadReply(f"at most {longest} characters; this has {len(written)}")
    return written
