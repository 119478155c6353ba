"""STOP and its kin: in both languages, misspelt, polite and angry; of what; and what only sounds like it."""

from __future__ import annotations

import pytest

from gateway.screen import Optout, screen

NOTICES = Optout("notices")
STOPS = (
    ("STOP", NOTICES),
    ("stop", NOTICES),
    ("Stop please", NOTICES),
    ("STOPPP", NOTICES),
    ("sotp", NOTICES),
    ("stp", NOTICES),
    ("unsubscribe", NOTICES),
    ("emisa", NOTICES),
    ("Emisang hle", NOTICES),
    ("emsia", NOTICES),
    ("khaotsa", NOTICES),
    ("kgaotsa", NOTICES),
    ("please stop sending me messages", NOTICES),
    ("don't text me again", NOTICES),
    ("I no longer want your messages", NOTICES),
    ("remove my number from your list", NOTICES),
    ("STOP THIS NONSENSE", NOTICES),
    ("ke kopa le emise ho nthomella melaetsa", NOTICES),
    ("ha ke sa batla melaetsa ea lona", NOTICES),
    ("ha ke sa batla melaetsa ya lona", NOTICES),
    ("le se ke la hlola le nngolla", NOTICES),
    ("STOP ALL", Optout("all")),
    ("stop everything", Optout("all")),
    ("emisa tsohle", Optout("all")),
    ("stop forum messages", Optout("topic", "diaspora.forums")),
    ("emisang melaetsa ea lipitso", Optout("topic", "diaspora.forums")),
    ("no more pension messages", Optout("topic", "pension")),
    ("answer me no more", Optout("answers")),
    ("don't reply to me", Optout("answers")),
    ("se ke la hlola le nkaraba", Optout("answers")),
)
NOT_STOPS = (
    "where is the bus stop",
    "how do I stop UIF deductions",
    "cancel my appointment",
    "don't stop",
    "don't stop the messages please",
    "my pension was stopped in March",
    "penshene ea ka e emisitsoe",
    "when does my contract end",
    "I want to quit my job",
    "the police stopped us at the bridge",
    "I did not get your message",
    "ha ke so fumane molaetsa oa lona",
    "you did not answer me",
    "no thank you",
    "not yet",
    "stop my boss from taking my money",
    "",
    "2",
)


@pytest.mark.parametrize(("text", "meant"), STOPS)
def test_it_is_heard_and_of_what(text: str, meant: Optout) -> None:
    screened = screen(text)
    assert (screened.optout, screened.danger) == (meant, None)


@pytest.mark.parametrize("text", NOT_STOPS)
def test_what_else_stops_in_life_is_not_ours(text: str) -> None:
    assert screen(text).optout is None


@pytest.mark.parametrize(
    "text",
    [
        "START",
        "start",
        "qala",
        "unstop",
        "start please",
        "qalang ho nthomella melaetsa hape",
        "send me messages again",
        "put me back on your list",
        "I changed my mind, I want the notices",
        "nkhutliseng lenaneng la melaetsa",
    ],
)
def test_start_brings_them_back(text: str) -> None:
    screened = screen(text)
    assert (screened.optin, screened.optout) == (True, None)


@pytest.mark.parametrize(
    "text",
    [
        "how to start a claim",
        "start date of my job",
        "when do classes start",
        "restart my phone",
        "JOIN",
        "sign me up",
        "ke batla ho ingolisa",
        "ke batla ho tloswa lenaneng",
        "ke batla ho tlosoa melaetseng",
    ],
)
def test_another_start_is_none(text: str) -> None:
    assert not screen(text).optin
