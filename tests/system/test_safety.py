"""Whoever is in danger is answered before all else, in their language; their words are kept nowhere."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gateway import turn, words
from gateway.words import say
from registry.models import Alarm, Consent, Contact, Conversation, Delivery, Message
from tests.system.test_conversations import FEE, LOST
from tests.system.test_trouble import newest, until
from tests.twilio import behaviour

CRY, SESOTHO_CRY = "he is beating me now, help", "O batla ho mpolaea, nthuse"
NOT_ALONE, NOT_ALONE_SESOTHO = "You are not alone. Call 0800 222 777.", "Ha u mong. Letsetsa 0800 222 777."


def contact_of(rows) -> str:
    """Whoever was written to last."""
    return newest(rows).contact_id


def all_of(rows, table, contact_id: str) -> list:
    """The rows of a person."""
    with rows.read() as session:
        return list(session.scalars(select(table).where(table.contact_id == contact_id).order_by(table.id)))


@pytest.mark.parametrize(
    ("cry", "country", "channel", "reply"),
    [
        (CRY, "ZA", "sms", NOT_ALONE),
        (CRY, "ZA", "whatsapp", NOT_ALONE),
        (CRY, "LS", "sms", "You are not alone."),
        (SESOTHO_CRY, "ZA", "sms", NOT_ALONE_SESOTHO),
        (SESOTHO_CRY, "ZA", "whatsapp", NOT_ALONE_SESOTHO),
    ],
)
def test_the_first_cry_for_help_is_answered_in_its_language(people, assistant, cry, country, channel, reply):
    before = len(assistant.turns)
    somebody = people(country, channel)
    somebody.writes(cry)
    somebody.hears(reply)
    assert len(assistant.turns) == before, "no model is asked first"


def test_it_is_answered_in_its_spelling(thabo):
    thabo.writes("O batla ho mpolaya, nthuse")
    thabo.hears("Ha o mong. Letsetsa 0800 222 777.")


def test_it_is_answered_while_the_assistant_is_away(thabo, assistant):
    assistant.stop()
    try:
        thabo.writes(CRY)
        thabo.hears(NOT_ALONE)
    finally:
        assistant.start()


def test_no_word_of_it_is_kept_and_somebody_is_told(thabo, rows, assistant):
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    thabo.writes(CRY)
    thabo.hears(NOT_ALONE)
    contact = contact_of(rows)
    assert until(lambda: [each.body for each in all_of(rows, Message, contact)][2:] == [None, None])
    [alarm] = all_of(rows, Alarm, contact)
    assert (alarm.category, alarm.country, alarm.acknowledged_at) == ("gbv.help", "ZA", None)
    with rows.read() as session:
        assert session.get_one(Contact, contact).safe_mode_at is not None
        assert session.get_one(Conversation, contact).menu == []
    assert until(lambda: contact in assistant.forgotten), "what was said before is not left with Rasa"


def test_what_only_the_assistant_sees_is_kept_no_more(thabo, rows, monkeypatch):
    # Where the net is in doubt depends on what it has learned; here it rules nothing out.
    monkeypatch.setattr(turn, "NOT_RULED_OUT", 0.0)
    thabo.writes("something heavy on my heart")
    thabo.hears("Are you safe to read this? Call 0800 222 777.")
    contact = contact_of(rows)
    assert until(lambda: [each.body for each in all_of(rows, Message, contact)] == [None, None])
    assert [each.category for each in all_of(rows, Alarm, contact)] == ["tip.help"]


def test_afterwards_nothing_is_offered_and_questions_are_answered_still(palesa, rows):
    palesa.writes(CRY)
    palesa.hears(NOT_ALONE)
    palesa.writes("I lost my passport")
    assert palesa.hears_something() == "Go to the police first and ask for a paper with a stamp.\n\n(checked Nov 2026)"
    contact = contact_of(rows)
    assert until(lambda: {each.body for each in all_of(rows, Message, contact)} == {None})


def test_its_reply_survives_a_twilio_that_fails(thabo, twilio, rows):
    twilio.will(behaviour.BREAKS, to=thabo.number)
    thabo.writes(CRY)
    thabo.hears(NOT_ALONE)
    thabo.hears_nothing_more()
    contact = contact_of(rows)
    assert until(lambda: {each.body for each in all_of(rows, Message, contact)} == {None})


def test_it_does_not_wait_behind_an_answer_that_twilio_puts_off(thabo, twilio, rows):
    thabo.writes("I lost my passport")
    thabo.hears(LOST)
    twilio.will(*[behaviour.THROTTLES] * 4, to=thabo.number)
    thabo.writes("How much is a passport?")
    assert until(lambda: newest(rows).status == "errored")
    twilio.forget_plans()
    with rows.write() as session:
        waiting = session.get_one(Delivery, newest(rows).id)
        waiting.next_attempt_at = waiting.next_attempt_at.replace(year=2099)
    thabo.writes(CRY)
    thabo.hears(NOT_ALONE)
    with rows.write() as session:
        session.get_one(Delivery, waiting.id).status = "failed"


def test_whoever_wants_no_answers_any_more_is_answered_in_danger(thabo, rows):
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    contact = contact_of(rows)
    with rows.write() as session:
        session.get_one(Contact, contact).is_muted = True
    thabo.writes("I lost my passport")
    thabo.hears_nothing_more(0.5)
    thabo.writes(CRY)
    thabo.hears(NOT_ALONE)
    thabo.writes("I lost my passport")
    assert thabo.hears_something().startswith("Go to the police first.")


@pytest.mark.parametrize(
    ("word", "language", "reply"),
    [("STOP", "en", words.STOPPED), ("stop", "en", words.STOPPED), ("EMISA", "st_LS", words.STOPPED)],
)
def test_stop_ends_notices_and_never_help(thabo, rows, word, language, reply):
    thabo.writes("Ke bokae ho etsa phasepoto ea ka?" if language == "st_LS" else "How much is a passport?")
    thabo.hears_something()
    thabo.writes(word)
    thabo.hears(say(reply, language))
    contact = contact_of(rows)
    assert [(each.scope, each.is_given, each.source) for each in all_of(rows, Consent, contact)] == [
        ("notices", False, "message")
    ]
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    thabo.writes("START")
    thabo.hears(words.STARTED)
    assert [each.is_given for each in all_of(rows, Consent, contact)] == [False, True]


@pytest.mark.parametrize(
    ("kind", "consents"), [("STOP", [("notices", False)]), ("START", [("notices", True)]), ("HELP", [])]
)
def test_what_twilio_has_answered_is_not_answered_again(thabo, rows, kind, consents):
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    contact = contact_of(rows)
    thabo.writes(kind, OptOutType=kind)
    thabo.hears_nothing_more(0.5)
    assert [(each.scope, each.is_given) for each in all_of(rows, Consent, contact)] == consents
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
