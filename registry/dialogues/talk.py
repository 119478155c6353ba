"""What goes into one turn of a dialogue and what comes out, and the words that steer every dialogue alike."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from babel import Locale as Cldr

from registry.content.places import Town
from registry.dialogues import words
from registry.dialogues.reading import is_question, mentions, steers
from registry.dialogues.vocabulary import Text
from registry.dialogues.words import say

# asked: it goes on with a question; passed: the text is for somebody else; paused: kept for later.
Kind: TypeAlias = Literal["asked", "done", "left", "paused", "passed", "refused"]
Data: TypeAlias = dict[str, Any]
# From this chance on an intent is what a person means.
SURE = 0.6
# What the assistant could not place, and what needs no answer of its own.
NOWHERE = ("nlu_fallback", "out_of_scope", "thanks", "goodbye", "")


@dataclass(frozen=True)
class Heard:
    """One text of a person, in a dialogue. `intent`: what the assistant took it for, with its chance."""

    written: str = field(repr=False)
    locale: str
    country: str
    today: dt.date
    towns: tuple[Town, ...] = field(repr=False, default=())
    intent: str = ""
    chance: float = 0.0
    # The name of the office that a case with these data would go to.
    office: Callable[[Data], str] = field(repr=False, default=lambda data: "")

    @cached_property
    def text(self) -> Text:
        """The text cut into words; a topic chosen from a menu is no text."""
        return Text.of("" if self.is_chosen else self.written)

    @property
    def is_chosen(self) -> bool:
        """Whether the topic was chosen rather than written."""
        return self.written.startswith("/")

    @property
    def fingerprint(self) -> str:
        """What tells a text that came twice."""
        return hashlib.sha256(" ".join(self.text.keys).encode()).hexdigest()[:16]

    def means_other_than(self, topics: tuple[str, ...]) -> bool:
        """Whether the assistant is sure that this is about something else."""
        return self.is_chosen or (self.intent not in (*topics, *NOWHERE) and self.chance >= SURE)

    @property
    def is_question(self) -> bool:
        """Whether the person asks something."""
        return is_question(self.written, self.text)

    @property
    def leaves(self) -> bool:
        """Whether the person wants out."""
        return steers(self.text, "leave")

    @property
    def asks_why(self) -> bool:
        """Whether the person asks why we ask."""
        return mentions(self.text, "why")


@dataclass
class Outcome:
    """What came of a turn, and what is said in the reader's locale: one SMS of two segments at most, and a second."""

    kind: Kind
    said: str = ""
    more: str = ""


def told(*parts: str) -> str:
    """Sentences behind one another."""
    return " ".join(part for part in parts if part)


def country_name(code: str | None, locale: str) -> str:
    """A country as a reader knows it; in Sesotho the two that have a name of their own."""
    if not code or code == "other":
        return "?"
    if code in words.COUNTRIES:
        return say(words.COUNTRIES[code], locale)
    return str(Cldr("en").territories.get(code, code))
