"""What bounds the bill and the load: messages of one number, money of a day, countries, requests of one address."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from gateway import limits, words
from gateway.door import outcome
from gateway.limits import Allowance, Bounded, Budget
from gateway.phone.exchange import Exchange
from gateway.providers import Forbidden, OverCap
from registry.models import Alarm, Delivery, Message
from registry.models.base import now
from registry.services.deliveries import Outgoing
from service.settings import read_settings
from service.throttle import Buckets, Throttle, network_of
from tests.privacy.conftest import THABO
from tests.privacy.house import House

ZA, LS, NG, SO = "+27835550101", "+26658555103", "+2348035550104", "+252615550105"
CRY = "he is beating me now, help"


@pytest.fixture
def house(database_file, vault):
    opened = House(database_file, vault)
    opened.worker.allowance = Allowance(per_minute=3, per_hour=5, per_day=6)
    yield opened
    opened.close()


def write(house, *texts):
    """Several messages, and what came back in all."""
    for text in texts:
        house.hears(THABO, text)
        house.rest()
    return house.says(THABO)


def test_a_flood_is_told_once_and_then_not_answered(house):
    said = write(house, *["How much does this cost?"] * 7)
    assert len(said) == 4
    assert said[3] == words.TOO_MANY
    with house.database.read() as session:
        topics = session.scalars(select(Message.topic).where(Message.direction == "in").order_by(Message.id)).all()
    assert topics == ["cost"] * 3 + ["too_many"] * 4


@pytest.mark.parametrize(("minutes", "answered"), [(2, 2), (61, 2)])
def test_after_a_while_they_are_answered_again(house, minutes, answered):
    before = write(house, *["How much does this cost?"] * 3)
    with house.database.write() as session:
        session.execute(update(Message).values(created_at=now() - timedelta(minutes=minutes)))
    assert len(write(house, *["How much does this cost?"] * answered)) == len(before) + answered


def test_stop_counts_in_the_middle_of_a_flood(house):
    write(house, *["How much does this cost?"] * 5, "STOP")
    with house.database.read() as session:
        from registry.models import Consent

        assert [each.is_given for each in session.scalars(select(Consent))] == [False]


def test_danger_is_answered_in_the_middle_of_a_flood(house, monkeypatch):
    monkeypatch.setattr(limits, "DANGER_PER_HOUR", 3)
    write(house, *["How much does this cost?"] * 5)
    before = len(house.says(THABO))
    assert len(write(house, *[CRY] * 5)) == before + 3
    with house.database.read() as session:
        [alarm] = session.scalars(select(Alarm))
        assert alarm.repeats == 4, "heard all the same"


def send(provider, number=ZA, segments=1, urgent=False):
    """One message through a provider."""
    outgoing = Outgoing(1, "sms", number, "M130", segments, 1, is_urgent=urgent)
    return asyncio.run(provider.send(outgoing))


def bounded(database, cap="10", countries="ZA,LS", price="2"):
    """Rand 10 a day at rand 2 a segment."""
    budget = Budget(database, Decimal(price), Decimal(cap))
    return Bounded(Exchange(), budget, frozenset(countries.split(",")))


@pytest.mark.parametrize(
    ("number", "urgent", "leaves"),
    [
        (ZA, False, True),
        (LS, False, True),
        (NG, False, False),
        (SO, False, False),
        ("12", False, False),
        (SO, True, True),
    ],
)
def test_messages_go_where_we_send_to_and_danger_everywhere(database, number, urgent, leaves):
    provider = bounded(database)
    if leaves:
        assert send(provider, number, urgent=urgent).sid
    else:
        with pytest.raises(Forbidden) as caught:
            send(provider, number)
        settled = outcome(Outgoing(1, "sms", number, "M130", 1, 1), caught.value)
        assert (settled.status, settled.reason, settled.retry_at) == ("failed", "country", None)


def test_the_day_has_a_cap_that_danger_passes(database):
    provider = bounded(database)
    for _ in range(2):
        send(provider, segments=2)
    with pytest.raises(OverCap) as caught:
        send(provider, segments=2)
    send(provider, segments=1)
    assert send(provider, segments=2, urgent=True).sid
    settled = outcome(Outgoing(1, "sms", ZA, "M130", 2, 23), caught.value)
    assert (settled.status, settled.reason) == ("errored", "spend_cap")
    assert settled.retry_at.hour == settled.retry_at.minute == 0
    assert timedelta() < settled.retry_at - now() <= timedelta(days=1)


def test_no_cap_is_no_cap(database):
    provider = bounded(database, cap="0")
    assert all(send(provider, segments=100).sid for _ in range(20))


def test_what_other_processes_sent_today_counts_and_what_was_sent_yesterday_does_not(house):
    write(house, "How much does this cost?")
    provider = bounded(house.database, cap="4")
    send(provider)
    with pytest.raises(OverCap):
        send(provider)
    with house.database.write() as session:
        session.execute(update(Delivery).values(claimed_at=now() - timedelta(days=1)))
    assert send(bounded(house.database, cap="4"), segments=2).sid


def test_the_countries_of_the_settings_are_codes():
    found = read_settings().countries()
    assert {"ZA", "LS"} <= found
    assert all(len(code) == 2 and code.isupper() for code in found)
    assert read_settings(send_countries=" za, ls ").countries() == {"ZA", "LS"}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_whose_bucket(address, network):
    assert network_of(address) == network


def test_a_bucket_empties_and_fills():
    clock = [0.0]
    buckets = Buckets(60, lambda: clock[0])
    assert [buckets.take("a") for _ in range(61)] == [True] * 60 + [False]
    assert buckets.take("b"), "each address has its own"
    clock[0] = 2.0
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]


@pytest.fixture
def door():
    """A page, a locked page and a webhook behind the throttle; thirty requests a minute."""
    app = FastAPI()
    app.add_api_route("/page", lambda: "ok")
    app.add_api_route("/twilio/messages", lambda: "ok", methods=["POST"])

    @app.get("/locked")
    def locked():
        from fastapi import HTTPException

        raise HTTPException(401)

    app.add_middleware(Throttle, buckets=Buckets(30), token="the-token")
    return TestClient(app, client=("203.0.113.7", 50000))


def test_an_address_that_asks_too_much_is_asked_to_wait(door):
    statuses = [door.get("/page").status_code for _ in range(32)]
    assert statuses == [200] * 30 + [429] * 2
    assert door.get("/page").headers["retry-after"] == "60"


def test_guessing_costs_ten_times_as_much(door):
    assert [door.get("/locked").status_code for _ in range(5)] == [401] * 3 + [429] * 2


def test_twilio_and_our_own_processes_are_never_kept_out(door):
    for _ in range(40):
        door.get("/page")
    assert door.post("/twilio/messages").status_code == 200
    assert door.get("/page", headers={"Authorization": "Bearer the-token"}).status_code == 200
    assert door.get("/page", headers={"Authorization": "Bearer the-tokem"}).status_code == 429


@pytest.mark.parametrize(("headers", "status"), [({}, 200), ({"X-Forwarded-For": "203.0.113.9"}, 429)])
def test_this_machine_is_free_unless_it_speaks_for_somebody(door, headers, status):
    here = TestClient(door.app, client=("127.0.0.1", 50000), headers=headers)
    assert [here.get("/page").status_code for _ in range(31)][-1] == status
