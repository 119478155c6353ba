"""The registration dialogue without rows: towns of one name, and what is asked in which order."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.content.places import Point, Town
from registry.dialogues import registration
from registry.dialogues.talk import Data, Heard, Outcome

TODAY = dt.date(2026, 11, 22)
TWO = (
    Town("Middelburg", "ZA", "Mpumalanga", Point(-25.77, 29.46)),
    Town("Middelburg", "ZA", "Eastern Cape", Point(-31.49, 25.00)),
    Town("Welkom", "ZA", "Free State", Point(-27.98, 26.73)),
)


def _talk(data: Data, *texts: str) -> Outcome:
    outcome = Outcome("asked")
    for index, text in enumerate(texts):
        heard = Heard(text, "en", "ZA", TODAY, TWO)
        outcome = (registration.take if data.get("asked") or index else registration.begin)(data, heard)
    return outcome


@pytest.mark.parametrize("answer", ["2", "Eastern Cape", "the one in eastern cape"])
def test_of_two_towns_of_one_name_the_person_says_which(answer: str) -> None:
    data: Data = {}
    asked = _talk(data, "register", "Thabo Mokoena, Middelburg")
    assert "Which Middelburg do you mean: 1 Mpumalanga, 2 Eastern Cape?" in asked.said
    _talk(data, answer)
    assert (data["town"], data["country"], data["which"]) == ("Middelburg", "ZA", None)


def test_of_two_towns_another_one_altogether() -> None:
    data: Data = {}
    _talk(data, "register", "Thabo Mokoena, Middelburg", "Welkom")
    assert (data["town"], data["which"]) == ("Welkom", None)


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["register"], ["name", "place"]),
        (["register", "Thabo Mokoena"], ["place", "district"]),
        (["register", "Welkom"], ["name", "district"]),
        (["register", "Thabo Mokoena, Welkom"], ["district", "work"]),
        (["register", "Thabo Mokoena, Welkom, nurse"], ["district"]),
        (["register", "Thabo Mokoena, South Africa"], ["town", "district"]),
        (["register", "Thabo Mokoena, Welkom", "Leribe"], ["work"]),
        (["register", "Thabo Mokoena, Welkom", "Leribe, nurse"], ["confirm"]),
    ],
)
def test_what_is_asked_next(texts: list[str], asked: list[str]) -> None:
    data: Data = {}
    _talk(data, *texts)
    assert data["asked"] == asked
