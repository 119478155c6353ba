"""What a status callback teaches: wrong numbers, people who opted out with the provider, telephones that are off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.heard import StatusReport
from gateway.receive import Receiver
from registry.database import Database
from registry.models import Address, Consent, Delivery, Message
from registry.models.base import now
from registry.services import contacts, deliveries, messages, reaching
from registry.services.deliveries import Settled
from registry.services.messages import Inbound
from tests.privacy.conftest import THABO


@pytest.fixture
def receiver(database, vault) -> Receiver:
    return Receiver(database, vault)


@pytest.fixture
def sent(database: Database, vault):
    """A reply that Twilio took as SM-out-1."""
    with database.write() as session:
        address = contacts.reach(session, vault, number=THABO, channel="sms", country="ZA")
        session.flush()
        heard = messages.store_inbound(session, vault, address, Inbound("SM-in", "text", "Ke bokae?"))
        session.flush()
        delivery = messages.queue_reply(session, vault, heard, address, "M130", 1)
        session.flush()
        deliveries.claim(session, 1)
        deliveries.settle(session, Settled(delivery.id, "sent", sid="SM-out-1"))
        return delivery.id


def report(receiver, delivery_id, code, status="undelivered", sid="SM-out-1"):
    """Twilio says how it went."""
    raw = {"MessageStatus": status, "ErrorCode": str(code)}
    return receiver.status(StatusReport(sid, status, code, delivery_id, raw))


def look(database, delivery_id):
    """The delivery and its address."""
    with database.read() as session:
        row = session.get_one(Delivery, delivery_id)
        return row, session.get_one(Address, row.address_id)


@pytest.mark.parametrize(
    ("code", "status", "reason", "is_invalid", "refuses"),
    [
        (30005, "failed", "invalid", True, False),
        (30006, "failed", "invalid", True, False),
        (63024, "failed", "invalid", True, False),
        (21610, "failed", "suppressed", False, True),
        (30007, "failed", "rejected", False, False),
        (63016, "failed", "outside_window", False, False),
        (30003, "errored", "provider", False, False),
        (30008, "errored", "provider", False, False),
    ],
)
def test_each_code_is_acted_on(receiver, database, sent, code, status, reason, is_invalid, refuses):
    assert report(receiver, sent, code)
    row, address = look(database, sent)
    assert (row.status, row.reason, row.error_code, address.is_invalid) == (status, reason, code, is_invalid)
    with database.read() as session:
        refused = session.scalars(select(Consent).where(Consent.source == "provider")).all()
        expected = [("notices", False)] if refuses else []
        assert [(each.scope, each.is_given) for each in refused] == expected
        why = reaching.may_reach(session, row.contact_id, "notice:passport")
    assert why == ("invalid" if is_invalid else "opted_out" if refuses else "no_consent")


def test_a_telephone_that_is_off_is_tried_twice_more_and_old_reports_change_nothing(receiver, database, sent):
    for times, wait in ((1, timedelta(minutes=15)), (2, timedelta(hours=2))):
        assert report(receiver, sent, 30003, sid=f"SM-out-{times}")
        row, _ = look(database, sent)
        assert (row.status, row.sid) == ("errored", None)
        assert abs(row.next_attempt_at - now() - wait) < timedelta(minutes=1)
        assert not report(receiver, sent, 30003, sid=f"SM-out-{times}"), "the same report once more"
        with database.write() as session:
            assert deliveries.claim(session, 1, at=now() + timedelta(hours=3)) == [sent]
            deliveries.settle(session, Settled(sent, "sent", sid=f"SM-out-{times + 1}"))
    assert report(receiver, sent, 30003, sid="SM-out-3")
    assert look(database, sent)[0].status == "failed"


def test_the_words_of_a_reply_to_danger_are_gone_so_it_is_not_sent_again(receiver, database, sent):
    with database.write() as session:
        session.get_one(Message, session.get_one(Delivery, sent).message_id).body = None
    assert report(receiver, sent, 30003)
    assert look(database, sent)[0].status == "failed"


def test_whoever_writes_from_an_address_can_be_reached_there(receiver, database, sent, vault):
    report(receiver, sent, 30005)
    assert look(database, sent)[1].is_invalid
    with database.write() as session:
        address = session.get_one(Address, session.get_one(Delivery, sent).address_id)
        messages.store_inbound(session, vault, address, Inbound("SM-again", "text", "Lumela"))
    assert not look(database, sent)[1].is_invalid


def test_a_report_of_somebody_who_has_been_forgotten_is_kept_and_changes_nothing(receiver, database, sent):
    with database.write() as session:
        session.delete(session.get_one(Delivery, sent))
    assert not report(receiver, sent, 30005)
