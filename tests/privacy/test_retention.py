"""What is kept for a set time only, by a clock that is moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from registry.models import Contact, Delivery, DeliveryEvent, Message, Miss, Refusal, Registration
from registry.models.base import now
from registry.services import retention
from tests.privacy.conftest import PALESA, THABO

NINETY = timedelta(days=90)


def texts(session) -> int:
    """How many messages still have their words."""
    return session.scalar(select(func.count()).where(Message.body.is_not(None)))


@pytest.mark.parametrize(("age", "kept"), [(89, 2), (91, 0)])
def test_words_go_after_their_time_and_the_count_stays(session, thabo, age, kept):
    thabo.is_answered(at=now() - timedelta(days=age)).status = "delivered"
    retention.expire(session, now(), NINETY)
    assert texts(session) == kept
    assert session.scalar(select(func.count()).select_from(Message)) == 2


def test_what_still_waits_is_not_old(session, thabo):
    thabo.is_answered(at=now() - timedelta(days=100))
    retention.expire(session, now(), NINETY)
    assert texts(session) == 1, "the reply waits to be sent; the question has been answered"


def test_reports_and_guesses_go_too(session, thabo):
    delivery = thabo.is_answered()
    for age in (10, 91):
        event = DeliveryEvent(delivery_id=delivery.id, sid="SM1", status="sent", is_applied=True, raw={})
        event.received_at = now() - timedelta(days=age)
        session.add_all([event, Miss(channel="sms", guesses=[], missed_at=now() - timedelta(days=4 * age))])
    session.flush()
    expired = retention.expire(session, now(), NINETY)
    assert (expired.events, expired.misses) == (1, 0)
    assert retention.expire(session, now() + timedelta(days=100), NINETY).misses == 1


@pytest.mark.parametrize(("years", "left"), [(2.9, 2), (3.1, 1)])
def test_who_has_been_silent_for_years_is_forgotten_unless_registered(session, people, years, left):
    thabo, palesa = people(THABO), people(PALESA)
    session.add(Registration(contact_id=palesa.id))
    then = now() - timedelta(days=365 * years)
    for each in (thabo, palesa):
        each.writes(at=then)
        each.contact.created_at = then
    session.flush()
    retention.expire(session, now(), NINETY)
    assert session.scalar(select(func.count()).select_from(Contact)) == left


def test_a_kept_refusal_ends_as_well(session):
    session.add(Refusal(blind="a" * 64, scope="notices", until=now() + timedelta(days=1)))
    session.flush()
    retention.expire(session, now(), NINETY)
    assert session.scalar(select(func.count()).select_from(Refusal)) == 1
    retention.expire(session, now() + timedelta(days=2), NINETY)
    assert session.scalar(select(func.count()).select_from(Refusal)) == 0


def test_the_worker_does_it_every_hour_in_batches(house, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    for number in range(4):
        house.talk(THABO, f"How much does this cost? {number}")
    with house.database.write() as session:
        session.execute(update(Message).values(created_at=now() - timedelta(days=91)))
        session.execute(update(Delivery).values(status="delivered"))
    begin = now()
    done = [house.run(house.keeper.look(begin + timedelta(minutes=minute))) for minute in (0, 0, 0, 0, 30)]
    assert done == [3, 3, 2, 0, 0]
    with house.database.write() as session:
        assert texts(session) == 0
        session.execute(update(Message).values(body=house.vault.lock("again")))
    assert house.run(house.keeper.look(begin + timedelta(minutes=59))) == 0
    assert house.run(house.keeper.look(begin + timedelta(minutes=61))) == 3
