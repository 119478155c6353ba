"""Is this message really from the Ministry: by the code that every notice carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from registry.services.broadcasts import drafts

# As it stands under a notice, with what people put between its parts.
SIGNED = re.compile(r"\bMFAIR[\s:.#-]+([A-Z0-9](?:[\s-]?[A-Z0-9]){3,7})\b", re.IGNORECASE)
ASKED = re.compile(
    r"\b(?:code|khoutu|kgoutu|khoto|nomoro)\b(?:\s+(?:is|ke|ea|ya|molaetsa|this))*[\s:.#-]+([A-Z0-9]{4,8})\b",
    re.IGNORECASE,
)
ALONE = re.compile(r"^\W*([A-Z0-9]{5})\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Verified:
    """`how` is `no_code`, `ours` or `not_ours`; for one of ours the day it began to leave, and its topic."""

    how: str
    code: str = ""
    sent_on: date | None = None
    topic: str | None = None


def codes_in(text: str) -> list[str]:
    """What in a text is meant as a code of ours, surest first."""
    found = [match[1] for pattern in (SIGNED, ASKED) for match in pattern.finditer(text)]
    alone = ALONE.match(text)
    plain = [re.sub(r"[\s-]", "", each).upper() for each in found]
    if alone and re.search(r"\d", alone[1]):
        plain.append(alone[1].upper())
    return list(dict.fromkeys(plain))


def verify(session: Session, text: str) -> Verified:
    """What a text is that somebody holds up to us. The words themselves are not compared: only the code counts."""
    codes = codes_in(text)
    for code in codes:
        # A signed text that runs on gives more letters than a code has: its beginning is the code.
        broadcast = drafts.find_by_code(session, code[: drafts.CODE_LENGTH])
        if broadcast is not None:
            sent_at = broadcast.frozen_at or broadcast.created_at
            return Verified("ours", broadcast.code, sent_at.date(), broadcast.topic)
    return Verified("not_ours", codes[0]) if codes else Verified("no_code")
