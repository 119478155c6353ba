"""A broadcast before it leaves: its words in every language, spelling and channel, its audience."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.models import Broadcast, Notice
from registry.models.broadcast import APPROVED, DRAFT
from registry.services.audience import LOCALES, Audience, BadAudience
from registry.services.terms import CHANNELS, SMS, WHATSAPP
from sesotho import segments, to_gsm7

# No vowels, so that no word comes of it; nothing that looks or sounds like another.
ALPHABET = "BCDFGHJKMNPQRTVWXYZ2346789"
CODE_LENGTH = 5
LONGEST = 1_500
CONTENT_SID = re.compile(r"^HX[0-9a-fA-F]{32}$")
TOPIC = re.compile(r"^[a-z]+(\.[a-z_]+)?$")


class Refused(Exception):
    """One line for the officer: what cannot be done, and what can."""


class Unfit(Refused):
    """What is wrong with a draft."""


@dataclass(frozen=True)
class Template:
    """The approved WhatsApp template that says the same in one locale."""

    content_sid: str
    variables: Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """What an officer writes. `texts` and `templates` by locale; `channels` in the order of preference."""

    title: str
    texts: Mapping[str, str]
    officer: str
    topic: str = "notices"
    audience: Mapping[str, Any] | None = None
    channels: Sequence[str] = (WHATSAPP, SMS)
    templates: Mapping[str, Template] | None = None
    is_life_safety: bool = False


def create(session: Session, draft: Draft) -> Broadcast:
    """A new broadcast in draft. Raises `Refused`."""
    _check(draft)
    for _ in range(10):
        broadcast = Broadcast(code=new_code(), created_by=draft.officer, title=draft.title)
        try:
            with session.begin_nested():
                session.add(broadcast)
                session.flush()
            break
        except IntegrityError:
            continue
    else:
        raise Refused("no code is free: try again")
    _write(session, broadcast, draft)
    return broadcast


def change(session: Session, broadcast: Broadcast, draft: Draft) -> Broadcast:
    """Another wording or audience for a draft. What was approved has to be approved again. Raises `Refused`."""
    if broadcast.status not in (DRAFT, APPROVED):
        raise Refused(f"it is {broadcast.status}: only a draft can be changed")
    _check(draft)
    broadcast.status, broadcast.approved_by, broadcast.approved_at = DRAFT, None, None
    # Whoever wrote the words in force may not approve them.
    broadcast.created_by = draft.officer
    _write(session, broadcast, draft)
    return broadcast


def new_code() -> str:
    """Five characters that can be read out over a bad line."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def find_by_code(session: Session, text: str) -> Broadcast | None:
    """The broadcast whose code somebody has texted to us, if it has ever begun to leave."""
    code = re.sub(r"[^A-Z0-9]", "", text.upper())
    if len(code) != CODE_LENGTH:
        return None
    return session.scalar(select(Broadcast).where(Broadcast.code == code, Broadcast.frozen_at.is_not(None)))


def finished(said: str, channel: str, code: str) -> str:
    """What leaves: the words, whose they are, and a code to check that by. SMS is GSM-7, its caron an apostrophe."""
    text = f"{said.strip()}\nMFAIR {code}"
    return to_gsm7(text) if channel == SMS else text


def notices_of(session: Session, broadcast_id: int) -> list[Notice]:
    """All wordings of a broadcast."""
    found = select(Notice).where(Notice.broadcast_id == broadcast_id).order_by(Notice.locale, Notice.channel)
    return list(session.scalars(found))


def _check(draft: Draft) -> None:
    if not 3 <= len(draft.title.strip()) <= 80:
        raise Unfit("the title must have 3 to 80 characters")
    if len(draft.officer.strip()) < 2:
        raise Unfit("say who you are")
    if not TOPIC.match(draft.topic):
        raise Unfit("the topic must be `notices`, a family of topics (pension) or a topic (pension.claim)")
    missing = [locale for locale in LOCALES if not draft.texts.get(locale, "").strip()]
    if missing:
        raise Unfit(f"the text is missing in {', '.join(missing)}: a notice is in {', '.join(LOCALES)}")
    if any(locale not in LOCALES for locale in draft.texts):
        raise Unfit(f"texts are in {', '.join(LOCALES)}")
    if "\x00" in draft.title + draft.officer + "".join(draft.texts.values()):
        raise Unfit("there is a character in it that is no text")
    too_long = [locale for locale, text in draft.texts.items() if len(text) > LONGEST]
    if too_long:
        raise Unfit(f"the text in {too_long[0]} has more than {LONGEST} characters")
    if not draft.channels or any(channel not in CHANNELS for channel in draft.channels):
        raise Unfit(f"channels are {' and '.join(CHANNELS)}")
    for locale, template in (draft.templates or {}).items():
        if locale not in LOCALES or not CONTENT_SID.match(template.content_sid):
            raise Unfit("a template is named by locale and a ContentSid (HX and 32 hexadecimal digits)")
    try:
        Audience.read(dict(draft.audience or {}))
    except (BadAudience, TypeError) as error:
        raise Unfit(f"the audience: {error}") from None


def _write(session: Session, broadcast: Broadcast, draft: Draft) -> None:
    broadcast.title, broadcast.topic = draft.title.strip(), draft.topic
    broadcast.is_life_safety = draft.is_life_safety
    broadcast.channels = list(dict.fromkeys(draft.channels))
    was_listed = bool((broadcast.audience or {}).get("is_listed"))
    broadcast.audience = {
        **Audience.read(dict(draft.audience or {})).dump(),
        **({"is_listed": True} if was_listed else {}),
    }
    kept = {(each.locale, each.channel): each for each in notices_of(session, broadcast.id)}
    for locale in LOCALES:
        for channel in CHANNELS:
            notice = kept.get((locale, channel))
            if notice is None:
                notice = Notice(broadcast_id=broadcast.id, locale=locale, channel=channel)
                session.add(notice)
            notice.said = draft.texts[locale].strip()
            notice.text = finished(notice.said, channel, broadcast.code)
            notice.segments = segments(notice.text).count if channel == SMS else 1
            template = (draft.templates or {}).get(locale) if channel == WHATSAPP else None
            notice.content_sid = template.content_sid if template else None
            notice.content_variables = dict(template.variables) if template else None
    session.flush()
