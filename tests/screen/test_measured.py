"""The sealed texts: what was measured once is held, rounded down. No text of them may train the net or make a rule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.screen.measure import RESULTS, figures, rows
from benchmarks.screen.texts import fingerprint, topics, written
from gateway.screen.model import WEIGHTS

# language: danger caught, caught and named right, false alarms at most; opt-out heard, wrongly at most; START the same
HELD = {
    "en": (0.86, 0.79, 0.02, 0.90, 0.015, 0.95, 0.005),
    "st": (0.85, 0.75, 0.02, 0.85, 0.015, 0.85, 0.006),
}


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    return figures(written("test"))


@pytest.mark.parametrize("language", ["en", "st"])
def test_what_was_reached_is_held(measured: dict[str, Any], language: str) -> None:
    danger, optout = measured[language]["danger"], measured[language]["optout"]
    caught, named, alarms, heard, wrongly, started, wrongly_started = HELD[language]
    assert danger["recall"] >= caught
    assert danger["recall"] * danger["named_right"] >= named
    assert danger["false_alarms"] <= alarms
    assert optout["recall"] >= heard
    assert optout["false"] <= wrongly
    assert optout["start_recall"] >= started
    assert optout["start_false"] <= wrongly_started


def test_the_report_is_of_this_net(measured: dict[str, Any]) -> None:
    reported = json.loads((RESULTS / "screen.json").read_text(encoding="utf-8"))
    assert reported["sealed"] == json.loads(json.dumps(measured))
    assert "danger caught" in (RESULTS / "screen.html").read_text(encoding="utf-8")
    assert rows(reported["sealed"], reported["latency_ms"], reported["unseen"])


def test_there_are_enough_of_them(measured: dict[str, Any]) -> None:
    for language in ("en", "st"):
        assert measured[language]["danger"]["texts"] >= 400
        assert measured[language]["danger"]["ordinary"] >= 800


def test_no_sealed_text_is_among_those_that_were_learned() -> None:
    learned = {text.text.casefold().strip(" .!?") for text in (*written("train"), *topics())}
    long = [text.text for text in written("test") if len(text.text.split()) > 4]
    assert [text for text in long if text.casefold().strip(" .!?") in learned] == []


def test_the_weights_are_of_these_words_patterns_and_texts() -> None:
    learned_from = json.loads(WEIGHTS.read_text(encoding="utf-8"))["learned_from"]
    assert learned_from == fingerprint(), "train again: python -m benchmarks.screen train"
