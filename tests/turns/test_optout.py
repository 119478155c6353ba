"""STOP and its kin, in both languages and as people type them; what else stops in people's lives is not about us."""

from __future__ import annotations

import pytest

from gateway.screen import screen
from sesotho import segments

from .conftest import Person

STOPS = (
    "stop",
    "STOP",
    "Stop please",
    "STOPPP",
    "stp",
    "STOP ALL",
    "unsubscribe",
    "quit",
    "emisa",
    "sotp",
    "emsia",
    "Emisang hle",
    "kgaotsa",
    "khaotsang",
    "stop sending me messages",
    "STOP THIS NONSENSE",
    "please don't text me again",
    "dont send me sms",
    "I don't want your messages any more",
    "remove me from your list",
    "no more messages",
    "leave me alone",
    "opt out",
    "ha ke sa batla melaetsa ea lona",
    "ke kopa le emise ho nthomella melaetsa",
    "tlohelang ho nthomella di sms",
    "se ke la hlola le nthomella molaetsa",
    "le nkgathatsa",
    "le nkhathatsa, emisang",
)
NOT_STOPS = (
    "how do I stop my boss from beating the workers",
    "my wages stopped in March",
    "cancel my permit application",
    "where is the bus stop",
    "when does LEP end",
    "UIF stopped paying me",
    "the police stopped me on the road",
    "I want to quit my job",
    "end of contract",
    "don't stop helping us",
    "they don't answer my emails",
    "you said someone would call, nobody did",
    "I did not get your message",
    "penshene ya ka e emisitswe",
    "ba nkemisitse mosebetsing",
    "ha ke so fumane molaetsa oa lona",
    "na nka emisa kopo ya ka",
    "",
    "2",
)


@pytest.mark.parametrize("text", STOPS)
def test_it_is_heard(text: str) -> None:
    assert screen(text).optout is not None


@pytest.mark.parametrize("text", NOT_STOPS)
def test_it_is_not_heard_where_it_is_not_said(text: str) -> None:
    assert screen(text).optout is None


@pytest.mark.parametrize("text", ["answer me no more", "don't reply to me", "se ke la hlola le nkaraba"])
def test_only_these_words_end_answers_too(text: str) -> None:
    found = screen(text).optout
    assert found is not None
    assert found.scope == "answers"


def test_a_topic_may_be_named() -> None:
    found = screen("stop forum messages").optout
    assert found is not None
    assert (found.scope, found.topic) == ("topic", "diaspora.forums")


@pytest.mark.parametrize(
    ("text", "heard"), [("START", True), ("qala", True), ("start please", True), ("how to start", False)]
)
def test_start_is_a_keyword_alone(text: str, heard: bool) -> None:
    assert screen(text).optin is heard


def test_it_is_confirmed_once_in_one_segment_and_help_stays_open(person: Person) -> None:
    taken = person.writes("STOP")
    assert (taken.topic, taken.danger) == ("stop", None)
    (reply,) = taken.replies
    assert segments(reply).count == 1
    assert "START" in reply
    assert "M130" in person.writes("How much is a passport?", "passport.fee").replies[0]


def test_a_number_that_cannot_reply_is_not_told_to_write_start(in_lesotho: Person) -> None:
    (reply,) = in_lesotho.writes("STOP").replies
    assert "START" not in reply


def test_what_the_rules_do_not_know_the_model_may(person: Person) -> None:
    taken = person.writes("my phone is full of you", [("stop", 0.99)])
    assert taken.optout is not None
    assert taken.topic == "stop"


def test_a_guess_of_the_model_ends_nothing_but_says_how(person: Person) -> None:
    taken = person.writes("are two photos enough", [("stop", 0.8)])
    assert taken.optout is None
    assert "write STOP" in taken.replies[0]
