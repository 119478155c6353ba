"""Where somebody is and where they are from: towns, countries, districts of Lesotho, misspelt as people misspell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from registry.content.nearest import country_names
from registry.content.places import Town
from registry.dialogues.vocabulary import Found, Text, Vocabulary, fillers, is_alike, keyed, vocabulary, word_set
from registry.models.registration import DISTRICTS
from sesotho import key

HOME = "LS"
LONGEST_NAME = 4
# Names of countries that are everyday words or names of people; an ISO code alone is no country either.
NOT_COUNTRIES = {"jersey", "chad", "georgia", "jordan", "mali", "sa", "man", "niger", "togo"}
MORE_COUNTRIES = {"sa": "ZA", "r s a": "ZA", "u k": "GB", "mzansi": "ZA", "afrika boroa": "ZA", "lesotho": "LS"}


@dataclass
class Places:
    """What a text says of places. `towns`: several when one name fits them all. `taken`: the words it was read from."""

    towns: Sequence[Town] = ()
    country: str | None = None
    district: str | None = None
    taken: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Seen:
    found: Found
    towns: tuple[Town, ...]
    district: str | None


def read_places(text: Text, towns: tuple[Town, ...], *, asked_home: bool, is_at_home: bool = False) -> Places:
    """Town, country, district of origin. A place in Lesotho is where somebody is from, unless they say they are there.

    `asked_home`: the question was where in Lesotho they are from. `is_at_home`: they write from a number of Lesotho.
    """
    places = Places()
    for seen in _seen(text, towns):
        marker = _marker(text, seen.found.start)
        from_there = marker == "from" or (marker is None and asked_home)
        abroad = tuple(town for town in seen.towns if town.country != HOME)
        if seen.district and (from_there or not (abroad or (marker == "at" and is_at_home))):
            places.district = places.district or seen.district
        elif seen.towns and not places.towns:
            places.towns = abroad or seen.towns
        places.taken.update(range(seen.found.start, seen.found.end))
    _read_country(text, places)
    return places


def _read_country(text: Text, places: Places) -> None:
    for found in _countries().find(text):
        if places.taken.isdisjoint(range(found.start, found.end)) and not _is_of(text, found):
            places.taken.update(range(found.start, found.end))
            if found.code != HOME or places.country is None:
                places.country = found.code
    if places.country == HOME:
        places.country = None
    if len(places.towns) > 1 and places.country:
        places.towns = [town for town in places.towns if town.country == places.country] or places.towns
    if places.country is None and places.towns and len({town.country for town in places.towns}) == 1:
        places.country = places.towns[0].country


def _is_of(text: Text, found: Found) -> bool:
    """Whether an SA is the Sesotho word for "of", as in "seterekeng sa Leribe": something follows it."""
    is_short = text.keys[found.start : found.end] == ("sa",)
    return is_short and found.end < len(text.keys) and found.end - 1 not in text.breaks


def _seen(text: Text, towns: tuple[Town, ...]) -> Iterable[_Seen]:
    names = _names(towns)
    every = Vocabulary({name: name for name in names})
    exact = every.find(text, is_typo_forgiven=False)
    taken = {index for each in exact for index in range(each.start, each.end)}
    for found in exact + list(_misspelt(text, names, taken)):
        several = names[found.code]
        yield _Seen(found, several, vocabulary("districts").codes.get(found.code) or _district_of(several))


def _misspelt(text: Text, names: dict[str, tuple[Town, ...]], taken: set[int]) -> Iterable[Found]:
    for start, end, span in text.spans(LONGEST_NAME):
        if not taken.isdisjoint(range(start, end)) or span in fillers():
            continue
        code = next((name for name in names if is_alike(span, name)), None)
        if code is not None:
            taken.update(range(start, end))
            yield Found(code, start, end)


def _district_of(towns: tuple[Town, ...]) -> str | None:
    at_home = [town for town in towns if town.country == HOME]
    if not at_home:
        return None
    district = key(at_home[0].region).replace("'", "").replace("-", "_").replace(" ", "_")
    return next((each for each in DISTRICTS if each == district), None)


def _marker(text: Text, start: int) -> str | None:
    """`from` or `at`, when one of the three words before a place says so, in the same part of the text."""
    for index in range(start - 1, max(start - 4, -1), -1):
        if index in text.breaks:
            return None
        if text.keys[index] in word_set("from"):
            return "from"
        if text.keys[index] in word_set("at"):
            return "at"
    return None


@lru_cache(maxsize=4)
def _names(towns: tuple[Town, ...]) -> dict[str, tuple[Town, ...]]:
    """Every name of a town or a district as a key, with the towns of that name."""
    names: dict[str, tuple[Town, ...]] = dict.fromkeys(vocabulary("districts").codes, ())
    for town in towns:
        # Content lets a country or a province stand for its largest town; here people live where they say.
        own = [alias for alias in town.aliases if keyed(alias) not in _countries().codes]
        for name in (town.name, *own):
            names[keyed(name)] = (*names.get(keyed(name), ()), town)
    return names


@lru_cache(maxsize=1)
def _countries() -> Vocabulary:
    names = {keyed(name): code for name, code in country_names().items() if name not in NOT_COUNTRIES and len(name) > 1}
    more = {keyed(name): code for name, code in MORE_COUNTRIES.items()}
    return Vocabulary({**names, **more, **vocabulary("provinces").codes})
