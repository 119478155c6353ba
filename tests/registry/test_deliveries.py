"""The sending door's rows: claimed by one, settled once, and a status only ever climbs."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.models import Delivery, DeliveryEvent, Message
from registry.models.base import now
from registry.models.delivery import DELIVERED, ERRORED, FAILED, NEXT, QUEUED, READ, SENDING, SENT, UNKNOWN
from registry.services import contacts, deliveries, messages
from registry.services.deliveries import Settled
from registry.services.messages import Inbound
from tests.registry.conftest import LERATO, PALESA, THABO

ALL = (QUEUED, SENDING, ERRORED, UNKNOWN, SENT, DELIVERED, READ, FAILED)
LATER = {
    QUEUED: {SENT, DELIVERED, READ, FAILED},
    SENDING: {SENT, DELIVERED, READ, FAILED},
    ERRORED: {SENT, DELIVERED, READ, FAILED},
    UNKNOWN: {SENT, DELIVERED, READ, FAILED},
    SENT: {DELIVERED, READ, FAILED},
    DELIVERED: {READ},
    READ: set(),
    FAILED: set(),
}
REPORTED, ENDED = (SENT, DELIVERED, READ, FAILED), (SENT, DELIVERED, FAILED, ERRORED, UNKNOWN)


def tell(session, delivery, status, sid="SM9", delivery_id=None, code=None) -> bool:
    """A status callback for a delivery."""
    return deliveries.report(
        session,
        sid=sid,
        status=status,
        raw_status=status,
        error_code=code,
        delivery_id=delivery_id or delivery.id,
        raw={"MessageStatus": status},
    )


def stand(session, delivery, status) -> None:
    """Put a delivery where a test wants it."""
    delivery.status = status
    session.flush()


@pytest.mark.parametrize(("before", "reported"), list(itertools.product(ALL, REPORTED)))
def test_what_is_reported_only_climbs(session, reply, before, reported):
    delivery = reply()
    stand(session, delivery, before)
    climbs = reported in LATER[before]
    assert tell(session, delivery, reported) is climbs
    assert delivery.status == (reported if climbs else before)


@pytest.mark.parametrize(("before", "ended"), list(itertools.product(ALL, ENDED)))
def test_the_end_of_an_attempt_never_takes_back_what_was_reported(session, reply, before, ended):
    delivery = reply()
    stand(session, delivery, before)
    counts = ended in LATER[before] or (before == SENDING and ended in (ERRORED, UNKNOWN))
    assert deliveries.settle(session, Settled(delivery.id, ended, sid="SM9")) is counts
    assert delivery.status == (ended if counts else before)
    assert delivery.sid == "SM9"


def test_from_the_end_no_way_leads_on():
    assert NEXT[FAILED] == NEXT[READ] == frozenset()
    assert all(SENDING not in NEXT[status] for status in (SENT, DELIVERED, READ, FAILED))


@pytest.mark.parametrize("order", list(itertools.permutations((SENT, DELIVERED, READ))))
def test_in_whatever_order_reports_come_the_highest_stays(session, reply, order):
    delivery = reply()
    for status in order:
        tell(session, delivery, status)
        tell(session, delivery, status)
    assert delivery.status == READ
    events = session.scalars(select(DeliveryEvent).where(DeliveryEvent.delivery_id == delivery.id)).all()
    assert [event.status for event in events] == [status for status in order for _ in range(2)]


def test_every_report_is_kept_even_of_what_we_do_not_know(session, reply):
    delivery = reply()
    assert not tell(session, delivery, "")
    assert not tell(session, delivery, SENT, delivery_id=delivery.id + 99)
    events = session.scalars(select(DeliveryEvent).order_by(DeliveryEvent.id)).all()
    assert [(event.delivery_id, event.is_applied) for event in events] == [(delivery.id, False), (None, False)]


def test_a_report_without_our_id_finds_its_delivery_by_sid(session, reply):
    delivery = reply()
    delivery.sid = "SM5"
    session.flush()
    moved = deliveries.report(
        session, sid="SM5", status=SENT, raw_status="sent", error_code=None, delivery_id=None, raw={}
    )
    assert (moved, delivery.status) == (True, SENT)


def test_a_report_on_another_message_cannot_move_a_delivery(session, reply):
    delivery = reply()
    delivery.sid = "SM5"
    session.flush()
    assert not tell(session, delivery, FAILED, sid="SM6")
    assert delivery.status == QUEUED


def test_a_report_that_overtakes_the_answer_gives_the_sid(session, reply):
    delivery = reply()
    deliveries.claim(session, 1)
    session.expire_all()
    assert tell(session, delivery, DELIVERED, sid="SM7")
    assert not deliveries.settle(session, Settled(delivery.id, SENT, sid="SM7"))
    assert (delivery.status, delivery.sid) == (DELIVERED, "SM7")


def test_claimed_is_sending_and_is_not_claimed_again(session, reply):
    first, second = reply(THABO), reply(PALESA)
    assert deliveries.claim(session, 10) == [first.id, second.id]
    session.expire_all()
    assert [(each.status, each.attempts) for each in (first, second)] == [(SENDING, 1)] * 2
    assert deliveries.claim(session, 10) == []


def test_no_more_are_claimed_than_asked_for_replies_before_notices(session, reply):
    notice, old, new = reply(THABO), reply(PALESA), reply(LERATO)
    notice.priority = 1
    session.flush()
    assert deliveries.claim(session, 2) == [old.id, new.id]
    assert deliveries.claim(session, 2) == [notice.id]


def test_nothing_is_claimed_before_its_time(session, reply):
    delivery = reply()
    deliveries.claim(session, 1)
    session.expire_all()
    retry_at = now() + timedelta(seconds=30)
    deliveries.settle(session, Settled(delivery.id, ERRORED, error_code=20429, reason="throttled", retry_at=retry_at))
    session.flush()
    assert deliveries.claim(session, 1) == []
    assert deliveries.claim(session, 1, retry_at) == [delivery.id]
    session.expire_all()
    assert delivery.attempts == 2


def test_one_persons_replies_leave_one_after_another(session, reply):
    first, second, other = reply(THABO), reply(THABO), reply(PALESA)
    assert deliveries.claim(session, 10) == [first.id, other.id]
    session.expire_all()
    retry_at = now() + timedelta(seconds=30)
    deliveries.settle(session, Settled(first.id, ERRORED, reason="throttled", retry_at=retry_at))
    session.flush()
    assert deliveries.claim(session, 10) == [], "the second does not overtake the first"
    assert deliveries.claim(session, 10, retry_at) == [first.id]
    session.expire_all()
    deliveries.settle(session, Settled(first.id, SENT, sid="SM1"))
    session.flush()
    assert deliveries.claim(session, 10) == [second.id]


def test_a_cry_for_help_is_answered_before_all_else(session, reply):
    waiting, throttled = reply(PALESA), reply(THABO)
    stand(session, throttled, ERRORED)
    throttled.next_attempt_at = now() + timedelta(minutes=5)
    urgent = reply(THABO, danger="emergency")
    assert deliveries.claim(session, 1) == [urgent.id]
    assert deliveries.claim(session, 10) == [waiting.id]


def test_a_reply_whose_fate_is_unknown_holds_nobody_up(session, reply):
    first, second = reply(THABO), reply(THABO)
    deliveries.claim(session, 1)
    session.expire_all()
    deliveries.settle(session, Settled(first.id, UNKNOWN, reason="readtimeout"))
    session.flush()
    assert deliveries.claim(session, 10) == [second.id]


def test_only_the_door_sees_number_and_text(session, reply, vault):
    delivery = reply(THABO, "M130")
    claimed = deliveries.claim(session, 1)
    session.expire_all()
    [outgoing] = deliveries.outgoing(session, vault, claimed)
    assert (outgoing.number, outgoing.text, outgoing.channel, outgoing.attempts) == (THABO, "M130", "sms", 1)
    assert THABO not in repr(outgoing)
    assert "M130" not in repr(outgoing)
    session.get_one(Message, delivery.message_id).body = None
    session.flush()
    assert deliveries.outgoing(session, vault, [delivery.id]) == []


def test_what_a_crash_left_becomes_unknown_after_a_minute(session, reply):
    delivery = reply()
    at = now()
    deliveries.claim(session, 1, at)
    assert deliveries.abandoned(session, at + deliveries.CLAIM_EXPIRES) == []
    assert deliveries.abandoned(session, at + deliveries.CLAIM_EXPIRES + timedelta(seconds=1)) == [delivery.id]
    session.expire_all()
    assert delivery.status == UNKNOWN
    assert deliveries.unknown(session) == [], "the provider may still be making a message of it"
    assert deliveries.unknown(session, at=at + deliveries.LOOK_AFTER) == [delivery.id]


def test_a_node_that_starts_again_finds_what_it_left(session, reply):
    mine, other = reply(THABO), reply(PALESA)
    at = now()
    deliveries.claim(session, 1, at, owner="a")
    deliveries.claim(session, 1, at, owner="b")
    assert deliveries.left_by(session, "a") == [mine.id]
    session.expire_all()
    assert (mine.status, other.status) == (UNKNOWN, SENDING)


def test_an_unknown_is_looked_into_only_when_it_is_time(session, reply):
    delivery = reply()
    deliveries.claim(session, 1)
    session.expire_all()
    later = now() + timedelta(seconds=5)
    deliveries.settle(session, Settled(delivery.id, UNKNOWN, reason="readtimeout", retry_at=later))
    session.flush()
    assert deliveries.unknown(session) == []
    assert deliveries.unknown(session, at=later) == [delivery.id]


def test_an_unknown_gets_one_second_chance(session, reply):
    delivery = reply()
    stand(session, delivery, UNKNOWN)
    assert deliveries.send_once_more(session, delivery.id)
    assert delivery.status == QUEUED
    stand(session, delivery, UNKNOWN)
    assert not deliveries.send_once_more(session, delivery.id)


@pytest.mark.parametrize("status", [status for status in ALL if status != UNKNOWN])
def test_only_an_unknown_gets_a_second_chance(session, reply, status):
    delivery = reply()
    stand(session, delivery, status)
    assert not deliveries.send_once_more(session, delivery.id)
    assert delivery.status == status


@pytest.mark.parametrize(
    ("danger", "ended", "kept"),
    [
        (None, SENT, True),
        ("emergency", SENT, False),
        ("emergency", DELIVERED, False),
        ("emergency", FAILED, False),
        ("emergency", ERRORED, True),
        ("emergency", UNKNOWN, True),
    ],
)
def test_words_to_somebody_in_danger_are_kept_only_until_they_have_left(session, reply, danger, ended, kept):
    delivery = reply(danger=danger)
    deliveries.claim(session, 1)
    session.expire_all()
    deliveries.settle(session, Settled(delivery.id, ended))
    session.flush()
    session.expire_all()
    assert (session.get_one(Message, delivery.message_id).body is not None) is kept


def test_several_doors_share_the_rows_and_none_is_taken_twice(database_file, vault):
    database = database_file()
    with database.write() as session:
        for number in range(60):
            address = contacts.reach(session, vault, number=f"+2783555{number:04}", channel="sms", country="ZA")
            session.flush()
            heard = messages.store_inbound(session, vault, address, Inbound(f"SM{number}", "text", "Lumela"))
            session.flush()
            messages.queue_reply(session, vault, heard, address, "M130", 1)
    taken: list[int] = []

    def claim() -> None:
        own = database_file()
        while True:
            with own.write() as session:
                ids = deliveries.claim(session, 7)
            if not ids:
                return
            taken.extend(ids)

    doors = [threading.Thread(target=claim) for _ in range(4)]
    for door in doors:
        door.start()
    for door in doors:
        door.join(30)
    with database.read() as session:
        everything = sorted(session.scalars(select(Delivery.id)))
    assert sorted(taken) == everything
