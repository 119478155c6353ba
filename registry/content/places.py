"""Missions, towns, places and forums as files describe them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .answers import Ref
from .facts import DEFAULT_PART
from .reading import Malformed, Path, choice, country, day, items, keys, mapping, string, three, whole

MissionKind: TypeAlias = Literal[
    "high_commission", "embassy", "consulate", "ministry", "labour_office", "honorary_consul"
]
PlaceKind: TypeAlias = Literal["border", "passport_office", "teba"]
Way: TypeAlias = Literal["phone", "email", "address", "hours", "url"]

# In the order in which they are named to somebody who asks for "the nearest".
MISSION_KINDS: tuple[MissionKind, ...] = (
    "high_commission", "embassy", "consulate", "ministry", "labour_office", "honorary_consul",
)  # fmt: skip
PLACE_KINDS: tuple[PlaceKind, ...] = ("border", "passport_office", "teba")
WAYS: tuple[Way, ...] = ("phone", "email", "address", "hours", "url")


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east (WGS 84)."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Town:
    """A town people live in. `aliases`: other names, old names, misspellings heard."""

    name: str
    country: str
    region: str
    at: Point
    aliases: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: object) -> Town:
        plain = mapping(data)
        keys(plain, ("name", "country", "region", "lat", "lon"), ("aliases",))
        aliases = items(plain.get("aliases", []), ("aliases",))
        return cls(
            name=string(plain["name"], ("name",)),
            country=country(plain["country"], ("country",)),
            region=string(plain["region"], ("region",)),
            at=_point(plain),
            aliases=tuple(string(alias, ("aliases", n)) for n, alias in enumerate(aliases)),
        )


@dataclass(frozen=True, slots=True)
class Mission:
    """An office of Lesotho abroad. `contact` names the facts that hold its details; a way not there is unknown.

    `serves`: the countries it looks after, its own when empty.
    """

    id: str
    name: Mapping[str, str]
    kind: MissionKind
    town: str
    country: str
    at: Point
    contact: Mapping[Way, Ref]
    serves: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: object) -> Mission:
        plain = mapping(data)
        keys(plain, ("id", "name", "kind", "town", "country", "lat", "lon"), ("contact", "serves"))
        serves = items(plain.get("serves", []), ("serves",))
        home = country(plain["country"], ("country",))
        return cls(
            id=string(plain["id"], ("id",)),
            name=three(plain["name"], ("name",)),
            kind=choice(plain["kind"], MISSION_KINDS, ("kind",)),
            town=string(plain["town"], ("town",)),
            country=home,
            at=_point(plain),
            contact=_contact(plain.get("contact", {})),
            serves=tuple(country(one, ("serves", n)) for n, one in enumerate(serves)) or (home,),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A border post, passport office or TEBA office."""

    id: str
    name: Mapping[str, str]
    kind: PlaceKind
    town: str
    country: str
    at: Point
    contact: Mapping[Way, Ref]

    @classmethod
    def from_dict(cls, data: object) -> Place:
        plain = mapping(data)
        keys(plain, ("id", "name", "kind", "town", "country", "lat", "lon"), ("contact",))
        return cls(
            id=string(plain["id"], ("id",)),
            name=three(plain["name"], ("name",)),
            kind=choice(plain["kind"], PLACE_KINDS, ("kind",)),
            town=string(plain["town"], ("town",)),
            country=country(plain["country"], ("country",)),
            at=_point(plain),
            contact=_contact(plain.get("contact", {})),
        )


@dataclass(frozen=True, slots=True)
class Forum:
    """A meeting that Lesotho holds for its people abroad. Time as on the clock of the place."""

    id: str
    name: Mapping[str, str]
    date: dt.date
    time: str
    town: str
    country: str
    venue: str
    seats: int | None = None

    @classmethod
    def from_dict(cls, data: object) -> Forum:
        plain = mapping(data)
        keys(plain, ("id", "name", "date", "time", "town", "country", "venue"), ("seats",))
        time = string(plain["time"], ("time",))
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
            raise Malformed(f'`{time}` is not a time: write it as "09:00"', ("time",))
        return cls(
            id=string(plain["id"], ("id",)),
            name=three(plain["name"], ("name",)),
            date=day(plain["date"], ("date",)),
            time=time,
            town=string(plain["town"], ("town",)),
            country=country(plain["country"], ("country",)),
            venue=string(plain["venue"], ("venue",)),
            seats=whole(plain["seats"], ("seats",)) if "seats" in plain else None,
        )


def _point(plain: Mapping[str, object]) -> Point:
    return Point(_degrees(plain["lat"], 90, ("lat",)), _degrees(plain["lon"], 180, ("lon",)))


def _degrees(data: object, limit: int, path: Path) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or abs(data) > limit:
        raise Malformed(f"`{data}` is not in degrees: write a number between -{limit} and {limit}", path)
    return float(data)


def _contact(data: object) -> dict[Way, Ref]:
    plain = mapping(data, ("contact",))
    keys(plain, (), WAYS, ("contact",))
    return {way: _ref(plain[way], ("contact", way)) for way in WAYS if way in plain}


def _ref(data: object, path: Path) -> Ref:
    fact, _, part = string(data, path).partition(".")
    return Ref(fact, part or DEFAULT_PART)
