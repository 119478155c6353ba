"""Words that replies tell people to write, and what networks send for somebody without airtime."""

from __future__ import annotations

import pytest

from actions.human import told, wants_call
from actions.turn import Turn
from gateway.commands import asks_by_keyword


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("COMING Welkom", "diaspora.rsvp"),
        ("NOT COMING", "diaspora.rsvp"),
        ("I am not coming to Welkom", "diaspora.rsvp"),
        ("Kea tla Rustenburg", "diaspora.rsvp"),
        ("ke a tla Rustenburg", "diaspora.rsvp"),
        ("Ha ke tle", "diaspora.rsvp"),
        ("coming home for good after ten years in the mine, what must I do", None),
        ("AGENT Thaba Bosiu", "labour.recruiter"),
        ("agent", None),
        ("my agent took my passport", None),
        ("CODE B7K4M", "cost"),
        ("Passports are made in Leribe too. MFAIR B7K4M", "cost"),
        ("what is the code of conduct", None),
        ("PERSON", "human"),
        ("motho", "human"),
        ("officer.", "human"),
        ("Please Call Me 0835550199", "human"),
        ("call me back", "human"),
        ("call me", "human"),
        ("nletsetse", "human"),
        ("please call the police", None),
        ("they call me names at work", None),
        ("How much is a passport?", None),
        ("", None),
    ],
)
def test_no_model_is_needed(text: str, topic: str | None) -> None:
    assert asks_by_keyword(text) == topic


@pytest.mark.parametrize(
    ("text", "is_call"),
    [
        ("Please Call Me 0835550199", True),
        ("ke kopa le nletsetse", True),
        ("ntetsetseng hle", True),
        ("mpitse", True),
        ("I want to talk to a person", False),
        ("ke kopa ho bua le motho", False),
    ],
)
def test_a_call_is_asked_for_in_words(text: str, is_call: bool) -> None:
    assert wants_call(Turn("human", text, "en", "ZA", "sms", None)) is is_call


def asked(**changes: object) -> dict[str, object]:
    """What the registry answers to somebody who asks for a person while the office is open."""
    return {
        "is_new": True, "state": "waiting", "wants_call": False, "is_safe_mode": False, "is_open": True, "ahead": 2,
        "minutes": None, "opens_day": "23 November 2026", "opens_time": "08:00", "closes_time": "16:30", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "open until 16:30 today"),
        ({"minutes": 75}, "Usual wait in office time: 1:15 h. Before you: 2."),
        ({"is_open": False}, "after it opens: 23 November 2026, 08:00"),
        ({"wants_call": True}, "an officer will call you. The office is open until 16:30"),
        ({"wants_call": True, "is_open": False}, "call you after the office opens: 23 November 2026, 08:00"),
        ({"is_new": False}, "already: an officer will answer you. Before you: 2."),
        ({"is_safe_mode": True}, "Delete this message."),
    ],
)
def test_hours_and_wait_are_said_as_they_are(changes: dict[str, object], words: str) -> None:
    assert words in told(asked(**changes), "en")


def test_what_is_kept_nowhere_promises_nobody() -> None:
    assert "MISSION" in told(None, "en")
