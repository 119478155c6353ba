"""Questions that were not understood: shown without personal data, like ones together, taught or answered at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.models import Contact, Lesson, Message, Miss
from registry.models.delivery import REPLY
from registry.services import reaching
from registry.services.library import Library
from registry.vault import Vault
from sesotho import key, locale_of, segments, to_gsm7

NEWEST = 500
ALIKE = 82
LONGEST = 400
HIDDEN = "…"
# What may name somebody: runs of digits and references, addresses, and what follows "my name is".
NUMBERS = re.compile(r"\b(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z])[\w/-]{5,}\b|\+?\d[\d\s/.-]{2,}\d|\d{3,}")
ADDRESSES = re.compile(r"\S+@\S+|https?:\S+|www\.\S+", re.IGNORECASE)
NAMED = re.compile(
    r"\b(my name is|name is|i am called|this is|lebitso la ka ke|lebitso ke|ke bitsoa|ke bitswa|ke nna)"
    r"(\s+(?!from|a|the|oa|wa)[\w'-]+){1,3}",
    re.IGNORECASE,
)
CAPITALS = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z'-]{2,}(?:\s+[A-Z][a-z'-]{2,})+\b")


@dataclass(frozen=True)
class Asked:
    """One question that was missed, without what may name anybody."""

    miss: int
    text: str
    language: str
    spelling: str | None
    at: datetime
    guesses: list[tuple[str, float]]


@dataclass(frozen=True)
class Cluster:
    """Questions that are alike; `guesses` are the topics guessed most among them."""

    questions: list[Asked] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """The misses in it."""
        return [each.miss for each in self.questions]

    @property
    def guesses(self) -> list[str]:
        """The likeliest topics of all of them together."""
        chances: Counter[str] = Counter()
        for each in self.questions:
            for topic, chance in each.guesses:
                chances[topic] += chance  # type: ignore[assignment]
        return [topic for topic, _ in chances.most_common(3)]


@dataclass(frozen=True)
class Sent:
    """How an answer to everyone who asked went: how many get it, and who not, by reason."""

    count: int
    left_out: dict[str, int]


def without_people(text: str) -> str:
    """A question without numbers, references, addresses and names that say that they are names."""
    plain = ADDRESSES.sub(HIDDEN, text)
    plain = NAMED.sub(lambda found: f"{found[1]} {HIDDEN}", plain)
    plain = CAPITALS.sub(HIDDEN, plain)
    return NUMBERS.sub(HIDDEN, plain)[:LONGEST].strip()


def open_questions(session: Session, vault: Vault, limit: int = NEWEST) -> list[Asked]:
    """The newest misses nobody has dealt with and whose words are still kept, newest first."""
    wanted = (
        select(Miss, Message.body)
        .join(Message, Message.id == Miss.message_id)
        .where(Miss.outcome.is_(None), Message.body.is_not(None), ~Message.is_guarded)
        .order_by(Miss.id.desc())
        .limit(limit)
    )
    found = []
    for miss, body in session.execute(wanted):
        text = without_people(vault.unlock(body)) if body else ""
        if text.strip(f"{HIDDEN} ?!."):
            guesses = [(str(topic), float(chance)) for topic, chance in miss.guesses]
            found.append(Asked(miss.id, text, miss.language or "en", miss.spelling, miss.missed_at, guesses))
    return found


def clustered(questions: Sequence[Asked]) -> list[Cluster]:
    """Like questions together, in either spelling; the largest first."""
    clusters: list[tuple[str, Cluster]] = []
    for question in questions:
        reading = key(question.text)
        for leader, cluster in clusters:
            if fuzz.token_set_ratio(reading, leader) >= ALIKE:
                cluster.questions.append(question)
                break
        else:
            clusters.append((reading, Cluster([question])))
    return sorted((cluster for _, cluster in clusters), key=lambda each: -len(each.questions))


def teach(session: Session, questions: Sequence[Asked], topic: str, officer: str, at: datetime) -> int:
    """Keep questions as lessons for a topic; how many are new."""
    known = set(session.scalars(select(Lesson.text).where(Lesson.topic == topic)))
    fresh = {each.text: each for each in questions if each.text not in known}
    for each in fresh.values():
        session.add(Lesson(text=each.text, language=each.language, topic=topic, officer=officer, taught_at=at))
    _settle(session, [each.miss for each in questions], "taught", officer, at)
    return len(fresh)


def answer_everyone(
    session: Session, vault: Vault, library: Library, misses: Sequence[int], texts: Mapping[str, str],
    topic: str | None, officer: str, at: datetime,
) -> Sent:  # fmt: skip
    """Answer everyone who asked and may still be written to, once each: by a topic's answer or by `texts` by locale."""
    count, left_out = 0, Counter[str]()
    askers = session.execute(
        select(Message.contact_id, Message.address_id)
        .join(Miss, Miss.message_id == Message.id)
        .where(Miss.id.in_(misses))
        .distinct()
    )
    for contact_id in dict.fromkeys(contact for contact, _ in askers):
        contact = session.get_one(Contact, contact_id)
        text = _words(library, contact, texts, topic, at)
        reason = "no_text" if not text else _send(session, vault, contact_id, text)
        if reason:
            left_out[reason] += 1
        else:
            count += 1
    _settle(session, misses, "answered", officer, at)
    return Sent(count, dict(left_out))


def dismiss(session: Session, misses: Sequence[int], officer: str, at: datetime) -> None:
    """Nothing is to be done about them."""
    _settle(session, misses, "dismissed", officer, at)


def lessons(session: Session, state: str = "proposed") -> list[Lesson]:
    """Lessons in one state, oldest first."""
    return list(session.scalars(select(Lesson).where(Lesson.state == state).order_by(Lesson.id)))


def decide(session: Session, lesson_ids: Sequence[int], state: str) -> None:
    """What became of lessons: `learnt` or `refused`."""
    session.execute(update(Lesson).where(Lesson.id.in_(lesson_ids)).values(state=state))


def _words(library: Library, contact: Contact, texts: Mapping[str, str], topic: str | None, at: datetime) -> str:
    locale = locale_of(contact.language or "en", contact.spelling)  # type: ignore[arg-type]
    if topic is None:
        return texts.get(locale, "").strip()
    told = library.answer(topic, locale, contact.country or "other", at.date())
    return f"{told.rendered.short} {told.source}".strip() if told else ""


def _send(session: Session, vault: Vault, contact_id: str, text: str) -> str | None:
    addresses = reaching.addresses(session, contact_id)
    address = addresses[0] if addresses else None
    sent = text if address is not None and address.channel == "whatsapp" else to_gsm7(text)
    try:
        count = segments(sent).count
        reaching.queue(
            session, vault, contact_id, reaching.OFFICER, sent, segments=count, priority=REPLY, address=address
        )
    except reaching.NotReachable as error:
        return error.reason
    return None


def _settle(session: Session, misses: Sequence[int], outcome: str, officer: str, at: datetime) -> None:
    for miss in session.scalars(select(Miss).where(Miss.id.in_(misses), Miss.outcome.is_(None))):
        miss.outcome, miss.settled_by, miss.settled_at = outcome, officer, at
