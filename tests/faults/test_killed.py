"""kill -9 at random instants while texts flow and Twilio misbehaves: lost 0, doubled 0, unknown 0."""

from __future__ import annotations

import random
import time

import pytest

from tests.faults.conftest import LONGER, SEED
from tests.faults.crowd import check, eventually, settled


def assert_nothing_lost_doubled_or_open(people, site, seconds: float = 60.0) -> None:
    people.wait_for_answers(site.database, seconds)
    found = settled(site.database, seconds)
    assert people.doubled() == [], "doubled"
    assert set(found) <= {"sent", "delivered", "read"}, f"left open or failed: {found}"
    check(site.database)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_two_services_and_an_assistant_are_killed_again_and_again(site, crowd, twilio, database_url):
    chance = random.Random(SEED)
    services = [site.add_service(wait=False), site.add_service(wait=False)]
    for service in services:
        service.wait()
    people = crowd(services, people=6, pause=0.4, bad_days=0.2)
    people.start()
    deaths = 0
    for _ in range((4 if database_url.startswith("sqlite") else 2) * LONGER):
        time.sleep(chance.uniform(0.1, 1.0))
        victim = chance.choice([*services, site.bots[0]])
        # The other service is up: somebody takes what Twilio brings.
        for each in services:
            each.wait()
        victim.kill()
        deaths += 1
        twilio.reaches["https://thuso.example"] = next(each.url for each in services if each is not victim)
        victim.start(wait=False)
    for each in services:
        each.wait()
    assert eventually(lambda: len(people.acknowledged) >= 20, 60)
    people.stop()
    assert_nothing_lost_doubled_or_open(people, site)
    print(f"{len(people.acknowledged)} texts, {deaths} deaths, slowest acknowledgement {people.slowest:.2f} s")


@pytest.mark.timeout(3600)
def test_the_only_service_is_killed_with_everything_under_way(site, crowd, twilio):
    service = site.add_service()
    twilio.default = twilio.default.after(0.3)
    people = crowd([service], people=8, pause=0.02)
    people.start(texts=4)
    for _ in range(2 * LONGER):
        time.sleep(0.4)
        service.kill()
        service.start()
    people.join()
    assert_nothing_lost_doubled_or_open(people, site)


@pytest.mark.timeout(600)
def test_whoever_waited_at_a_crash_waits_for_seconds_and_not_for_a_lease(site, crowd, twilio):
    """The assistant is away, so that the lease is held when the service dies; then both come back."""
    service = site.add_service()
    site.bots[0].kill()
    people = crowd([service], people=1)
    people.start(texts=1)
    people.join()
    time.sleep(0.3)
    service.kill()
    site.bots[0].start()
    service.start()
    ready = time.monotonic()
    people.wait_for_answers(site.database, 30)
    assert time.monotonic() - ready < 8.0, "the lease of the dead was waited for"
    assert_nothing_lost_doubled_or_open(people, site)
