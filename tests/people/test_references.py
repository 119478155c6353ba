"""A reference that was misheard or mistyped is noticed, always."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.services.references import (
    ALPHABET,
    CASE,
    REGISTRATION,
    is_right,
    new_reference,
    reference_in,
    without_references,
)

LOOK_ALIKES = ["0OQD", "1IL", "2Z", "5S", "8B", "UV"]


def _signs(reference: str) -> list[int]:
    first = reference.index("-") + 1
    return [index for index in range(first, len(reference)) if reference[index] != "-"]


@pytest.mark.parametrize("prefix", [CASE, REGISTRATION])
def test_a_new_reference_is_right(prefix: str) -> None:
    for _ in range(200):
        reference = new_reference(prefix)
        assert is_right(reference)
        assert reference_in(f"my number is {reference.lower()}.", prefix) == reference


@pytest.mark.parametrize("prefix", [CASE, REGISTRATION])
def test_any_one_wrong_sign_is_noticed(prefix: str) -> None:
    reference = new_reference(prefix)
    for place in _signs(reference):
        for sign in ALPHABET:
            if sign != reference[place]:
                assert not is_right(reference[:place] + sign + reference[place + 1 :])


@pytest.mark.parametrize("prefix", [CASE, REGISTRATION])
def test_any_two_signs_that_changed_places_are_noticed(prefix: str) -> None:
    reference = new_reference(prefix)
    for one, other in combinations(_signs(reference), 2):
        if reference[one] != reference[other]:
            swapped = list(reference)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert not is_right("".join(swapped))


@pytest.mark.parametrize("group", LOOK_ALIKES)
def test_no_two_signs_look_alike(group: str) -> None:
    assert len(set(group) & set(ALPHABET)) <= 1


@pytest.mark.parametrize(
    "written",
    ["{0}", "case {0} please", "th {1} {2}", "TH{1}{2}", "Th.{1}.{2}", "ke botsa ka {0}?", "th-{1} -{2}"],
)
def test_it_is_found_however_it_is_written(written: str) -> None:
    reference = new_reference(CASE)
    _, first, second = reference.split("-")
    assert reference_in(written.format(reference, first.lower(), second), CASE) == reference


@pytest.mark.parametrize("text", ["the tax", "there are 3 things", "TH", "passport 123456", "this months wages", ""])
def test_ordinary_words_are_no_right_reference(text: str) -> None:
    found = reference_in(text, CASE)
    assert found is None or not is_right(found)


def test_a_registration_is_never_taken_for_a_case() -> None:
    assert reference_in(new_reference(REGISTRATION), CASE) is None
    assert reference_in(new_reference(CASE), REGISTRATION) is None


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = reference_in(text, CASE)
    assert found is None or isinstance(is_right(found), bool)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("CASE TH-7K3-M4X", "CASE TH"),
        ("JOIN REG-7K3M-4XAC now", "JOIN REG now"),
        ("thank you, the clerk", "thank you, the clerk"),
    ],
)
def test_a_text_without_its_reference(text: str, left: str) -> None:
    assert without_references(text).strip() == left
