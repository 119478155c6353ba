"""The other spelling of Sesotho, suggested while somebody writes: marked until that person says they have read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.phrases import N_
from sesotho import to_lesotho, to_south_african

UNREAD = N_("Read the suggested text word for word, and tick that you have.")
EMPTY = N_("Write the text in the other spelling first.")


@dataclass(frozen=True)
class Way:
    """From a text in one spelling to one in the other."""

    source: str
    target: str
    respelled: Callable[[str], str]
    asked: str
    told: str


WAYS = {
    "suggest.st_LS": Way(
        "st_ZA",
        "st_LS",
        to_lesotho,
        N_("Suggest the Lesotho spelling from the South African one"),
        N_(
            "The Lesotho spelling is suggested from the South African one. "
            "Read every word: names and English words may need a hand."
        ),
    ),
    "suggest.st_ZA": Way(
        "st_LS",
        "st_ZA",
        to_south_african,
        N_("Suggest the South African spelling from the Lesotho one"),
        N_(
            "The South African spelling is suggested from the Lesotho one. "
            "Read every word: small words, names and English words may need a hand."
        ),
    ),
}


def suggestion(form: Mapping[str, Any], way: Way, names: Iterable[str]) -> dict[str, str]:
    """The fields of a form that a suggestion fills in (`names`, each with its locale) and its mark; none when there
    is nothing to make them from."""
    made = {f"{name}.{way.target}": way.respelled(str(form.get(f"{name}.{way.source}", ""))) for name in names}
    if not "".join(made.values()).strip():
        return {}
    return {**made, f"suggested.{way.target}": "1", f"read.{way.target}": ""}


def unread(form: Mapping[str, Any]) -> list[str]:
    """The locales whose suggested text nobody says to have read, in a form."""
    return [
        way.target
        for way in WAYS.values()
        if form.get(f"suggested.{way.target}") and not form.get(f"read.{way.target}")
    ]
