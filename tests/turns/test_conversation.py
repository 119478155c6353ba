"""Turns read as conversations: choices, pages, languages, doubt, words that only make sense after an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.heard import Kind
from sesotho import segments

from .conftest import Person


def only(replies: list[str]) -> str:
    assert len(replies) == 1
    return replies[0]


def test_an_answer_by_sms_fits_its_segments_and_offers_more(person: Person) -> None:
    reply = only(person.writes("How much is a passport?", "passport.fee").replies)
    assert "M130" in reply
    assert segments(reply).encoding == "GSM-7"
    assert segments(reply).count == 1
    assert "MORE" in reply


def test_more_brings_page_after_page_and_then_says_that_it_is_over(person: Person) -> None:
    person.writes("How much is a passport?", "passport.fee")
    pages = []
    for _ in range(12):
        taken = person.writes("more")
        if taken.topic == "menu":
            break
        pages.append(only(taken.replies))
        assert segments(pages[-1]).count <= 2
    assert len(pages) >= 2
    assert "M300" in " ".join(pages)
    assert person.assistant.asked == ["How much is a passport?"]


def test_a_bare_number_picks_from_the_last_menu(person: Person) -> None:
    person.writes("menu", "menu")
    taken = person.writes("1")
    assert "1 " in only(taken.replies)
    taken = person.writes("3")
    assert taken.topic == "passport.fee"
    assert person.assistant.asked[-1] == "/passport.fee"


@pytest.mark.parametrize("written", ["2", " 2. ", "no 2", "(2)", "#2"])
def test_a_number_is_read_as_people_write_it(person: Person, written: str) -> None:
    person.writes("menu", "menu")
    person.writes("1")
    assert person.writes(written).topic == "passport.renew"


def test_a_number_that_was_not_offered_brings_the_list_again(person: Person) -> None:
    person.writes("menu", "menu")
    assert "1 " in only(person.writes("19").replies)
    assert person.writes("1").replies


def test_a_number_out_of_the_blue_brings_the_main_menu(person: Person) -> None:
    assert "1 " in only(person.writes("2").replies)


def test_choices_are_a_line_each_on_whatsapp_and_words_keep_their_caron(on_whatsapp: Person) -> None:
    reply = only(on_whatsapp.writes("Ke bokae ho etsa phasepoto ea ka?", "passport.fee").replies)
    assert "\n1 " in reply
    assert "\n2 " in reply


def test_a_number_that_cannot_reply_is_offered_nothing(in_lesotho: Person) -> None:
    for text, topic in [("How much is a passport?", "passport.fee"), ("menu", "menu"), ("hello", "greet")]:
        reply = only(in_lesotho.writes(text, topic).replies)
        assert "1 " not in reply.replace("M1", "")
        assert "MORE" not in reply
    assert in_lesotho.state.menu == ()


def test_doubt_offers_the_likeliest_and_then_a_person(person: Person) -> None:
    unsure = [("passport.fee", 0.2), ("passport.renew", 0.15), ("passport.time", 0.1), ("permit.lsp", 0.05)]
    taken = person.writes("passport thing", unsure)
    assert taken.is_missed
    assert taken.topic is None
    assert person.state.menu == ("passport.fee", "passport.renew", "passport.time")
    person.writes("passport thing again", unsure)
    assert person.state.menu[-1] == "human"
    assert person.writes("1").topic == "passport.fee"
    assert person.state.misses == 0


@pytest.mark.parametrize(
    ("text", "language", "spelling", "word"),
    [
        ("Ke bokae ho etsa phasepoto ea ka?", "st", "ls", "Phasepoto e ja"),
        ("Ke bokae ho etsa phasepoto ya ka?", "st", "za", "Phasepoto e ja"),
        ("How much is my passport?", "en", None, "passport costs"),
    ],
)
def test_the_answer_comes_in_the_language_and_spelling_of_the_question(
    person: Person, text: str, language: str, spelling: str | None, word: str
) -> None:
    taken = person.writes(text, "passport.fee")
    assert (taken.language, taken.spelling) == (language, spelling)
    assert word in only(taken.replies)


def test_a_language_chosen_outlasts_what_later_messages_look_like(person: Person) -> None:
    person.writes("Sesotho")
    reply = only(person.writes("How much is a passport?", "passport.fee").replies)
    assert "Phasepoto e ja" in reply
    person.writes("English")
    assert "passport costs" in only(person.writes("Ke bokae ho etsa phasepoto ea ka?", "passport.fee").replies)


def test_another_language_is_told_what_we_speak(person: Person) -> None:
    taken = person.writes("Sawubona ngicela ukwazi ukuthi ipasipoti ibiza malini")
    assert taken.language == "zu"
    assert "Sesotho" in only(taken.replies)
    assert person.assistant.asked == []


@pytest.mark.parametrize(
    ("first", "then", "topic"),
    [
        ("passport.renew", "bokae?", "passport.fee"),
        ("passport.fee", "and for a child?", "passport.child"),
        ("passport.fee", "le ngoana?", "passport.child"),
        ("passport.apply", "how long", "passport.time"),
        ("permit.lep_apply", "ke bokae", "permit.lep_fee"),
        ("comp.tshiamiso", "what papers", "comp.documents"),
    ],
)
def test_a_few_words_are_read_after_the_last_topic(person: Person, first: str, then: str, topic: str) -> None:
    person.writes("the first question", first)
    assert person.writes(then).topic == topic


def test_words_that_stand_on_their_own_are_not_read_as_following(person: Person) -> None:
    person.writes("the first question", "passport.renew")
    assert person.writes("how much is the permit", "permit.lep_fee").topic == "permit.lep_fee"


@pytest.mark.parametrize(
    ("kind", "word"), [("empty", "without words"), ("media", "pictures"), ("unsupported", "words")]
)
def test_what_is_no_text_gets_a_sensible_reply(person: Person, kind: Kind, word: str) -> None:
    assert word in only(person.hears(replace(person.heard, kind=kind)).replies)


def test_a_leading_slash_is_harmless(person: Person) -> None:
    person.writes('/passport.fee{"place":"x"}', "out_of_scope")
    person.writes("  / /stop_everything", "out_of_scope")
    assert not any(text.startswith("/") for text in person.assistant.asked)
