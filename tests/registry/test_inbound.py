"""Messages are stored once, and have their turn one after another."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.models import Message
from registry.models.base import now
from registry.services import contacts, messages
from registry.services.messages import Inbound
from tests.registry.conftest import PALESA, THABO


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ({"sid": "SM1"}, {"sid": "SM1"}, 1),
        ({"sid": "SM1"}, {"sid": "SM2"}, 2),
        ({"sid": "SM1", "idempotency_token": "a"}, {"sid": "SM2", "idempotency_token": "a"}, 1),
        ({"sid": "SM1", "idempotency_token": "a"}, {"sid": "SM1", "idempotency_token": "b"}, 1),
        ({"sid": "SM1", "idempotency_token": "a"}, {"sid": "SM2", "idempotency_token": "b"}, 2),
        ({"sid": "SM1", "idempotency_token": None}, {"sid": "SM2", "idempotency_token": None}, 2),
    ],
)
def test_a_replay_is_not_stored(hear, session, first, second, kept):
    assert hear(**first) is not None
    assert (hear(**second) is None) is (kept == 1)
    assert session.scalar(select(func.count()).select_from(Message)) == kept


def test_the_same_sid_from_another_number_is_still_a_replay(hear):
    assert hear(THABO, sid="SM1") is not None
    assert hear(PALESA, sid="SM1") is None


def test_a_replay_in_the_same_instant_is_one_message(database_file, vault):
    ready = threading.Barrier(4)
    stored = []

    def store() -> None:
        database = database_file()
        ready.wait(5)
        with database.write() as session:
            address = contacts.reach(session, vault, number=THABO, channel="sms", country="ZA")
            session.flush()
            stored.append(messages.store_inbound(session, vault, address, Inbound("SM1", "text", "Lumela")) is not None)

    threads = [threading.Thread(target=store) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(stored) == [False, False, False, True]


def test_words_are_locked_and_danger_has_none(hear, vault):
    assert vault.unlock(hear(text="Lumela").body) == "Lumela"
    assert hear(text=None, danger="emergency").body is None


def test_whoever_waits_longest_is_next(hear, session):
    thabo, palesa = hear(THABO), hear(PALESA)
    assert messages.claim_turns(session, "a", 1) == [thabo.contact_id]
    assert messages.claim_turns(session, "a", 1) == [palesa.contact_id]
    assert messages.claim_turns(session, "a", 1) == []


def test_a_lease_keeps_others_away_until_it_ends(hear, session):
    contact_id = hear(THABO).contact_id
    assert messages.claim_turns(session, "a", 1) == [contact_id]
    hear(THABO)
    assert messages.claim_turns(session, "b", 1) == []
    messages.release_turn(session, contact_id, "b")
    assert messages.claim_turns(session, "b", 1) == [], "only its owner ends a lease"
    messages.release_turn(session, contact_id, "a")
    assert messages.claim_turns(session, "b", 1) == [contact_id]


def test_the_lease_of_a_worker_that_died_runs_out(hear, session):
    contact_id = hear(THABO).contact_id
    assert messages.claim_turns(session, "dead", 1) == [contact_id]
    at = now()
    assert messages.claim_turns(session, "a", 1, at + messages.TURN_LEASE - timedelta(seconds=1)) == []
    assert messages.claim_turns(session, "a", 1, at + messages.TURN_LEASE + timedelta(seconds=1)) == [contact_id]


def test_a_person_is_answered_in_the_order_of_writing(hear, session):
    first, second = hear(THABO), hear(THABO)
    assert messages.next_waiting(session, first.contact_id).id == first.id
    first.handled_at = now()
    session.flush()
    assert messages.next_waiting(session, first.contact_id).id == second.id
    second.handled_at = now()
    session.flush()
    assert messages.next_waiting(session, first.contact_id) is None
    assert not messages.someone_waits(session)


def test_a_later_message_does_not_overtake_one_that_was_put_off(hear, session):
    first, _ = hear(THABO), hear(THABO)
    palesa = hear(PALESA)
    first.not_before = now() + timedelta(minutes=1)
    session.flush()
    assert messages.claim_turns(session, "a", 1) == [palesa.contact_id]
    assert messages.claim_turns(session, "a", 1) == []
    at = now() + timedelta(minutes=2)
    assert messages.claim_turns(session, "a", 1, at) == [first.contact_id]


def test_nobody_waits_while_all_are_put_off(hear, session):
    first, _ = hear(THABO), hear(THABO)
    first.not_before = now() + timedelta(minutes=1)
    session.flush()
    assert not messages.someone_waits(session)


def test_two_workers_share_people_and_never_one_person(database_file, vault):
    database = database_file()
    with database.write() as session:
        for number in range(40):
            address = contacts.reach(session, vault, number=f"+2783555{number % 10:04}", channel="sms", country="ZA")
            session.flush()
            messages.store_inbound(session, vault, address, Inbound(f"SM{number}", "text", "Lumela"))
    taken: list[tuple[str, int]] = []
    at_work: set[str] = set()
    clashes: list[str] = []

    def work(owner: str) -> None:
        own = database_file()
        while True:
            with own.write() as session:
                contact_id = next(iter(messages.claim_turns(session, owner, 1)), None)
                waits = messages.someone_waits(session)
            if contact_id is None:
                if not waits:
                    return
                continue
            if contact_id in at_work:
                clashes.append(contact_id)
            at_work.add(contact_id)
            with own.write() as session:
                message = messages.next_waiting(session, contact_id)
                message.handled_at = now()
                taken.append((contact_id, message.id))
            at_work.discard(contact_id)
            with own.write() as session:
                messages.release_turn(session, contact_id, owner)

    workers = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert clashes == []
    assert len({message for _, message in taken}) == len(taken) == 40
    for contact_id in {contact for contact, _ in taken}:
        in_order = [message for contact, message in taken if contact == contact_id]
        assert in_order == sorted(in_order)
