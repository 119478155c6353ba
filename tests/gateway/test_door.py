"""The sending door before a Twilio that misbehaves: everything arrives once, or it is known why not."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from gateway import door
from registry.models.delivery import ERRORED, FAILED, SENDING, SENT, UNKNOWN
from registry.services import deliveries
from tests.gateway.conftest import LERATO, PALESA, THABO
from tests.twilio import behaviour
from tests.twilio.behaviour import refuses
from tests.twilio.forms import SMS_SENDER, WHATSAPP_SENDER

TEXT = "Phasepoto e bitsa M130."


@pytest.mark.parametrize(
    ("channel", "to", "sender"),
    [("sms", THABO, SMS_SENDER), ("whatsapp", f"whatsapp:{THABO}", WHATSAPP_SENDER)],
)
def test_a_reply_leaves_by_its_channel(office, twilio, channel, to, sender):
    delivery = office.queue(THABO, TEXT, channel)
    office.send()
    assert office.status(delivery) == (SENT, None)
    [kept] = twilio.ledger.kept
    assert (kept.to, kept.sender, kept.body) == (to, sender, TEXT)
    assert kept.callback == f"https://thuso.example/twilio/statuses?delivery={delivery}"
    assert office.look(delivery).sid == kept.sid


@pytest.mark.parametrize(
    ("setting", "parameters"),
    [
        ({"sms_from": "MG" + "0" * 32}, {"MessagingServiceSid": "MG" + "0" * 32}),
        ({"sms_from": SMS_SENDER}, {"From": SMS_SENDER}),
    ],
)
def test_a_sender_is_a_number_or_a_service(open_office, twilio, setting, parameters):
    office = open_office(**setting)
    delivery = office.queue()
    office.send()
    assert office.status(delivery) == (SENT, None)
    [request] = twilio.ledger.requests
    assert {name: request[name] for name in ("From", "MessagingServiceSid") if name in request} == parameters


def test_a_whatsapp_sender_may_be_set_with_or_without_its_prefix(open_office, twilio):
    office = open_office(whatsapp_from=WHATSAPP_SENDER.removeprefix("whatsapp:"))
    office.queue(channel="whatsapp")
    office.send()
    assert twilio.texts(f"whatsapp:{THABO}") == [TEXT]


@pytest.mark.parametrize(
    ("badly", "at_first", "in_the_end", "arrived", "tried"),
    [
        ([behaviour.TAKEN], (SENT, None), (SENT, None), 1, 1),
        ([behaviour.THROTTLES], (ERRORED, "throttled"), (SENT, None), 1, 2),
        ([behaviour.BREAKS], (UNKNOWN, "uncertain"), (SENT, None), 1, 2),
        ([behaviour.BREAKS] * 2, (UNKNOWN, "uncertain"), (FAILED, "interrupted"), 0, 2),
        ([behaviour.TAKES_THEN_503], (UNKNOWN, "uncertain"), (SENT, None), 1, 1),
        ([behaviour.TAKES_THEN_HANGS], (UNKNOWN, "readtimeout"), (SENT, None), 1, 1),
        ([behaviour.HANGS], (UNKNOWN, "readtimeout"), (SENT, None), 1, 2),
        ([behaviour.RESETS], (UNKNOWN, "readerror"), (SENT, None), 1, 2),
        ([behaviour.TAKES_THEN_RESETS], (UNKNOWN, "readerror"), (SENT, None), 1, 1),
        ([behaviour.TAKES_THEN_TALKS_NONSENSE], (UNKNOWN, "unreadable answer"), (SENT, None), 1, 1),
        ([behaviour.BREAKS, behaviour.TAKES_THEN_503], (UNKNOWN, "uncertain"), (SENT, None), 1, 2),
        ([refuses(20003, 401)], (ERRORED, "misconfigured"), (SENT, None), 1, 2),
        ([refuses(21611)], (ERRORED, "retryable"), (SENT, None), 1, 2),
        ([refuses(21610)], (FAILED, "suppressed"), (FAILED, "suppressed"), 0, 1),
        ([refuses(21211)], (FAILED, "invalid"), (FAILED, "invalid"), 0, 1),
        ([refuses(63016)], (FAILED, "outside_window"), (FAILED, "outside_window"), 0, 1),
        ([refuses(99999)], (FAILED, "rejected"), (FAILED, "rejected"), 0, 1),
    ],
)
def test_however_twilio_answers(office, twilio, badly, at_first, in_the_end, arrived, tried):
    twilio.will(*badly)
    delivery = office.queue(THABO, TEXT)
    office.send()
    assert office.status(delivery) == at_first
    for _ in range(3):
        office.let_time_pass()
        office.send()
        office.reconcile()
    assert office.status(delivery) == in_the_end
    assert twilio.texts(THABO) == [TEXT] * arrived
    assert twilio.attempts(THABO) == tried


def test_nothing_is_tried_again_before_its_time(office, twilio):
    twilio.will(behaviour.THROTTLES)
    office.queue()
    office.send()
    office.reconcile()
    assert twilio.attempts(THABO) == 1


def test_a_provider_that_is_away_has_taken_nothing(open_office):
    office = open_office(api_url="http://127.0.0.1:9")
    delivery = office.queue()
    office.send()
    assert office.status(delivery) == (ERRORED, "connecterror")


def test_while_the_provider_cannot_be_asked_an_unknown_stays_unknown(office, twilio):
    twilio.will(behaviour.TAKES_THEN_503)
    delivery = office.queue()
    office.send()
    twilio.account.auth_token = "changed"
    office.let_time_pass()
    office.reconcile()
    assert office.status(delivery)[0] == UNKNOWN
    twilio.account.auth_token = "the-auth-token-of-the-tests"
    office.reconcile()
    assert office.status(delivery) == (SENT, None)
    assert twilio.texts(THABO) == [TEXT]


def test_an_earlier_reply_of_the_same_words_is_not_taken_for_this_one(office, twilio):
    # Somebody asks the same thing twice; the second answer never reached Twilio.
    first = office.queue(THABO, TEXT)
    office.send()
    twilio.will(behaviour.BREAKS)
    second = office.queue(THABO, TEXT)
    office.send()
    office.let_time_pass()
    office.reconcile()
    assert office.status(second) == (SENT, None)
    assert twilio.texts(THABO) == [TEXT, TEXT]
    assert office.look(first).sid != office.look(second).sid


def test_two_unknowns_of_the_same_words_are_two_messages(office, twilio):
    twilio.will(behaviour.TAKES_THEN_503, behaviour.TAKES_THEN_503)
    first, second = office.queue(THABO, TEXT), office.queue(THABO, TEXT)
    office.send()
    office.let_time_pass()
    office.reconcile()
    assert {office.look(first).sid, office.look(second).sid} == {kept.sid for kept in twilio.ledger.kept}
    assert len(twilio.ledger.kept) == 2


def test_what_people_wrote_to_us_is_not_taken_for_a_reply(office, twilio):
    twilio.will(behaviour.BREAKS, to=PALESA)
    delivery = office.queue(PALESA, TEXT)
    office.queue(THABO, TEXT)
    office.send()
    office.let_time_pass()
    office.reconcile()
    assert office.status(delivery) == (SENT, None)
    assert twilio.texts(PALESA) == [TEXT]


def test_whoever_opted_out_with_twilio_gets_no_notices(office, twilio):
    twilio.account.opted_out.add(THABO)
    office.queue(THABO)
    office.send()
    assert office.refused_scopes() == ["notices"]


def test_a_number_that_does_not_exist_is_marked(office, twilio):
    twilio.will(refuses(21211), to=THABO)
    office.queue(THABO)
    office.queue(PALESA)
    office.send()
    assert office.address(THABO).is_invalid
    assert not office.address(PALESA).is_invalid


def test_a_slow_answer_holds_nobody_else_up(office, twilio):
    twilio.always(behaviour.TAKEN.after(0.4), to=THABO)
    office.queue(THABO)

    async def send_to_two() -> None:
        await office.door.send_due()
        palesa = office.queue(PALESA)
        await office.door.send_due()
        await asyncio.sleep(0.2)
        assert office.status(palesa) == (SENT, None)
        assert twilio.texts(THABO) == [TEXT], "taken, not yet answered"
        assert office.look(1).status == SENDING
        await office.door.finish()

    office.run(send_to_two())
    assert office.look(1).status == SENT


def test_one_persons_replies_arrive_in_their_order(office, twilio):
    twilio.will(behaviour.TAKEN.after(0.1), behaviour.THROTTLES, to=THABO)
    for text in ("first", "second", "third"):
        office.queue(THABO, text)
    office.queue(PALESA, "other")
    for _ in range(3):
        office.send()
        office.let_time_pass()
    assert twilio.texts(THABO) == ["first", "second", "third"]
    assert twilio.texts(PALESA) == ["other"]


def test_two_doors_send_everything_once(open_office, twilio):
    first, second = open_office(), open_office()
    numbers = [f"+27835551{number:03}" for number in range(60)]
    for number in numbers:
        first.queue(number)

    async def all_of_it(office) -> None:
        while await office.door.send_due():
            pass
        await office.door.finish()

    async def both() -> None:
        await asyncio.gather(all_of_it(first), all_of_it(second))

    first.run(both())
    assert sorted(kept.to for kept in twilio.ledger.kept) == numbers


@pytest.mark.parametrize("had_left", [True, False])
def test_what_a_crash_left_is_found_and_sent_once(open_office, twilio, had_left):
    office = open_office()
    delivery = office.queue(LERATO, TEXT)
    if had_left:
        # Killed between Twilio's answer and our own note of it.
        office.send()
        with office.database.write() as session:
            row = session.get_one(type(office.look(delivery)), delivery)
            row.status, row.sid = SENDING, None
    else:
        with office.database.write() as session:
            deliveries.claim(session, 10)
    later = open_office()
    later.reconcile()
    assert later.status(delivery)[0] == SENDING, "somebody may still be at it"
    later.let_time_pass()
    later.reconcile()
    assert later.status(delivery) == (SENT, None)
    assert twilio.texts(LERATO) == [TEXT]


def test_a_reply_whose_words_are_gone_fails_and_says_why(office, twilio):
    from registry.models import Message

    delivery = office.queue()
    with office.database.write() as session:
        session.get_one(Message, office.look(delivery).message_id).body = None
    office.send()
    assert office.status(delivery) == (FAILED, "text_gone")
    assert twilio.ledger.requests == []


def goes_after_the_commit(database):
    """The next transaction is committed; the news of it does not arrive."""
    write = database.write

    @contextmanager
    def broken():
        database.write = write
        with write() as session:
            yield session
        raise OperationalError("commit", {}, ConnectionError("the server has gone"))

    database.write = broken


def test_what_was_claimed_without_our_knowing_leaves_all_the_same(office, twilio):
    office.door.owner = "this-node"
    delivery = office.queue()
    goes_after_the_commit(office.database)
    with pytest.raises(OperationalError):
        office.send()
    assert office.status(delivery) == (SENDING, None)
    office.send()
    assert twilio.texts(THABO) == [TEXT]
    assert office.status(delivery) == (SENT, None)


def test_what_is_being_sent_is_not_put_back_with_it(office, twilio, monkeypatch):
    """Sent, but the news could not be written down: only the look-up at the provider may decide."""
    monkeypatch.setattr(door, "SETTLE_WAITS", (0.0,))
    office.door.owner = "this-node"
    sent = office.queue()

    async def no_database(settled):
        raise OperationalError("update", {}, ConnectionError("the server has gone"))

    with monkeypatch.context() as away:
        away.setattr(office.door, "_settle", no_database)
        office.send()
    unknown = office.queue(PALESA)
    goes_after_the_commit(office.database)
    with pytest.raises(OperationalError):
        office.send()
    office.send()
    assert twilio.texts(THABO) == [TEXT]
    assert twilio.texts(PALESA) == [TEXT]
    assert office.status(sent) == (SENDING, None)
    assert office.status(unknown) == (SENT, None)
