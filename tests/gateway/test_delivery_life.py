"""The life of one delivery, whatever happens to it in whatever order: it arrives once, and its status only climbs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from gateway.door import Door
from gateway.providers import Accepted, Found, Rejected, Throttled, Uncertain
from registry.database import Database
from registry.models import Delivery
from registry.models.base import now
from registry.models.delivery import DELIVERED, FAILED, READ, SENT
from registry.services import contacts, deliveries, messages
from registry.services.deliveries import Outgoing
from registry.services.messages import Inbound
from registry.vault import Vault
from tests.conftest import SECRET
from tests.twilio.messages import new_sid

NODE = "the node"
RANK = {SENT: 1, DELIVERED: 2, READ: 3, FAILED: 4}
TAKES = ("takes", "takes and fails", "is reported first", "is reported and fails")
ENDS = {
    "takes and fails": Uncertain("readtimeout"),
    "is reported and fails": Uncertain("readtimeout"),
    "loses": Uncertain("connection reset"),
    "throttles": Throttled("throttled", 20429),
    "refuses": Rejected("rejected", 99999),
}


class Network:
    """A provider that tells the truth when it is asked what it has."""

    def __init__(self) -> None:
        self.how = "takes"
        self.is_away = False
        self.taken: list[tuple[str, str]] = []
        self.reports: Callable[[str, str, int], None] = lambda *_: None

    def take(self, text: str) -> str:
        self.taken.append((new_sid(), text))
        return self.taken[-1][0]

    async def send(self, outgoing: Outgoing) -> Accepted:
        sid = self.take(outgoing.text) if self.how in TAKES else ""
        if "reported" in self.how:
            self.reports(sid, DELIVERED, outgoing.delivery_id)
        if self.how in ENDS:
            raise ENDS[self.how]
        return Accepted(sid)

    async def find(self, outgoing: Outgoing) -> Found | None:
        if self.is_away:
            raise Uncertain("away")
        for sid, text in self.taken:
            if text == outgoing.text and sid not in outgoing.other_sids:
                return Found(sid, SENT, text)
        return None

    async def close(self) -> None:
        pass


class Life(RuleBasedStateMachine):
    """One delivery."""

    database: Database

    @initialize()
    def queue(self) -> None:
        vault = Vault([SECRET])
        self.network = Network()
        self.network.reports = self.tell
        self.loop = asyncio.new_event_loop()
        self.door = Door(self.database, vault, self.network)
        self.reached, self.sid = 0, None
        with self.database.write() as session:
            address = contacts.reach(session, vault, number=new_sid("+27"), channel="sms", country="ZA")
            session.flush()
            heard = messages.store_inbound(session, vault, address, Inbound(new_sid(), "text", "Ke bokae?"))
            session.flush()
            delivery = messages.queue_reply(session, vault, heard, address, "M130", 1)
            session.flush()
            self.id = delivery.id

    @property
    def row(self) -> Delivery:
        with self.database.read() as session:
            return session.get_one(Delivery, self.id)

    def work(self) -> None:
        self.loop.run_until_complete(self.door.send_due())
        self.loop.run_until_complete(self.door.finish())

    @rule(how=st.sampled_from([*TAKES, *ENDS]))
    def send(self, how: str) -> None:
        self.network.how = how
        self.work()

    @rule(had_left=st.booleans())
    def crash(self, had_left: bool) -> None:
        with self.database.write() as session:
            ids = deliveries.claim(session, 1, owner=NODE)
        if ids and had_left:
            with self.database.read() as session:
                [outgoing] = deliveries.outgoing(session, self.door.vault, ids)
            self.network.take(outgoing.text)

    @rule()
    def start_again(self) -> None:
        """The node that died is there again, under its name."""
        with self.database.write() as session:
            deliveries.left_by(session, NODE)

    @rule()
    def another_machine_looks(self) -> None:
        """A second door over the same rows."""
        other = Door(self.database, self.door.vault, self.network)
        self.loop.run_until_complete(other.send_due())
        self.loop.run_until_complete(other.finish())

    @rule(hours=st.sampled_from([-2, 2]))
    def the_clock_jumps(self, hours: int) -> None:
        """What was claimed was claimed hours ago, or will be in hours."""
        with self.database.write() as session:
            session.execute(
                update(Delivery).where(Delivery.id == self.id).values(claimed_at=now() + timedelta(hours=hours))
            )

    @rule()
    def let_time_pass(self) -> None:
        past = now() - timedelta(minutes=10)
        with self.database.write() as session:
            session.execute(
                update(Delivery).where(Delivery.id == self.id).values(next_attempt_at=past, claimed_at=past)
            )

    @rule(is_away=st.booleans())
    def reconcile(self, is_away: bool) -> None:
        self.network.is_away = is_away
        self.loop.run_until_complete(self.door.reconcile())

    @precondition(lambda self: self.network.taken)
    @rule(status=st.sampled_from([SENT, DELIVERED, READ, FAILED, ""]), with_id=st.booleans())
    def report(self, status: str, with_id: bool) -> None:
        sid = self.network.taken[0][0]
        self.tell(sid, status, self.id if with_id else None)

    @rule(status=st.sampled_from([SENT, DELIVERED, READ, FAILED]))
    def report_on_another(self, status: str) -> None:
        self.tell("SM999", status, None)

    def tell(self, sid: str, status: str, delivery_id: int | None) -> None:
        with self.database.write() as session:
            deliveries.report(
                session, sid=sid, status=status, raw_status=status, error_code=None, delivery_id=delivery_id, raw={}
            )
        self.it_only_climbs()

    @invariant()
    def it_is_taken_once_at_most(self) -> None:
        assert len(self.network.taken) <= 1

    @invariant()
    def it_only_climbs(self) -> None:
        rank = RANK.get(self.row.status, 0)
        assert rank >= self.reached
        if self.reached in (RANK[READ], RANK[FAILED]):
            assert rank == self.reached
        self.reached = rank

    @invariant()
    def what_counts_as_sent_was_taken(self) -> None:
        row = self.row
        if row.status in (SENT, DELIVERED, READ):
            assert self.network.taken
        if self.sid is not None:
            assert row.sid == self.sid, "an id never changes"
        self.sid = row.sid
        assert row.sid in {None, *(sid for sid, _ in self.network.taken)}

    def teardown(self) -> None:
        """In the end everybody behaves."""
        self.network.how, self.network.is_away = "takes", False
        for _ in range(4):
            self.let_time_pass()
            self.loop.run_until_complete(self.door.reconcile())
            self.work()
            self.it_only_climbs()
            self.what_counts_as_sent_was_taken()
        row = self.row
        assert row.status in RANK, "no delivery is left without an end"
        assert len(self.network.taken) <= 1
        if row.status == FAILED and row.reason != "provider":
            assert not self.network.taken, "what arrived does not count as failed"
        self.loop.close()


@pytest.mark.timeout(120)
def test_a_delivery_arrives_once_and_its_status_only_climbs(database):
    Life.database = database
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
