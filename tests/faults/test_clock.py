"""The clock is put forward or back: nobody waits for hours, nothing is sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.models import Contact, Delivery
from registry.models.base import now
from registry.models.delivery import SENDING, UNKNOWN
from registry.services import contacts, deliveries, messages
from registry.services.messages import Inbound

THABO = "+27835550101"
HOURS = timedelta(hours=3)


@pytest.fixture
def session(database):
    with database.write() as session:
        yield session


def hear(session, vault, sid="SM1"):
    address = contacts.reach(session, vault, number=THABO, channel="sms", country="ZA")
    session.flush()
    message = messages.store_inbound(session, vault, address, Inbound(sid, "text", "Lumela"))
    session.flush()
    return address, message


def test_a_text_from_before_the_clock_was_put_back_has_its_turn_at_once(session, vault):
    hear(session, vault)
    assert messages.claim_turns(session, "a", 5, now() - HOURS)


def test_a_lease_from_before_the_clock_was_put_back_holds_nobody_up(session, vault):
    hear(session, vault)
    assert messages.claim_turns(session, "dead", 5)
    assert messages.claim_turns(session, "b", 5, now() - HOURS)


def test_a_clock_that_is_put_forward_ends_leases_and_the_old_holder_notices(session, vault):
    hear(session, vault)
    assert messages.claim_turns(session, "a", 5)
    [contact_id] = messages.claim_turns(session, "b", 5, now() + HOURS)
    session.expire_all()
    assert session.get_one(Contact, contact_id).turn_owner == "b", "whoever settles asks whose turn it is"
    messages.release_turn(session, contact_id, "a")
    session.expire_all()
    assert session.get_one(Contact, contact_id).turn_owner == "b"


@pytest.mark.parametrize("jump", [-HOURS, HOURS])
def test_what_was_claimed_before_a_jump_is_looked_up_and_not_sent_blindly(session, vault, jump):
    address, message = hear(session, vault)
    messages.queue_reply(session, vault, message, address, "M130", 1)
    session.flush()
    assert deliveries.claim(session, 1) != []
    assert deliveries.claim(session, 1, now() + jump) == []
    session.expire_all()
    assert session.scalars(select(Delivery.status)).all() == [SENDING]
    assert deliveries.abandoned(session, now() + jump) != []
    session.expire_all()
    assert session.scalars(select(Delivery.status)).all() == [UNKNOWN]
