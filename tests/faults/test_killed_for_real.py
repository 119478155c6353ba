"""kill -9 of the service, the real Rasa and its real actions at random instants, while people ask real questions.

Nobody is told to come back later: whatever dies, each text that was acknowledged gets its own answer, once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.askers import Askers, answers_in_force
from tests.faults.conftest import LONGER, SEED
from tests.faults.crowd import eventually
from tests.faults.real import RealSite
from tests.faults.site import AUTH_TOKEN, PUBLIC
from tests.faults.test_killed import assert_nothing_lost_doubled_or_open
from tests.twilio.network import Network
from tests.twilio.server import LocalTwilio

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(3600), pytest.mark.xdist_group("rasa")]


@pytest.fixture
def site(tmp_path: Path, twilio: LocalTwilio, database_url: str) -> Iterator[RealSite]:
    """All of it, ready."""
    made = RealSite(tmp_path, twilio.url, database_url)
    twilio.reaches[PUBLIC] = made.service.url
    yield made
    made.stop()


@pytest.fixture
def people(site: RealSite, twilio: LocalTwilio) -> Iterator[Askers]:
    """Four at a time."""
    network = Network(PUBLIC, site.service.url, AUTH_TOKEN)
    right = answers_in_force(site.service.url)
    gathered = Askers(twilio, [network], 4, random.Random(SEED), pause=0.5, bad_days=0.2, right=right)
    yield gathered
    gathered.stop()
    network.close()


def test_each_of_the_three_processes_is_killed_again_and_again(site, people):
    chance = random.Random(SEED)
    people.start()
    for round_ in range(2 * LONGER):
        before = len(people.answers())
        assert eventually(lambda before=before: len(people.answers()) >= before + 5, 60), "nobody is answered"
        # From behind to the front, so that each dies at work; or in any order. For a while all of them are away.
        order = [site.actions, site.assistant, site.service]
        for victim in order if round_ % 2 == 0 else chance.sample(order, 3):
            time.sleep(chance.uniform(0.1, 1.5))
            victim.kill()
            victim.start(wait=False)
        for part in site.parts:
            part.wait()
    people.stop()
    deaths = [part.deaths for part in site.parts]
    assert min(deaths) >= 2
    assert_nothing_lost_doubled_or_open(people, site, 90.0)
    assert people.strange() == [], "an apology, or the answer to something else"
    tried_again = site.tried_again()
    assert tried_again, "nobody met a process that was away"
    print(
        f"{len(people.acknowledged)} texts; deaths of service, actions and Rasa: {deaths}; {tried_again} turns tried "
        f"again; slowest acknowledgement {people.slowest:.1f} s, slowest answer {people.longest_wait():.1f} s"
    )
