"""Safe mode, clause by clause, with the real gateway: what is sent, what is kept, what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.safe_mode import is_all_clear
from registry.models import Address, Alarm, Contact, Delivery, Message, Miss
from registry.models.base import now
from registry.services import consents, reaching
from registry.services.reaching import NotReachable
from tests.privacy.conftest import THABO

CRY = "he is beating me now, help"
AFTER = ("How much does this cost?", "menu", "passport", "MORE", "2", "What do you know about me?")


@pytest.fixture
def in_safe_mode(house):
    house.talk(THABO, "How much does this cost?")
    house.talk(THABO, CRY)
    return house


def rows(house, table):
    with house.database.read() as session:
        return session.scalars(select(table).order_by(table.id)).all()


@pytest.mark.parametrize("purpose", ["notice:passport", "case", "reminder", "officer"])
def test_nothing_is_queued_that_was_not_asked_for(in_safe_mode, purpose):
    house = in_safe_mode
    with house.database.write() as session:
        [contact] = session.scalars(select(Contact))
        session.scalars(select(Address)).one().last_in_at = now() - timedelta(hours=1)
        consents.record(session, contact.id, "notices", is_given=True, wording="Yes.", channel="sms", source="message")
        before = len(session.scalars(select(Delivery)).all())
        with pytest.raises(NotReachable, match="safe_mode"):
            reaching.queue(session, house.vault, contact, purpose, "Lumela", segments=1)
        assert len(session.scalars(select(Delivery)).all()) == before


def test_what_was_queued_before_the_cry_does_not_leave(house):
    house.talk(THABO, "How much does this cost?")
    with house.database.write() as session:
        [contact] = session.scalars(select(Contact))
        later = now() + timedelta(hours=1)
        waiting = reaching.queue(
            session, house.vault, contact, "case", "News of your case", segments=1, not_before=later
        )
    house.talk(THABO, CRY)
    assert [(each.status, each.reason) for each in rows(house, Delivery) if each.id == waiting.id] == [
        ("failed", "safe_mode")
    ]


def test_no_word_is_kept_of_the_cry_nor_of_anything_after_it(in_safe_mode):
    for text in AFTER:
        in_safe_mode.talk(THABO, text)
    kept = rows(in_safe_mode, Message)
    assert [each.body for each in kept][2:] == [None] * (2 * len(AFTER) + 2)
    assert [each.category for each in rows(in_safe_mode, Alarm)] == ["gbv.help"]


def test_no_word_is_kept_where_only_the_assistant_takes_it_for_danger(house):
    house.assistant.understands["and for a child?"] = "tip.child"
    reply = house.talk(THABO, "And for a child?")
    assert "write DANGER" in reply
    assert [each.body for each in rows(house, Message) if each.direction == "in"] == [None]
    assert rows(house, Miss) == []
    assert rows(house, Alarm) == []
    assert house.assistant.memory == {}


def test_rasas_memory_of_before_is_gone(in_safe_mode):
    assert in_safe_mode.assistant.memory == {}


@pytest.mark.parametrize("text", AFTER)
def test_no_menu_is_offered(in_safe_mode, text):
    reply = in_safe_mode.talk(THABO, text)
    assert not any(line.startswith(("1 ", "1. ", "2 ")) for line in reply.splitlines())
    assert "Reply with a number" not in reply


@pytest.mark.parametrize(
    ("answer", "time"), [("YES", None), ("yes 18:30", "18:30"), ("ee 6pm", "18:00"), ("NO", False), ("che", False)]
)
def test_yes_opens_an_alarm_with_a_time_and_no_ends_it(in_safe_mode, answer, time):
    in_safe_mode.talk(THABO, answer)
    calls = [each.call_time for each in rows(in_safe_mode, Alarm) if each.wants_call]
    assert calls == ([] if time is False else [time])
    assert rows(in_safe_mode, Contact)[0].safe_mode_at is not None


@pytest.mark.parametrize("word", ["I am safe now", "ke bolokehile", "Ke bolokehile joale, kea leboha", "I'm safe"])
def test_it_ends_on_the_persons_word_alone(in_safe_mode, word):
    in_safe_mode.talk(THABO, word)
    assert rows(in_safe_mode, Contact)[0].safe_mode_at is None
    assert len(rows(in_safe_mode, Alarm)) == 1


@pytest.mark.parametrize(
    "text", ["I am not safe", "I am safe now but he beats my child", "START", "thank you", "How much is a passport?"]
)
def test_nothing_else_ends_it(in_safe_mode, text):
    in_safe_mode.talk(THABO, text)
    assert rows(in_safe_mode, Contact)[0].safe_mode_at is not None
    assert not is_all_clear(text)


def test_days_of_silence_end_nothing(in_safe_mode):
    in_safe_mode.run(in_safe_mode.keeper.look(now() + timedelta(days=60)))
    assert rows(in_safe_mode, Contact)[0].safe_mode_at is not None
