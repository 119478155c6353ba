"""What holds for every text: it is never an error, always the same answer, and the same however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.screen.texts import Text, written
from gateway.screen import screen
from sesotho import to_lesotho

TEXTS = written("test")
CRIES = [text for text in TEXTS if text.is_danger]
SESOTHO = [text for text in CRIES if text.language == "st"]


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_text_is_an_error_and_the_answer_is_always_the_same(text: str) -> None:
    first = screen(text)
    assert 0.0 <= first.score <= 1.0
    assert screen(text) == first


@given(st.sampled_from(TEXTS))
@settings(max_examples=200, deadline=None)
def test_capitals_say_the_same(text: Text) -> None:
    assert screen(text.text.upper()).danger == screen(text.text.lower()).danger


@given(
    st.sampled_from(TEXTS),
    st.sampled_from([" ", "  ", "\n", "\t ", "\u00a0"]),
    st.sampled_from(["", "!", "!!!", "..."]),
)
@settings(max_examples=200, deadline=None)
def test_spaces_and_marks_say_nothing(text: Text, space: str, mark: str) -> None:
    typed = space.join(text.text.rstrip("?!. ").split(" ")) + mark
    assert screen(typed).danger == screen(text.text.rstrip("?!. ")).danger


@given(st.sampled_from(CRIES))
@settings(max_examples=200, deadline=None)
def test_a_letter_held_down_says_the_same(text: Text) -> None:
    last = text.text.rstrip("?!. ")
    if last[-1:].isalpha() and last[-1].isascii() and last[-1:] != last[-2:-1]:
        assert screen(last + last[-1] * 3).danger == screen(last).danger


@pytest.mark.parametrize("of", range(0, len(SESOTHO), 9))
def test_the_lesotho_spelling_says_the_same(of: int) -> None:
    text = SESOTHO[of].text
    assert (screen(to_lesotho(text)).danger is None) == (screen(text).danger is None)


def test_a_text_of_any_length_is_read() -> None:
    assert screen("a" * 100_000).danger is None
    assert screen("ke koaletsoe ka tlung " + "le " * 50_000).danger is not None
