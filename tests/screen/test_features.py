"""What is counted in a reading: two words up to three apart, in their order, however often they come."""

from __future__ import annotations

import pytest

from gateway.screen.features import APART, features
from gateway.screen.reading import Reading

APART_BY_TEXT = {
    "": "",
    "help": "",
    "a b": "a-b",
    "b a": "b-a",
    "a b c d e": "a-b b-c c-d d-e a-c b-d c-e a-d b-e",
    "a b a b": "a-b b-a a-a b-b",
}


@pytest.mark.parametrize(("text", "apart"), APART_BY_TEXT.items())
def test_two_words_up_to_three_apart_are_counted_once(text: str, apart: str) -> None:
    words = tuple(text.split())
    found = features(Reading(words, (0,) * len(words)))
    assert found.apart == {tuple(each.split("-")) for each in apart.split()}
    assert found.per_apart == pytest.approx(APART / max(len(found.apart), 1) ** 0.5)
