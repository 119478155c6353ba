"""After a cry for help: answered at once, nothing offered, nothing kept in words, a call only when asked for."""

from __future__ import annotations

import pytest

from gateway.safe_mode import SafeWord, read_safe_word
from sesotho import segments

from .conftest import Person

CRY = "please help me he locked me in the house and beats me"
TELLING = ("traffick", "police", "victim", "shelter", "rape", "sepolesa", "mapolesa")


def test_a_cry_for_help_is_answered_without_the_assistant(person: Person) -> None:
    taken = person.writes(CRY)
    assert taken.danger == taken.topic
    assert person.assistant.asked == []
    (reply,) = taken.replies
    assert "10111" in reply
    assert segments(reply).count <= 2
    assert not any(word in reply.lower() for word in TELLING)
    assert person.state.is_safe_mode
    assert person.state.menu == ()


def test_it_wins_over_a_menu_and_over_stop(person: Person) -> None:
    person.writes("menu", "menu")
    taken = person.writes("STOP he is beating me help")
    assert taken.danger
    assert taken.optout is None


def test_in_safe_mode_questions_are_answered_and_nothing_is_offered(person: Person) -> None:
    person.writes(CRY)
    (reply,) = person.writes("How much is a passport?", "passport.fee").replies
    assert "M130" in reply
    assert "MORE" not in reply
    assert person.state.menu == ()


@pytest.mark.parametrize(
    ("text", "time"), [("yes", None), ("YES 18:30", "18:30"), ("ee 6pm", "18:00"), ("Ee, 9h15", "09:15")]
)
def test_yes_asks_for_a_call_at_a_safe_time(person: Person, text: str, time: str | None) -> None:
    person.writes(CRY)
    taken = person.writes(text)
    assert taken.wants_call
    assert taken.call_time == time
    assert person.state.is_safe_mode


def test_no_is_taken_as_no(person: Person) -> None:
    person.writes(CRY)
    assert not person.writes("no don't call").wants_call


@pytest.mark.parametrize("text", ["I am safe now", "ke bolokehile"])
def test_it_ends_on_the_persons_word(person: Person, text: str) -> None:
    person.writes(CRY)
    person.writes(text)
    assert not person.state.is_safe_mode


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("yes", SafeWord("call")),
        ("che", SafeWord("no_call")),
        ("i am not safe", None),
        ("How much is a passport", None),
        ("", None),
    ],
)
def test_safe_words(text: str, word: SafeWord | None) -> None:
    assert read_safe_word(text) == word
