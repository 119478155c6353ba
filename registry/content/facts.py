"""A fact: one researched value with its source, its age and its standing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .reading import Malformed, Path, choice, day, keys, mapping, string
from .values import Plain, Value, value_from_dict

Standing: TypeAlias = Literal["published", "verify_first", "withheld"]
Level: TypeAlias = Literal["low", "medium", "high"]

STANDINGS: tuple[Standing, ...] = ("published", "verify_first", "withheld")
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
PART = re.compile(r"[a-z][a-z0-9_]*")
DEFAULT_PART = "value"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was found, and how old the source says it is (in its own words)."""

    url: str
    date: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `values` are its parts by name; the default part is named `value`; pure prose has none.

    `said` is the researched value word for word. `group` is the file it lives in, without `.yaml`.
    """

    id: str
    group: str
    about: str
    said: str
    values: Mapping[str, Value]
    source: Source
    checked_at: dt.date
    review_at: dt.date
    standing: Standing
    confidence: Level
    stale_risk: Level
    note: str | None = None

    @property
    def published(self) -> bool:
        return self.standing == "published"

    def past_review(self, on: dt.date) -> bool:
        return on > self.review_at

    def to_dict(self) -> Plain:
        """Plain data, JSON-ready; `from_dict` with the same group gives the fact back."""
        plain: Plain = {
            "id": self.id,
            "about": self.about,
            "said": self.said,
            "values": {part: value.to_dict() for part, value in in_order(self.values)},
            "source": {"url": self.source.url, "date": self.source.date},
            "checked_at": self.checked_at.isoformat(),
            "review_at": self.review_at.isoformat(),
            "standing": self.standing,
            "confidence": self.confidence,
            "stale_risk": self.stale_risk,
        }
        if self.note is not None:
            plain["note"] = self.note
        return plain

    @classmethod
    def from_dict(cls, data: object, *, group: str) -> Fact:
        """Raises Malformed with the place inside the fact and what to do."""
        plain = mapping(data)
        keys(plain, REQUIRED, ("note",))
        return cls(
            id=_named(plain["id"], ID, ("id",)),
            group=group,
            about=string(plain["about"], ("about",)),
            said=string(plain["said"], ("said",)),
            values=_values(plain["values"]),
            source=_source(plain["source"]),
            checked_at=day(plain["checked_at"], ("checked_at",)),
            review_at=day(plain["review_at"], ("review_at",)),
            standing=choice(plain["standing"], STANDINGS, ("standing",)),
            confidence=choice(plain["confidence"], LEVELS, ("confidence",)),
            stale_risk=choice(plain["stale_risk"], LEVELS, ("stale_risk",)),
            note=string(plain["note"], ("note",)) if "note" in plain else None,
        )


REQUIRED = (
    "id", "about", "said", "values", "source",
    "checked_at", "review_at", "standing", "confidence", "stale_risk",
)  # fmt: skip


def in_order(values: Mapping[str, Value]) -> list[tuple[str, Value]]:
    """The parts in their one order, which no store has to remember: the default, then by name."""
    return sorted(values.items(), key=lambda part: (part[0] != DEFAULT_PART, part[0]))


def _named(data: object, pattern: re.Pattern[str], path: Path) -> str:
    name = string(data, path)
    if not pattern.fullmatch(name):
        raise Malformed(f"`{name}` is not a name: small letters, digits, - or _", path)
    return name


def _values(data: object) -> dict[str, Value]:
    parts = mapping(data, ("values",))
    read = {
        _named(part, PART, ("values", part)): value_from_dict(value, ("values", part)) for part, value in parts.items()
    }
    return dict(in_order(read))


def _source(data: object) -> Source:
    plain = mapping(data, ("source",))
    keys(plain, ("url", "date"), path=("source",))
    return Source(string(plain["url"], ("source", "url")), string(plain["date"], ("source", "date")))
