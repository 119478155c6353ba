"""What is nearest: missions, border posts, passport offices, TEBA offices, by town, country or position."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from babel import Locale as Cldr
from rapidfuzz import fuzz

from .files import Content
from .places import MISSION_KINDS, Mission, Place, Point, Town

Kind: TypeAlias = Literal["mission", "border", "passport_office", "teba"]
Office: TypeAlias = Mission | Place

EARTH_KM = 6371.0
SURE = 100.0
# Below this likeness (0-100) two names are two names; short names must be spelt right.
ALIKE = 80.0
SHORT_NAME = 4
# Two towns nearly as like the query as each other: the person is asked which.
DOUBT = 5.0
HOME = ("ZA", "LS")
LONGEST_NAME = 4
FAR_KM = 300.0
# How people name countries that CLDR's English names do not cover.
COUNTRIES = {
    "afrika borwa": "ZA", "afrika boroa": "ZA", "south africa": "ZA", "rsa": "ZA", "sa": "ZA", "lesotho": "LS",
    "uk": "GB", "england": "GB", "engelane": "GB", "britain": "GB", "scotland": "GB", "usa": "US", "america": "US",
    "amerika": "US", "ireland": "IE", "canada": "CA", "china": "CN", "germany": "DE", "jeremane": "DE",
    "botswana": "BW", "uae": "AE", "dubai": "AE", "swaziland": "SZ", "eswatini": "SZ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """An office and how far it is, as the crow flies; unknown when only a country was asked about."""

    office: Office
    km: float | None


@dataclass(frozen=True, slots=True)
class Nearest:
    """The answer: the town or country understood, or several towns it may be, and the offices, nearest first."""

    town: Town | None = None
    country: str | None = None
    alternatives: tuple[Town, ...] = ()
    places: tuple[Near, ...] = ()


def nearest(content: Content, query: str | tuple[float, float], kind: Kind = "mission", limit: int = 3) -> Nearest:
    """The offices of a kind nearest to a town, a country (missions that look after it) or a position (lat, lon).

    Misspellings are forgiven. A name that may be several towns gives them as alternatives and no places.
    """
    if not isinstance(query, str):
        return _at(content, Point(*query), kind, limit)
    towns, likeness = match_towns(content.towns, query)
    country, country_likeness = match_country(query)
    if country and country_likeness >= likeness:
        return Nearest(country=country, places=_in_country(content, country, kind, limit))
    if len(towns) > 1:
        return Nearest(alternatives=towns)
    if not towns:
        return Nearest()
    town = towns[0]
    offices = _looking_after(content, town.country, kind)
    return Nearest(town=town, country=town.country, places=_by_distance(offices, town.at, limit))


def match_towns(towns: Iterable[Town], query: str) -> tuple[tuple[Town, ...], float]:
    """The towns a text most likely names, with the likeness of the best (0-100); none when nothing is alike.

    The longest name in the text counts (East London, not London), and of doubtful ones those nearest home.
    """
    spans = _spans(query)
    scored = [(_best(spans, _names(town)), town) for town in towns]
    best = max((score for score, _ in scored), default=(0.0, 0))
    if best[0] < ALIKE:
        return (), 0.0
    if best[0] == SURE:
        return tuple(town for score, town in scored if score == best), SURE
    alike = [town for score, town in scored if score[0] >= best[0] - DOUBT]
    at_home = [town for town in alike if town.country in HOME]
    return tuple(at_home or alike), best[0]


def _best(spans: Iterable[str], names: Sequence[str]) -> tuple[float, int]:
    """The likeness of the best pair, and its length."""
    return max(((_likeness(span, name), len(name)) for span in spans for name in names), default=(0.0, 0))


def match_country(query: str) -> tuple[str | None, float]:
    """The country a text names (ISO code), with the likeness."""
    spans = _spans(query)
    scored = [(_likeness(span, name), code) for span in spans for name, code in country_names().items()]
    likeness, code = max(scored, default=(0.0, ""))
    return (code, likeness) if likeness >= ALIKE else (None, 0.0)


@lru_cache(maxsize=1)
def country_names() -> Mapping[str, str]:
    """Every name we know a country by, plainly written, with its code."""
    cldr = {_plain(name): code for code, name in Cldr("en").territories.items() if re.fullmatch("[A-Z]{2}", code)}
    return {**cldr, **COUNTRIES}


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(chord))


def _at(content: Content, point: Point, kind: Kind, limit: int) -> Nearest:
    closest = min(content.towns, key=lambda town: distance_km(town.at, point), default=None)
    if closest is None or distance_km(closest.at, point) > FAR_KM:
        return Nearest(places=_by_distance(_offices(content, kind), point, limit))
    offices = _looking_after(content, closest.country, kind)
    return Nearest(town=closest, country=closest.country, places=_by_distance(offices, point, limit))


def _offices(content: Content, kind: Kind) -> Sequence[Office]:
    if kind == "mission":
        return content.missions
    return [place for place in content.places if place.kind == kind]


def _looking_after(content: Content, country: str, kind: Kind) -> Sequence[Office]:
    """The offices of a kind for somebody in a country; the ministry at home where no mission serves it."""
    if kind != "mission":
        return _offices(content, kind)
    serving = [mission for mission in content.missions if country in mission.serves]
    return serving or [mission for mission in content.missions if mission.kind == "ministry"]


def _in_country(content: Content, country: str, kind: Kind, limit: int) -> tuple[Near, ...]:
    offices = _looking_after(content, country, kind)
    if kind != "mission":
        offices = [office for office in offices if office.country == country]
    at_home_first = sorted(offices, key=lambda office: (office.country != country, _rank(office)))
    return tuple(Near(office, None) for office in at_home_first[:limit])


def _by_distance(offices: Iterable[Office], point: Point, limit: int) -> tuple[Near, ...]:
    measured = [(distance_km(office.at, point), _rank(office), office) for office in offices]
    nearest_first = sorted(measured, key=lambda each: each[:2])
    return tuple(Near(office, km) for km, _, office in nearest_first[:limit])


def _rank(office: Office) -> int:
    return MISSION_KINDS.index(office.kind) if isinstance(office, Mission) else 0


def _names(town: Town) -> tuple[str, ...]:
    return tuple(_plain(name) for name in (town.name, *town.aliases))


def _spans(query: str) -> list[str]:
    """Every run of up to four words of the query: the town may stand anywhere in it."""
    tokens = _plain(query).split()
    sizes = range(1, LONGEST_NAME + 1)
    return [" ".join(tokens[n : n + size]) for size in sizes for n in range(len(tokens) - size + 1)]


def _likeness(span: str, name: str) -> float:
    if span == name:
        return SURE
    if min(len(span), len(name)) <= SHORT_NAME or span[0] != name[0]:
        return 0.0
    return min(fuzz.ratio(span, name), SURE - 1)


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """Small letters without accents or punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]", "", bare.lower()).replace("_", " ").split())
