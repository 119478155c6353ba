"""Two services and two Rasas on PostgreSQL, as on four machines: one person, one order, one answer; any may die."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

import pytest
from sqlalchemy import func, select

from registry.models import Address, Contact
from tests.faults.crowd import check, settled
from tests.faults.site import AUTH_TOKEN, PUBLIC, Site
from tests.twilio import forms
from tests.twilio.network import Network


@pytest.fixture
def site(tmp_path, twilio, cluster):
    made = Site(tmp_path, twilio.url, cluster.url(), bots=2)
    for _ in range(2):
        made.add_service(own_data=True, wait=False)
    for service in made.services:
        service.wait()
    yield made
    made.stop()


def servers_of_people(twilio) -> dict[str, set[str]]:
    """Which Rasa answered whom."""
    found: dict[str, set[str]] = defaultdict(set)
    for kept in list(twilio.ledger.kept):
        found[kept.to].add(kept.body.split(".")[0])
    return found


@pytest.mark.timeout(600)
def test_many_machines_are_one_service(site, crowd, twilio):
    people = crowd(site.services, people=8, pause=0.05, bad_days=0.1)
    people.start(texts=5)
    people.join()
    people.wait_for_answers(site.database, 60)
    answered_by = servers_of_people(twilio)
    assert all(len(servers) == 1 for servers in answered_by.values()), "a person keeps to one Rasa"
    assert set.union(*answered_by.values()) == {"0", "1"}, "and both have people"

    # A Rasa and a service machine go for good; the others take over all that was theirs.
    people.start(texts=5)
    time.sleep(0.3)
    site.bots[0].kill()
    site.services[0].kill()
    twilio.reaches[PUBLIC] = site.services[1].url
    people.join()
    people.wait_for_answers(site.database, 90)
    found = settled(site.database, 90)
    assert people.doubled() == []
    assert set(found) <= {"sent", "delivered", "read"}, found
    check(site.database)


@pytest.mark.timeout(300)
def test_two_first_messages_of_one_number_at_the_same_time_are_of_one_person(site, twilio):
    """By SMS at one machine, on WhatsApp at the other, in the same instant."""
    networks = [Network(PUBLIC, service.url, AUTH_TOKEN) for service in site.services]
    numbers = [f"+2783557{count:04}" for count in range(12)]
    for number in numbers:
        ready = threading.Barrier(2)

        def write(make, network, number=number, ready=ready) -> None:
            ready.wait(10)
            assert network.bring(make(number, "How much is a passport for my child")).status == 200

        threads = [
            threading.Thread(target=write, args=pair)
            for pair in zip((forms.sms, forms.whatsapp), networks, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == len(numbers)
        assert session.scalar(select(func.count()).select_from(Address)) == 2 * len(numbers)
    for network in networks:
        network.close()
