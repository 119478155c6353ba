"""The topics people ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .reading import choice, keys, mapping, string

Kind: TypeAlias = Literal["answer", "lookup", "flow", "service", "safety"]
KINDS: tuple[Kind, ...] = ("answer", "lookup", "flow", "service", "safety")
MUST_ANSWER: tuple[Kind, ...] = ("answer", "safety")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its stable code, the family it belongs to, what kind of thing it is, what people ask."""

    code: str
    family: str
    kind: Kind
    asks: str | None = None

    @classmethod
    def from_dict(cls, code: str, data: object, *, family: str) -> Topic:
        plain = mapping(data)
        keys(plain, ("kind",), ("asks", "note"))
        asks = string(plain["asks"], ("asks",)) if "asks" in plain else None
        return cls(code, family, choice(plain["kind"], KINDS, ("kind",)), asks)
