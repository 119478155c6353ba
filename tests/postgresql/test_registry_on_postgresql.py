"""The same code on PostgreSQL: migrations, content, and rows that two workers at once never take twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from alembic import command
from sqlalchemy import inspect, select

from registry.database import Database
from registry.migrate import configuration, downgrade, upgrade
from registry.models import Address, Delivery
from registry.models.delivery import QUEUED, SENT
from registry.services import contacts, deliveries, messages
from registry.services.deliveries import Settled
from registry.services.library import Shelf
from registry.services.loading import load_content
from registry.vault import Vault
from service.settings import ROOT

VAULT = Vault(["a secret for tests, of some length"])
PEOPLE = 40


def person(number: int) -> str:
    """A fictional number."""
    return f"+2760000{number:04}"


def test_migrations_go_up_and_down_and_agree_with_the_models(postgresql: Database) -> None:
    upgrade(postgresql.engine)
    command.check(configuration(postgresql.engine))
    downgrade(postgresql.engine)
    assert inspect(postgresql.engine).get_table_names() == ["alembic_version"]
    upgrade(postgresql.engine)


def test_the_whole_content_is_loaded_once_and_can_be_answered_from(postgresql: Database) -> None:
    upgrade(postgresql.engine)
    with postgresql.write() as session:
        first = load_content(session, ROOT / "content")
    with postgresql.write() as session:
        again = load_content(session, ROOT / "content")
    assert first.changed == first.items
    assert (again.changed, again.withdrawn) == (0, 0)
    library = Shelf(postgresql).library
    assert "passport.fee" in library.content.answers


def waiting(database: Database) -> None:
    """Everybody has written two messages."""
    for number in range(PEOPLE):
        with database.write() as session:
            address = contacts.reach(session, VAULT, number=person(number), channel="sms", country="ZA")
            session.flush()
            for turn in range(2):
                inbound = messages.Inbound(sid=f"SM{number}-{turn}", kind="text", text=f"question {turn}")
                messages.store_inbound(session, VAULT, address, inbound)


def take_turns(database: Database, owner: str) -> list[tuple[str, int]]:
    """Take turns until nobody waits; (contact, message) in the order they were taken."""
    taken: list[tuple[str, int]] = []
    for _ in range(PEOPLE * 20):
        with database.write() as session:
            contact = next(iter(messages.claim_turns(session, owner, 1)), None)
        if contact is None:
            with database.read() as session:
                if not messages.someone_waits(session):
                    return taken
            continue
        while True:
            with database.write() as session:
                message = messages.next_waiting(session, contact)
                if message is None:
                    messages.release_turn(session, contact, owner)
                    break
                message.handled_at = message.created_at
                address = session.get_one(Address, message.address_id)
                messages.queue_reply(session, VAULT, message, address, "an answer", 1)
                taken.append((contact, message.id))
    return taken


def test_four_workers_take_every_turn_once_and_in_each_persons_order(postgresql: Database) -> None:
    upgrade(postgresql.engine)
    waiting(postgresql)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda owner: take_turns(postgresql, owner), ("one", "two", "three", "four")))
    taken = [each for result in results for each in result]
    assert len(taken) == len(set(taken)) == 2 * PEOPLE
    for contact in {contact for contact, _ in taken}:
        order = [message for result in results for who, message in result if who == contact]
        assert order == sorted(order)


def send_all(database: Database) -> list[int]:
    """Claim and send until nothing is queued any more."""
    sent: list[int] = []
    while True:
        with database.write() as session:
            batch = deliveries.claim(session, 5)
        for delivery in batch:
            with database.write() as session:
                assert deliveries.settle(session, Settled(delivery, SENT, sid=f"SM{delivery}"))
        sent += batch
        with database.read() as session:
            if session.scalar(select(Delivery.id).where(Delivery.status == QUEUED).limit(1)) is None:
                return sent


def test_four_doors_send_every_delivery_once(postgresql: Database) -> None:
    upgrade(postgresql.engine)
    waiting(postgresql)
    take_turns(postgresql, "one")
    with ThreadPoolExecutor(4) as pool:
        sent = [each for result in pool.map(lambda _: send_all(postgresql), range(4)) for each in result]
    assert len(sent) == len(set(sent)) == 2 * PEOPLE
    with postgresql.read() as session:
        assert set(session.scalars(select(Delivery.status))) == {SENT}
