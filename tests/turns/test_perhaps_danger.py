"""Perhaps a cry for help: answered as usual, with the way to help behind it; sure enough is what we told to write."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway import turn
from gateway.heard import Channel
from gateway.screen import Screened, screen
from sesotho import segments

from .conftest import Person

WAY_OUT = "If you or somebody else is in danger, write DANGER: we tell you at once where help is."


@pytest.fixture
def perhaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written, the net is in doubt."""
    monkeypatch.setattr(turn, "screen", lambda text: Screened(None, None, False, turn.PERHAPS))


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.usefixtures("perhaps")
def test_the_question_is_answered_and_the_way_out_shown(person: Person, channel: Channel) -> None:
    person.heard = replace(person.heard, channel=channel)
    taken = person.writes("she has our passports, how much is a new one", "passport.fee")
    assert "M130" in taken.replies[0]
    assert taken.replies[-1] == WAY_OUT
    assert segments(WAY_OUT).count == 1
    assert taken.danger is None
    assert taken.is_guarded
    assert not person.state.is_safe_mode


@pytest.mark.usefixtures("perhaps")
def test_what_was_not_understood_is_not_put_aside_to_learn_from(person: Person) -> None:
    taken = person.writes("she has us")
    assert taken.replies[-1] == WAY_OUT
    assert taken.is_guarded
    assert not taken.is_missed


@pytest.mark.usefixtures("perhaps")
def test_who_picks_a_number_is_only_answered(person: Person) -> None:
    person.writes("menu", "menu")
    taken = person.writes("1")
    assert WAY_OUT not in taken.replies
    assert not taken.is_guarded


@pytest.mark.usefixtures("perhaps")
def test_who_uses_one_of_our_words_is_only_answered(person: Person) -> None:
    taken = person.writes("NOT COMING")
    assert WAY_OUT not in taken.replies
    assert not taken.is_guarded


def test_what_only_the_assistant_takes_for_danger_is_asked_back_and_not_kept(person: Person) -> None:
    taken = person.writes("And for a child?", "tip.child")
    assert taken.replies[-1] == WAY_OUT
    assert taken.danger is None
    assert taken.is_guarded
    assert not taken.is_missed


def test_who_asks_the_price_sees_no_way_out(person: Person) -> None:
    taken = person.writes("How much is a passport?", "passport.fee")
    assert len(taken.replies) == 1
    assert not taken.is_guarded


@pytest.mark.parametrize("text", ["DANGER", "danger!", "Ke kotsing", "KE KOTSING", "we are in danger", "kotsing hle"])
def test_what_we_teach_is_always_heard(person: Person, text: str) -> None:
    assert screen(text).danger == "tip.help"
    assert person.writes(text).danger == "tip.help"
    assert person.state.is_safe_mode


@pytest.mark.parametrize("text", ["my job is in danger", "kotsi ea mosebetsi e lefa bokae", "danger pay at the mine"])
def test_the_same_words_about_something_else(text: str) -> None:
    assert screen(text).score < 1.0
