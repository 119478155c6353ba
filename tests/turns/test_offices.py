"""Which office a text asks for, and where from."""

from __future__ import annotations

import pytest

from actions.mission import _place_in, office_asked
from gateway.commands import asks_by_reference


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("where is the nearest Lesotho consulate", "mission"),
        ("MISSION Welkom", "mission"),
        ("ofisi ea TEBA e hokae Mafeteng", "teba"),
        ("nearest border post to Ficksburg", "border"),
        ("moeli o haufi le Ladybrand", "border"),
        ("passport office in Leribe", "passport_office"),
        ("ofisi ea liphasepoto Maseru", "passport_office"),
    ],
)
def test_the_kind_of_office(text: str, kind: str) -> None:
    assert office_asked(text) == kind


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the Lesotho consulate near Welkom", "the   consulate near Welkom"),
        ("Lesotho", "Lesotho"),
    ],
)
def test_whose_office_it_is_says_nothing_of_where_the_person_is(text: str, place: str) -> None:
    assert _place_in(text) == place


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("READY PA12345", "passport.status"),
        ("permit TH-44711", "permit.status"),
        ("CLAIM abc/123/45", "claim.status"),
        ("PHASEPOTO E LOKILE NA 0012345", "passport.status"),
        ("passport fee 2026", None),
        ("ready", None),
        ("my permit expired in 2024", None),
    ],
)
def test_a_keyword_with_a_reference_needs_no_model(text: str, topic: str | None) -> None:
    assert asks_by_reference(text) == topic
