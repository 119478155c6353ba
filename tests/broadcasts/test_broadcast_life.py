"""The life of one broadcast, whatever happens in whatever order: nobody has it twice, and nobody who must not."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gateway.door import Door
from gateway.notices import NoticeDoor
from gateway.providers import Accepted, Found, Misconfigured, Rejected, SendError, Throttled, Uncertain
from registry.database import Database
from registry.models.delivery import SENT
from registry.services import consents, deliveries
from registry.services.broadcasts import leaving, life, releasing
from registry.services.broadcasts.drafts import Refused
from registry.services.deliveries import Outgoing
from registry.vault import Vault
from tests.broadcasts.conftest import OPEN, Ministry, number
from tests.conftest import SECRET
from tests.twilio.messages import new_sid

PEOPLE = 6
ENDS: dict[str, SendError] = {
    "takes and fails": Uncertain("readtimeout"),
    "loses": Uncertain("connection reset"),
    "throttles": Throttled("throttled", 20429),
    "refuses": Rejected("rejected", 99999),
    "refuses us": Misconfigured("misconfigured", 21408),
}


class Network:
    """A provider that tells the truth when it is asked what it has."""

    def __init__(self) -> None:
        self.how = "takes"
        self.taken: list[tuple[str, str, str]] = []

    def take(self, outgoing: Outgoing) -> str:
        self.taken.append((outgoing.number, new_sid(), outgoing.text))
        return self.taken[-1][1]

    async def send(self, outgoing: Outgoing) -> Accepted:
        sid = self.take(outgoing) if self.how.startswith("takes") else ""
        if self.how in ENDS:
            raise ENDS[self.how]
        return Accepted(sid)

    async def find(self, outgoing: Outgoing) -> Found | None:
        for to, sid, text in self.taken:
            if (to, text) == (outgoing.number, outgoing.text) and sid not in outgoing.other_sids:
                return Found(sid, SENT, text)
        return None

    async def close(self) -> None:
        pass


class Life(RuleBasedStateMachine):
    """One broadcast to six people."""

    database: Database
    people = 0

    @initialize()
    def begin(self) -> None:
        self.ministry = Ministry(self.database, Vault([SECRET]))
        self.network = Network()
        self.loop = asyncio.new_event_loop()
        self.door = Door(self.database, self.ministry.vault, self.network)
        self.notices = NoticeDoor(self.door, OPEN)
        self.numbers = [number(Life.people + n) for n in range(PEOPLE)]
        Life.people += PEOPLE
        # Each life has a language of its own, so that nobody of an earlier one is in the audience.
        language = f"x{Life.people // PEOPLE}"
        self.contacts = [self.ministry.person(each, language=language) for each in self.numbers]
        self.broadcast = self.ministry.frozen(audience={"languages": [language]}, channels=["sms"])
        self.opted_out: dict[str, int] = {}

    def reached(self) -> Counter[str]:
        return Counter(to for to, _, _ in self.network.taken)

    @rule()
    def release(self) -> None:
        with self.database.write() as session:
            releasing.release(session, self.broadcast, OPEN)

    @rule(how=st.sampled_from(["takes", "takes", "takes", *ENDS]))
    def send(self, how: str) -> None:
        self.network.how = how
        before = len(self.network.taken)
        status = self.ministry.look(self.broadcast).status
        self.loop.run_until_complete(self.notices.send_due())
        self.loop.run_until_complete(self.notices.finish())
        assert status == "running" or len(self.network.taken) == before, f"it left while {status}"

    @rule(claimed=st.integers(1, 3), had_left=st.integers(0, 3))
    def crash(self, claimed: int, had_left: int) -> None:
        with self.database.write() as session:
            ids = leaving.claim(session, OPEN, claimed, "another").ids
        with self.database.read() as session:
            going = deliveries.outgoing(session, self.ministry.vault, ids)
        for outgoing in going[:had_left]:
            self.network.take(outgoing)

    @rule()
    def the_node_comes_back(self) -> None:
        with self.database.write() as session:
            deliveries.left_by(session, "another")

    @rule(step=st.sampled_from([life.pause, life.resume]))
    def an_officer(self, step) -> None:  # type: ignore[no-untyped-def]
        try:
            self.ministry.do(step, self.broadcast)
        except Refused:
            pass

    @rule(person=st.integers(0, PEOPLE - 1))
    def somebody_says_stop(self, person: int) -> None:
        with self.database.write() as session:
            consents.record(
                session,
                self.contacts[person],
                "notices",
                is_given=False,
                wording="STOP",
                channel="sms",
                source="message",
            )
        self.opted_out.setdefault(self.numbers[person], self.reached()[self.numbers[person]])

    @rule()
    def let_time_pass(self) -> None:
        self.ministry.let_time_pass()
        self.network.how = "takes"
        self.loop.run_until_complete(self.door.reconcile())

    @invariant()
    def nobody_has_it_twice(self) -> None:
        assert all(times == 1 for times in self.reached().values())
        rows = Counter(each.contact_id for each in self.ministry.deliveries(self.broadcast))
        assert all(times == 1 for times in rows.values())

    def teardown(self) -> None:
        """In the end everybody behaves."""
        self.network.how = "takes"
        self.the_node_comes_back()
        for _ in range(12):
            self.an_officer(life.resume)
            self.release()
            self.send("takes")
            self.let_time_pass()
            self.nobody_has_it_twice()
        assert self.ministry.look(self.broadcast).status == "done"
        ends = self.ministry.ends(self.broadcast)
        reached = self.reached()
        assert sum(ends.values()) == PEOPLE
        assert sum(count for (status, _), count in ends.items() if status == SENT) == len(reached)
        assert {status for status, _ in ends} <= {SENT, "failed"}, "nobody is left without an end"
        # What had left or was in the air when somebody said STOP cannot be called back; nothing more is begun.
        failed = sum(count for (status, reason), count in ends.items() if status == "failed")
        assert len(reached) + failed == PEOPLE
        self.loop.close()


@pytest.mark.timeout(240)
def test_nobody_has_it_twice_and_everybody_has_an_end(database_file):
    Life.database = database_file()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
