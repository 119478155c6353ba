"""Webhooks while the database is away, hangs or is full: kept, in order, once; and a cry for help answered at once."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from gateway import intake as intakes
from gateway import outage as outages
from gateway.assistant import Assistant
from gateway.heard import Incoming, StatusReport
from gateway.intake import Intake
from gateway.outage import CannotKeep, Outage
from gateway.receive import Receiver
from gateway.spool import Spool
from gateway.turn import Turns
from registry.models import Alarm, Contact, Delivery, Message
from registry.services.library import Shelf
from tests.gateway.conftest import LERATO, PALESA, THABO, Office
from tests.twilio import behaviour
from tests.twilio.server import LocalTwilio

CRY = "he is beating me now, help"
HELP = "You are not alone. Call 0800 222 777."


class Place:
    """An intake over a database that can be taken away, and the office that sends."""

    def __init__(self, office: Office, spool: Spool) -> None:
        self.office, self.spool = office, spool
        database, vault = office.database, office.door.vault
        self.shelf = Shelf(database)
        assert self.shelf.library
        turns = Turns(Assistant("http://127.0.0.1:1", ""))
        self.outage = Outage(spool, self.shelf, turns, office.door.provider)
        self.woken = 0
        self.intake = Intake(Receiver(database, vault), self.outage, self._wake)

    def _wake(self) -> None:
        self.woken += 1

    @contextlib.contextmanager
    def without_database(self) -> Iterator[None]:
        """As after `drop`: every statement fails."""
        file = self.office.database.engine.url.database
        with sqlite3.connect(file) as connection:
            connection.execute("alter table messages rename to gone")
        yield
        with sqlite3.connect(file) as connection:
            connection.execute("alter table gone rename to messages")

    def hears(self, *incoming: Incoming) -> None:
        """Webhooks arrive one after another; whatever help they need is given."""

        async def take() -> None:
            for each in incoming:
                await self.intake.message(each)
            await self.outage.settle()

        self.office.run(take())

    def brings_in(self) -> bool:
        """The next look at the spool; whether nothing is left in it."""
        return self.intake._bring_all()

    def rows(self, table: type) -> list:
        with self.office.database.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))


@pytest.fixture
def place(office: Office, tmp_path, vault, monkeypatch) -> Place:
    monkeypatch.setattr(outages, "HELP_WAITS", (0.01, 0.01))
    return Place(office, Spool(tmp_path / "spool", vault))


def text(sid: str, words: str = "Ke bokae?", number: str = THABO, **changes: object) -> Incoming:
    return replace(Incoming(sid=sid, number=number, channel="sms", kind="text", text=words), **changes)


def test_what_came_while_the_database_was_away_is_taken_in_later_in_order(place, vault):
    with place.without_database():
        place.hears(text("SM1", "one"), text("SM2", "two", PALESA), text("SM1", "one"), text("SM3", "three"))
        assert len(place.spool.paths()) == 3, "a message that is brought again is kept once"
        assert not place.brings_in()
    place.hears(text("SM4", "four"))
    assert place.rows(Message) == [], "what comes later does not overtake"
    assert place.brings_in()
    assert [vault.unlock(row.body) for row in place.rows(Message)] == ["one", "two", "three", "four"]
    assert len(place.rows(Contact)) == 2
    place.hears(text("SM2", "two", PALESA))
    assert len(place.rows(Message)) == 4, "nor is it taken in twice"
    assert place.spool.is_empty


def test_times_are_those_of_the_arrival(place):
    with place.without_database():
        place.hears(text("SM1"))
        arrived = place.spool.read(place.spool.paths()[0]).data["received_at"]
    place.brings_in()
    assert place.rows(Message)[0].created_at.isoformat() == arrived


def test_a_database_that_hangs_counts_as_away_and_stores_nothing_later_by_itself(place, monkeypatch):
    monkeypatch.setattr(intakes, "PATIENCE_SECONDS", 0.2)
    file = place.office.database.engine.url.database
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("begin immediate")
    place.hears(text("SM1"))
    assert len(place.spool.paths()) == 1
    holder.execute("rollback")
    holder.close()
    place.office.run(asyncio.sleep(0.3))
    assert place.rows(Message) == [], "what was given up is not stored behind our back"
    assert place.brings_in()
    assert [row.sid for row in place.rows(Message)] == ["SM1"]


def test_neither_database_nor_disk_is_said_so_and_nothing_is_left(place, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with place.without_database():
        with monkeypatch.context() as patch:
            patch.setattr(place.spool, "put", full)
            with pytest.raises(CannotKeep):
                place.hears(text("SM1"))
        assert place.spool.is_empty
        place.hears(text("SM1"))
    place.brings_in()
    assert [row.sid for row in place.rows(Message)] == ["SM1"]


def test_one_that_can_never_be_read_holds_up_nobody(place):
    with place.without_database():
        place.hears(text("SM1"), text("SM2"))
    place.spool.paths()[0].write_bytes(b"nonsense")
    assert place.brings_in()
    assert [row.sid for row in place.rows(Message)] == ["SM2"]
    assert place.spool.state()[2] == 1


def test_a_status_waits_behind_the_message_it_is_about(place, twilio: LocalTwilio):
    with place.without_database():
        place.hears(text("SM1", CRY))
        [kept] = twilio.ledger.kept
        report = StatusReport(kept.sid, "delivered", None, 0, {"MessageStatus": "delivered"})
        place.office.run(place.intake.status(report))
    assert place.brings_in()
    assert [(row.status, row.sid) for row in place.rows(Delivery)] == [("delivered", kept.sid)]


Check = Callable[[Place, LocalTwilio], None]


@pytest.mark.parametrize(
    ("how", "status", "sent"),
    [
        (behaviour.TAKEN, "sent", 1),
        (behaviour.THROTTLES, "sent", 1),
        (behaviour.TAKES_THEN_503, "unknown", 1),
        (behaviour.TAKES_THEN_RESETS, "unknown", 1),
        (behaviour.RESETS, "unknown", 0),
        (behaviour.refuses(21610), "failed", 0),
    ],
)
def test_a_cry_for_help_is_answered_while_the_database_is_away(place, twilio, how, status, sent):
    twilio.will(how)
    with place.without_database():
        place.hears(text("SM1", CRY))
        assert twilio.texts(THABO) == [HELP] * sent
    assert place.brings_in()
    [delivery] = place.rows(Delivery)
    assert delivery.status == status
    [message, _] = place.rows(Message)
    assert message.handled_at is not None, "its turn is over: nobody answers it again"
    assert message.body is None, "not a word of it is kept"
    assert [alarm.category for alarm in place.rows(Alarm)] == [message.danger]
    assert place.rows(Contact)[0].safe_mode_at is not None
    place.office.let_time_pass()
    place.office.reconcile()
    assert twilio.texts(THABO) == ([] if status == "failed" else [HELP]), "in the end it has arrived once"


def test_help_that_a_crash_cut_off_is_found_out_and_not_sent_blindly(place, twilio, monkeypatch):
    async def crashes(*_: object) -> None:
        raise asyncio.CancelledError

    for number, provider_took_it in ((THABO, True), (LERATO, False)):
        with place.without_database():
            monkeypatch.setattr(place.outage.provider, "send", crashes)
            place.hears(text(f"SM{number}", CRY, number))
            monkeypatch.undo()
            if provider_took_it:
                given = place.spool.read(place.spool.paths()[-1]).data["help"]["text"]
                place.office.run(place.outage.provider.send(outages.Outgoing(0, "sms", number, given, 1, 1)))
    assert place.brings_in()
    place.office.let_time_pass()
    place.office.reconcile()
    assert len(twilio.texts(THABO)) == 1
    assert len(twilio.texts(LERATO)) == 1


def test_help_is_given_once_although_not_even_the_disk_takes_the_message(place, twilio, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with place.without_database():
        with monkeypatch.context() as patch:
            patch.setattr(place.spool, "put", full)
            for _ in range(3):
                with pytest.raises(CannotKeep):
                    place.hears(text("SM1", CRY))
                place.office.run(place.outage.settle())
        place.hears(text("SM1", CRY))
    assert place.brings_in()
    assert twilio.texts(THABO) == [HELP]
    assert [row.status for row in place.rows(Delivery)] == ["sent"]
    assert len(place.rows(Alarm)) == 1


def test_a_cry_for_help_that_is_brought_again_is_not_answered_again(place, twilio):
    """It was stored before the database went away, or taken in while another message still waited."""
    place.hears(text("SM1", CRY))
    with place.without_database():
        place.hears(text("SM1", CRY), text("SM2", "Ke bokae?", PALESA))
        assert twilio.texts(THABO) == [], "its turn is under way elsewhere"
        place.hears(text("SM3", CRY, LERATO))
        assert len(twilio.texts(LERATO)) == 1
    place.brings_in()
    with place.without_database():
        place.hears(text("SM3", CRY, LERATO))
    place.brings_in()
    assert len(twilio.texts(LERATO)) == 1
    assert len(place.rows(Alarm)) == 1


def test_no_number_gets_help_without_end(place, twilio):
    with place.without_database():
        place.hears(*(text(f"SM{count}", CRY) for count in range(9)))
    assert len(twilio.texts(THABO)) == outages.MOST_HELP


def test_the_words_of_a_cry_for_help_are_not_on_the_disk(place, vault):
    with place.without_database():
        place.hears(text("SM1", CRY))
        kept = vault.unlock(place.spool.paths()[0].read_bytes())
    assert "beating" not in kept


def test_many_at_once_are_each_kept_once(place):
    """Webhooks come side by side, the database goes and comes back meanwhile."""
    stop = threading.Event()

    def bring_in() -> None:
        while not stop.is_set():
            place.brings_in()

    thread = threading.Thread(target=bring_in)

    async def storm() -> None:
        await asyncio.gather(*(place.intake.message(text(f"SM{n % 40}", f"text {n % 40}")) for n in range(80)))

    with place.without_database():
        place.office.run(storm())
    thread.start()
    place.office.run(storm())
    stop.set()
    thread.join()
    while not place.brings_in():
        pass
    assert sorted(row.sid for row in place.rows(Message)) == sorted(f"SM{n}" for n in range(40))
