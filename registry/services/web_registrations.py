"""A registration that came over the web: no telephone is known until one sends its number with JOIN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel import Locale as Cldr
from sqlalchemy.orm import Session

from registry.dialogues import registration as talk
from registry.dialogues.places import read_places
from registry.dialogues.talk import country_name
from registry.dialogues.vocabulary import Text
from registry.models import Contact
from registry.models.registration import DISTRICTS, INTERESTS, SECTORS
from registry.services import registrations
from registry.services.library import Library
from registry.vault import Vault

FIRST_COUNTRIES = ("ZA", "LS", "BW", "GB", "US", "CA", "IE", "DE", "CN")
# Codes of unions and of nothing at all.
NO_COUNTRIES = ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")
LONGEST_NAME, LONGEST_TOWN = 60, 60


@dataclass(frozen=True)
class Checked:
    """A form as understood. `wrong`: the fields that are not in order; `towns`: what a town may mean."""

    values: dict[str, Any]
    wrong: tuple[str, ...] = ()
    towns: tuple[str, ...] = field(default=())


def check(library: Library, given: Mapping[str, Any]) -> Checked:
    """Read a form by the rules of the dialogue: the town understood, nothing required beyond what is asked there."""
    name = " ".join(str(given.get("name", "")).split())[:LONGEST_NAME]
    town = " ".join(str(given.get("town", "")).split())[:LONGEST_TOWN]
    values: dict[str, Any] = {
        "name": name,
        "town": town,
        "country": _one_of(given.get("country"), list(_territories())),
        "district": _one_of(given.get("district"), DISTRICTS),
        "sector": _one_of(given.get("sector"), SECTORS),
        "skills": [],
        "interests": [each for each in INTERESTS if each in given.get("interests", ())],
    }
    wrong = [each for each in ("name", "town", "country", "district") if not values[each]]
    if sum(letter.isalpha() for letter in name) < 2 and "name" not in wrong:
        wrong.append("name")
    towns = _understand_town(library, values) if town and values["country"] else ()
    if towns:
        wrong.append("town")
    return Checked(values, tuple(wrong), towns)


def register(session: Session, vault: Vault, values: Mapping[str, Any], wording: str, locale: str) -> str:
    """Put somebody on the register without a telephone; the number that was given."""
    contact = Contact(country=values["country"], language=locale[:2], spelling=_spelling(locale))
    session.add(contact)
    session.flush()
    agreed = registrations.Agreed(talk.CONSENT, wording, "web", "form")
    _, code = registrations.register(session, vault, contact.id, values, agreed)
    return code


def countries(locale: str) -> list[tuple[str, str]]:
    """Codes and names: those where most Basotho live first, then all by name."""
    named = {code: country_name(code, locale) for code in _territories()}
    others = sorted((name, code) for code, name in named.items() if code not in FIRST_COUNTRIES)
    return [*((code, named[code]) for code in FIRST_COUNTRIES), *((code, name) for name, code in others)]


def labels(values: Mapping[str, Any], locale: str) -> dict[str, str]:
    """What was understood, in the reader's words."""
    told = talk.labels(dict(values), locale)
    return {**told, "interests": talk.interests_said(values["interests"], locale)}


def _understand_town(library: Library, values: dict[str, Any]) -> tuple[str, ...]:
    """Put the town's own name in place of a misspelling; the regions it may be in when there are several."""
    found = read_places(Text.of(values["town"]), library.content.towns, asked_home=False, is_at_home=True)
    towns = [each for each in found.towns if each.country == values["country"]]
    regions = tuple(dict.fromkeys(each.region for each in towns))
    if len(regions) > 1:
        named = [each for each in towns if each.region.lower() in values["town"].lower()]
        if not named:
            return regions
        towns = named
    if towns:
        values["town"] = towns[0].name
    return ()


def _territories() -> Sequence[str]:
    codes = [str(code) for code in Cldr("en").territories]
    return [code for code in codes if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES]


def _one_of(value: object, allowed: Sequence[str]) -> str | None:
    return str(value) if value in allowed else None


def _spelling(locale: str) -> str | None:
    return {"st_LS": "ls", "st_ZA": "za"}.get(locale)
