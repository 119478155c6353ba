"""An answer: one topic in three texts, each in a short and a full form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .facts import DEFAULT_PART
from .reading import LOCALES, Malformed, Path, choice, day, items, keys, mapping, string, three, truth
from .values import Plain

Locale: TypeAlias = Literal["en", "st_LS", "st_ZA"]
Form: TypeAlias = Literal["short", "full"]
Reader: TypeAlias = Literal["ZA", "LS", "other"]

FORMS: tuple[Form, ...] = ("short", "full")
READERS: tuple[Reader, ...] = ("ZA", "LS", "other")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Ref:
    """A placeholder: which part of which fact."""

    fact: str
    part: str = DEFAULT_PART

    def __str__(self) -> str:
        return "{" + (self.fact if self.part == DEFAULT_PART else f"{self.fact}.{self.part}") + "}"


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence (short form) or one line (full form).

    `readers`: only for readers in these countries; empty means everybody.
    `awaits`: leans on a fact nobody has confirmed yet, and is silent until somebody does.
    """

    say: str
    readers: tuple[Reader, ...] = ()
    awaits: bool = False

    def refs(self) -> list[Ref]:
        found = (inside.partition(".") for inside in PLACEHOLDER.findall(self.say))
        return [Ref(fact, part or DEFAULT_PART) for fact, _, part in found]

    def is_for(self, country: str) -> bool:
        """Whether a reader in this country (ISO code) is shown the item."""
        reader = country if country in READERS else "other"
        return not self.readers or reader in self.readers

    def to_plain(self) -> str | Plain:
        if not self.readers and not self.awaits:
            return self.say
        plain: Plain = {"say": self.say}
        if self.readers:
            plain["for"] = self.readers[0] if len(self.readers) == 1 else list(self.readers)
        if self.awaits:
            plain["awaits"] = True
        return plain


@dataclass(frozen=True, slots=True)
class Text:
    """What an answer says in one locale."""

    short: tuple[Item, ...]
    full: tuple[Item, ...]

    def form(self, form: Form) -> tuple[Item, ...]:
        return self.short if form == "short" else self.full

    def lines(self) -> tuple[Item, ...]:
        return (*self.short, *self.full)


@dataclass(frozen=True, slots=True)
class Review:
    """Who reviewed a text, and when. Nobody yet: both None."""

    by: str | None = None
    at: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service says on a topic. `title` is its menu label, `leads_to` the topics offered next."""

    topic: str
    title: Mapping[str, str]
    leads_to: tuple[str, ...]
    texts: Mapping[str, Text]
    review: Mapping[str, Review]

    @property
    def guarded(self) -> bool:
        """For a person in danger: it leads nowhere, and nothing may be added to its words."""
        return not self.leads_to

    def to_dict(self) -> Plain:
        """Plain data, JSON-ready; `from_dict` gives the answer back."""
        return {
            "topic": self.topic,
            "title": dict(self.title),
            "leads_to": list(self.leads_to),
            "texts": {
                locale: {form: [item.to_plain() for item in text.form(form)] for form in FORMS}
                for locale, text in self.texts.items()
            },
            "review": {
                locale: {"by": review.by, "at": review.at.isoformat() if review.at else None}
                for locale, review in self.review.items()
            },
        }

    @classmethod
    def from_dict(cls, data: object) -> Answer:
        """Raises Malformed with the place inside the answer and what to do."""
        plain = mapping(data)
        keys(plain, ("topic", "title", "leads_to", "texts", "review"))
        texts, review = _by_locale(plain["texts"], ("texts",)), _by_locale(plain["review"], ("review",))
        leads_to = items(plain["leads_to"], ("leads_to",))
        return cls(
            topic=string(plain["topic"], ("topic",)),
            title=three(plain["title"], ("title",)),
            leads_to=tuple(string(topic, ("leads_to", n)) for n, topic in enumerate(leads_to)),
            texts={locale: _text(texts[locale], ("texts", locale)) for locale in LOCALES},
            review={locale: _review(review[locale], ("review", locale)) for locale in LOCALES},
        )


def _by_locale(data: object, path: Path) -> Mapping[str, object]:
    plain = mapping(data, path)
    keys(plain, LOCALES, path=path)
    return plain


def _text(data: object, path: Path) -> Text:
    plain = mapping(data, path)
    keys(plain, FORMS, path=path)
    return Text(**{form: _form(plain[form], (*path, form)) for form in FORMS})


def _form(data: object, path: Path) -> tuple[Item, ...]:
    lines = items(data, path)
    if not lines:
        raise Malformed("this form has no sentence: write it", path)
    return tuple(_item(line, (*path, n)) for n, line in enumerate(lines))


def _item(data: object, path: Path) -> Item:
    if not isinstance(data, Mapping):
        return Item(_say(data, path))
    plain = mapping(data, path)
    keys(plain, ("say",), ("for", "awaits"), path)
    wanted = plain.get("for", [])
    readers = items([wanted] if isinstance(wanted, str) else wanted, (*path, "for"))
    return Item(
        say=_say(plain["say"], (*path, "say")),
        readers=tuple(choice(reader, READERS, (*path, "for")) for reader in readers),
        awaits=truth(plain.get("awaits", False), (*path, "awaits")),
    )


def _say(data: object, path: Path) -> str:
    say = string(data, path)
    if set(PLACEHOLDER.sub("", say)) & set("{}"):
        raise Malformed("a brace is not closed: a placeholder is {fact-id} or {fact-id.part}", path)
    return say


def _review(data: object, path: Path) -> Review:
    plain = mapping(data, path)
    keys(plain, ("by", "at"), path=path)
    by, at = plain["by"], plain["at"]
    if (by is None) != (at is None):
        raise Malformed("a review has both a name and a date, or neither (null)", path)
    return Review(None if by is None else string(by, (*path, "by")), None if at is None else day(at, (*path, "at")))
