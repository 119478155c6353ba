"""Asked for, taken by one officer only, answered, handed back; and what safety and silence do to it."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import select

from registry.models import Contact, Delivery, Handover, Message
from registry.services import contacts, handovers, reaching
from registry.services.desk import Desk
from registry.services.handovers import SILENCE, UNTAKEN, BadReply, NotYours
from tests.handover.conftest import LIMAKATSO, MONDAY, PALESA, TEBOHO


def test_asking_twice_is_noted_once_and_may_become_a_call(session, thabo, asked):
    again, is_new = handovers.ask(session, thabo, wants_call=True)
    assert (again.id, is_new, again.wants_call) == (asked, False, True)
    assert [each.id for each in handovers.waiting(session)] == [asked]


def test_two_requests_in_the_same_instant_are_one(database_file, vault):
    def write(number: int) -> None:
        with database_file().write() as session:
            contact = session.scalars(select(Contact)).one()
            handovers.ask(session, contact)

    with database_file().write() as session:
        contacts.reach(session, vault, number=PALESA, channel="sms", country="ZA")
    together = [threading.Thread(target=write, args=(each,)) for each in range(6)]
    for each in together:
        each.start()
    for each in together:
        each.join()
    with database_file().read() as session:
        assert len(session.scalars(select(Handover)).all()) == 1


def test_only_one_of_many_officers_gets_it(database_file, vault):
    with database_file().write() as session:
        address = contacts.reach(session, vault, number=PALESA, channel="sms", country="ZA")
        session.flush()
        handover, _ = handovers.ask(session, address.contact)
        session.flush()
        number = handover.id
    got: list[str] = []

    def take(officer: str) -> None:
        with database_file().write() as session:
            if handovers.take(session, number, officer):
                got.append(officer)

    together = [threading.Thread(target=take, args=(f"Officer {each}",)) for each in range(8)]
    for each in together:
        each.start()
    for each in together:
        each.join()
    assert len(got) == 1
    with database_file().read() as session:
        assert session.get_one(Handover, number).officer == got[0]


def test_taking_what_one_has_is_no_error_and_what_another_has_is(session, asked):
    assert handovers.take(session, asked, LIMAKATSO)
    assert handovers.take(session, asked, LIMAKATSO)
    assert not handovers.take(session, asked, TEBOHO)
    with pytest.raises(NotYours):
        handovers.hand_back(session, asked, TEBOHO)


def test_a_reply_leaves_by_the_one_door_as_it_fits_the_channel(session, vault, asked, thabo):
    handovers.take(session, asked, LIMAKATSO)
    queued = handovers.reply(session, vault, asked, LIMAKATSO, "Lumela ntate, tšoara pampiri ea hau “A1”.")
    message = session.get_one(Message, queued.message_id)
    assert vault.unlock(message.body) == 'Lumela ntate, ts\'oara pampiri ea hau "A1".'
    assert (queued.channel, queued.segments, queued.status, message.purpose) == ("sms", 1, "queued", "officer")
    assert queued.priority == 0


@pytest.mark.parametrize("text", ["", "  \n", "x" * 1_001])
def test_a_reply_has_words_and_not_too_many(session, vault, asked, text):
    handovers.take(session, asked, LIMAKATSO)
    with pytest.raises(BadReply):
        handovers.reply(session, vault, asked, LIMAKATSO, text)


def test_nobody_answers_who_has_not_taken_it(session, vault, asked):
    with pytest.raises(NotYours):
        handovers.reply(session, vault, asked, LIMAKATSO, "Lumela")


def test_in_safe_mode_an_officer_answers_only_who_has_just_written(session, vault, asked, thabo):
    handovers.take(session, asked, LIMAKATSO)
    contacts.enter_safe_mode(thabo)
    handovers.reply(session, vault, asked, LIMAKATSO, "I am here.")
    thabo.addresses[0].last_in_at -= dt.timedelta(hours=1)
    with pytest.raises(reaching.NotReachable) as refused:
        handovers.reply(session, vault, asked, LIMAKATSO, "Are you there?")
    assert refused.value.reason == "safe_mode"
    assert len(session.scalars(select(Delivery)).all()) == 1


def test_the_assistant_is_silent_while_an_officer_has_it_and_until_then_and_after_not(session, thabo, asked):
    assert not handovers.is_held(handovers.open_of(session, thabo.id))
    handovers.take(session, asked, LIMAKATSO)
    assert handovers.is_held(handovers.open_of(session, thabo.id))
    handovers.hand_back(session, asked, LIMAKATSO)
    assert not handovers.is_held(handovers.open_of(session, thabo.id))
    assert handovers.ask(session, thabo)[1], "it may be asked for again"


def test_silence_of_both_ends_it_and_a_word_of_either_puts_that_off(session, thabo):
    handover, _ = handovers.ask(session, thabo, at=MONDAY)
    session.flush()
    handovers.take(session, handover.id, LIMAKATSO, at=MONDAY)
    nearly = MONDAY + SILENCE - dt.timedelta(minutes=1)
    handovers.heard(session, thabo.id, nearly)
    assert handovers.is_held(handovers.open_of(session, thabo.id), MONDAY + SILENCE)
    assert handovers.sweep(session, MONDAY + SILENCE) == 0
    assert not handovers.is_held(handovers.open_of(session, thabo.id), nearly + SILENCE)
    assert handovers.sweep(session, nearly + SILENCE) == 1
    assert (handover.state, handover.ended_by) == ("ended", "silence")


def test_what_nobody_takes_is_not_kept_waiting_for_ever(session, thabo):
    handovers.ask(session, thabo, at=MONDAY)
    assert handovers.sweep(session, MONDAY + UNTAKEN - dt.timedelta(hours=1)) == 0
    assert handovers.sweep(session, MONDAY + UNTAKEN) == 1


def test_who_has_waited_longest_is_first_and_is_told_how_many_are_before(session, meet):
    first, second = meet(), meet(PALESA)
    handovers.ask(session, second, at=MONDAY)
    late, _ = handovers.ask(session, first, at=MONDAY + dt.timedelta(minutes=5))
    session.flush()
    assert [each.contact_id for each in handovers.waiting(session)] == [second.id, first.id]
    told = handovers.expected(session, late, Desk.read(), MONDAY + dt.timedelta(minutes=6))
    assert (told.is_open, told.ahead, told.minutes) == (True, 1, None)


def test_the_usual_wait_is_told_from_five_people_on(session, meet):
    desk = Desk.read()
    for number, minutes in enumerate((10, 30, 20, 500, 25)):
        assert handovers.usual_wait(session, desk) is None
        contact = meet(f"+2783555020{number}")
        handover, _ = handovers.ask(session, contact, at=MONDAY)
        session.flush()
        handovers.take(session, handover.id, LIMAKATSO, at=MONDAY + dt.timedelta(minutes=minutes))
    assert handovers.usual_wait(session, desk) == 25


def test_an_officer_reads_what_was_said_before_and_after_and_nothing_that_is_not_kept(session, vault, meet):
    thabo = meet(text="I lost my passport")
    handover, _ = handovers.ask(session, thabo, topic="passport.lost")
    session.flush()
    handovers.take(session, handover.id, LIMAKATSO)
    handovers.reply(session, vault, handover.id, LIMAKATSO, "Where was it?")
    meet(text="In Welkom")
    session.scalars(select(Message).where(Message.direction == "in")).all()[-1].body = None
    lines = handovers.conversation(session, vault, handover.id)
    assert [(line.direction, line.text, line.is_officer) for line in lines] == [
        ("in", "I lost my passport", False),
        ("out", "Where was it?", True),
        ("in", None, False),
    ]


def test_notes_are_locked_and_read_in_order(session, vault, asked):
    first = handovers.note(session, vault, asked, LIMAKATSO, "Has no papers.")
    handovers.note(session, vault, asked, TEBOHO, "Called twice.")
    assert b"papers" not in first.body
    assert [(author, words) for author, _, words in handovers.notes(session, vault, asked)] == [
        (LIMAKATSO, "Has no papers."),
        (TEBOHO, "Called twice."),
    ]
