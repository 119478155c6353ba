"""Words that steer the conversation and need no model: tables."""

from __future__ import annotations

import pytest

from gateway.commands import chosen_language, chosen_number, mentioned_language, wants_more


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        (" 2 ", 2),
        ("2.", 2),
        ("(2)", 2),
        ("[12]", 12),
        ("#3", 3),
        ("no 4", 4),
        ("No. 4", 4),
        ("nomoro 5", 5),
        ("number 6!", 6),
        ("0", 0),
        ("100", None),
        ("10111", None),
        ("1 2", None),
        ("1.5", None),
        ("-1", None),
        ("one", None),
        ("2 passports", None),
        ("M130", None),
        ("12:30", None),
        ("", None),
    ],
)
def test_a_bare_number_is_a_choice(text, number):
    assert chosen_number(text) == number


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("more", True),
        ("MORE", True),
        ("More.", True),
        ("more!", True),
        (" more ", True),
        ("EKETSA", True),
        ("Eketsa.", True),
        ("tsoela pele", True),
        ("tswela pele", True),
        ("more money", False),
        ("I want more", False),
        ("", False),
    ],
)
def test_the_word_for_more(text, wants):
    assert wants_more(text) is wants


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("English", "en"),
        ("english please", "en"),
        ("Senyesemane", "en"),
        ("Sekgowa", "en"),
        ("Sesotho", "st"),
        ("SESOTHO.", "st"),
        ("ka Sesotho", "st"),
        ("I speak English", None),
        ("Sesotho kapa English", None),
        ("", None),
    ],
)
def test_the_name_of_a_language_chooses_it(text, chosen):
    assert chosen_language(text) == chosen


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("Can you answer me in English?", "en"),
        ("Ke kopa u bue Sesotho", "st"),
        ("English or Sesotho?", None),
        ("another language please", None),
    ],
)
def test_a_language_in_a_sentence(text, mentioned):
    assert mentioned_language(text) == mentioned
