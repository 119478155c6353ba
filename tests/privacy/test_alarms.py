"""Alarms: told at once by SMS and e-mail, place after place, until somebody takes one on. The clock is a table."""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.duty import Watch, alarm_text
from gateway.mail import Mail, MailFailed
from registry.database import Database
from registry.models import Alarm, Contact, Delivery, Message, Telling
from registry.models.base import now
from registry.models.delivery import URGENT
from registry.services import alarms, contacts, duty, reaching
from registry.vault import Vault
from service import duty as command
from sesotho import segments
from tests.privacy.conftest import LERATO, PALESA, THABO
from tests.privacy.mailbox import HOST, Mailbox

CLIMB = timedelta(minutes=5)
MPHO, NEO = "mpho@example.org", "neo@example.org"


@pytest.fixture
def mailbox(tmp_path: Path):
    opened = Mailbox(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def mail(mailbox: Mailbox) -> Mail:
    return Mail("localhost", mailbox.port, "", "", "thuso@example.org", mailbox.trust())


class Night:
    """A duty list, a person in danger, and a clock that is moved."""

    def __init__(self, database: Database, vault: Vault, mail: Mail | None = None) -> None:
        self.database, self.vault = database, vault
        self.woken = 0
        self.watch = Watch(database, vault, CLIMB, mail, self._wake)
        self.began = now()

    def _wake(self) -> None:
        self.woken += 1

    def on_duty(self, *places: tuple[str, str | None, str | None]) -> None:
        """Name, number, e-mail."""
        with self.database.write() as session:
            for name, number, email in places:
                duty.add(session, self.vault, name, number=number, email=email)

    def cries(self, category: str = "gbv.help", number: str = THABO) -> int:
        """Somebody in danger writes; the alarm's number."""
        with self.database.write() as session:
            address = contacts.reach(session, self.vault, number=number, channel="sms", country="ZA")
            session.flush()
            alarm = alarms.open_alarm(session, address.contact, category)
            alarm.raised_at = alarm.climbs_at = alarm.climbs_at if alarm.repeats else self.began
            return alarm.id

    def looks(self, minutes: float = 0) -> int:
        """The watch looks so many minutes after the beginning."""
        return self.watch.climb_due(self.began + timedelta(minutes=minutes))

    def told(self) -> list[str]:
        """Who was sent a text message, in order."""
        with self.database.read() as session:
            rows = session.execute(
                select(Delivery, Message.body).join(Message).where(Message.purpose == "alarm").order_by(Delivery.id)
            ).all()
            contacts_ = {each.id: each.addresses[0].number for each in session.scalars(select(Contact))}
            return [self.vault.unlock(contacts_[delivery.contact_id]) for delivery, _ in rows]

    def look(self, alarm_id: int) -> Alarm:
        """The alarm as it is."""
        with self.database.read() as session:
            return session.get_one(Alarm, alarm_id)


@pytest.fixture
def night(database, vault) -> Night:
    return Night(database, vault)


def test_the_first_on_duty_is_told_at_once_and_before_everything_else(night):
    night.on_duty(("Mpho", PALESA, None), ("Neo", LERATO, None))
    alarm = night.cries()
    assert night.looks() == 1
    assert night.told() == [PALESA]
    with night.database.read() as session:
        [delivery] = session.scalars(select(Delivery))
        text = night.vault.unlock(session.get_one(Message, delivery.message_id).body)
    assert (delivery.priority, delivery.status) == (URGENT, "queued")
    assert text == alarm_text(night.look(alarm))
    assert segments(text).count == 1
    assert night.look(alarm).told_at == night.began


@pytest.mark.parametrize("category", ["tip.help", "tip.child", "gbv.help", "emergency", "call"])
def test_a_text_to_officers_says_kind_country_time_and_number_and_nothing_of_anybody(category):
    at = now().replace(year=2026, month=11, day=22, hour=12, minute=5)
    alarm = Alarm(id=7, contact_id="ab" * 16, category=category, country="ZA", raised_at=at, call_time="18:30")
    words = alarm_text(alarm)
    assert words.startswith("Thuso alarm 7: ")
    assert words.endswith(", ZA, 22 Nov 14:05. Safe to call at 18:30. Take it on in the console.")
    assert "ab" * 16 not in words


def test_it_climbs_the_list_until_somebody_takes_it_on(night):
    night.on_duty(("Mpho", PALESA, None), ("Neo", LERATO, None))
    alarm = night.cries()
    clock = [(0, 1), (1, 0), (4.9, 0), (5, 1), (9, 0), (10, 1), (15, 0), (20, 1), (30, 1)]
    assert [(minute, night.looks(minute)) for minute, _ in clock] == clock
    # Palesa, Lerato; then round again, each round five minutes slower.
    assert night.told() == [PALESA, LERATO, PALESA, LERATO, PALESA]
    with night.database.write() as session:
        alarms.acknowledge(session, alarm, "Neo")
    assert night.looks(120) == 0
    assert alarms.clock(night.look(alarm), now() + timedelta(days=1)) < timedelta(minutes=1)


def test_whoever_is_off_duty_is_passed_over(night):
    night.on_duty(("Mpho", PALESA, None), ("Neo", LERATO, None))
    with night.database.write() as session:
        [first, _] = duty.places(session, night.vault)
        duty.change(session, first.id, is_on_duty=False)
    night.cries()
    night.looks()
    assert night.told() == [LERATO]


def test_with_nobody_on_duty_it_waits_and_the_first_who_comes_is_told(night, caplog):
    alarm = night.cries()
    assert night.looks() == 0
    assert f"alarm={alarm}: nobody is on duty" in caplog.text
    night.on_duty(("Mpho", PALESA, None))
    assert night.looks(1) == 1


def test_the_same_cry_again_is_one_alarm_and_another_person_is_another(night):
    first = night.cries()
    assert night.cries() == first
    assert night.look(first).repeats == 1
    assert night.cries("tip.help") != first
    assert night.cries(number=PALESA) != first
    with night.database.write() as session:
        alarms.acknowledge(session, first, "Neo")
    assert night.cries() != first


def test_a_place_needs_a_way_to_be_told(night):
    with night.database.write() as session, pytest.raises(ValueError, match="number or an e-mail"):
        duty.add(session, night.vault, "Mpho")


def test_nothing_of_the_list_is_readable_in_the_rows(night):
    night.on_duty(("Mpho Molefe", PALESA, MPHO))
    with night.database.read() as session:
        rows = str(session.connection().exec_driver_sql("select * from duty").all())
        shown = repr(duty.places(session, night.vault))
    assert not any(secret in rows for secret in ("Mpho", PALESA[1:], MPHO))
    assert PALESA not in shown
    assert MPHO not in shown


def test_an_e_mail_goes_out_encrypted(database, vault, mail, mailbox):
    night = Night(database, vault, mail)
    night.on_duty(("Mpho", None, MPHO), ("Neo", LERATO, NEO))
    alarm = night.cries()
    assert asyncio.run(night.watch.look()) == 2
    [received] = mailbox.received
    assert received.was_encrypted
    assert received.to == MPHO
    assert alarm_text(night.look(alarm)) in received.text.replace("=\n", "")
    with database.read() as session:
        [telling] = duty.tellings(session, alarm)
        assert (telling.means, telling.status, telling.told_at is not None) == ("email", "told", True)


@pytest.mark.parametrize(
    ("answers", "statuses"),
    [
        (["451 later"], ["queued", "told"]),
        (["550 nobody of that name"], ["failed", "failed"]),
    ],
)
def test_an_e_mail_that_is_refused_for_now_is_sent_again(database, vault, mail, mailbox, answers, statuses):
    night = Night(database, vault, mail)
    night.on_duty(("Mpho", None, MPHO))
    night.cries()
    mailbox.answers = list(answers)
    for status in statuses:
        asyncio.run(night.watch.look())
        with database.write() as session:
            [telling] = session.scalars(select(Telling))
            assert telling.status == status
            telling.next_attempt_at = now()
    assert len(mailbox.received) == statuses.count("told")


def test_without_encryption_no_address_leaves(tmp_path):
    box = Mailbox(tmp_path, has_tls=False)
    with pytest.raises(MailFailed, match="smtpnotsupported"):
        Mail("localhost", box.port, "", "", "thuso@example.org", box.trust()).send(MPHO, "x", "y")
    box.close()
    assert box.received == []


def test_a_server_with_the_wrong_certificate_gets_nothing(mailbox):
    with pytest.raises(MailFailed, match="ssl") as caught:
        Mail(HOST, mailbox.port, "", "", "thuso@example.org").send(MPHO, "x", "y")
    assert not caught.value.is_final
    assert mailbox.received == []


def test_a_mail_server_that_is_away_is_not_the_end(database, vault):
    night = Night(database, vault, Mail("localhost", 1, "", "", "thuso@example.org"))
    night.on_duty(("Mpho", PALESA, MPHO))
    night.cries()
    asyncio.run(night.watch.look())
    assert night.told() == [PALESA], "the text message does not wait for it"
    with database.read() as session:
        mail = session.scalars(select(Telling).where(Telling.means == "email")).one()
        assert (mail.status, mail.attempts) == ("queued", 1)


def test_what_officers_are_told_is_not_held_back(night):
    night.on_duty(("Mpho", PALESA, None))
    night.cries()
    night.looks()
    with night.database.write() as session:
        officer = contacts.reach(session, night.vault, number=PALESA, channel="sms", country="ZA")
        contacts.enter_safe_mode(officer.contact)
        assert reaching.hold_back(session, officer.contact_id) == 0


def run(data: Path, *words: str, say: str = "", monkeypatch=None) -> int:
    """`./thuso duty`."""
    lines = iter(say.split("\n"))
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    what, *rest = words
    return command.duty(argparse.Namespace(data=str(data), what=what, rest=rest))


def test_the_command_keeps_the_list(tmp_path, monkeypatch, capsys):
    assert run(tmp_path, "add", say=f"Mpho\n{PALESA}\n{MPHO}", monkeypatch=monkeypatch) == 0
    assert run(tmp_path, "add", say=f"Neo\n\n{NEO}", monkeypatch=monkeypatch) == 0
    assert run(tmp_path, "add", say="Pule\n12\n", monkeypatch=monkeypatch) == 1
    assert run(tmp_path, "off", "1", monkeypatch=monkeypatch) == 0
    assert run(tmp_path, "move", "2", "1", monkeypatch=monkeypatch) == 0
    capsys.readouterr()
    assert run(tmp_path, "list", monkeypatch=monkeypatch) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in shown] == [["2", "Neo", "on"], ["1", "Mpho", "off"]]
    assert "...102" in shown[1]
    assert PALESA not in "".join(shown)
    assert run(tmp_path, "remove", "2", monkeypatch=monkeypatch) == 0
    assert run(tmp_path, "remove", "2", monkeypatch=monkeypatch) == 1


def test_an_alarm_is_shown_within_five_seconds(night):
    """From the first look on: the watch looks every second, and shows it to everything that reads the rows."""
    night.on_duty(("Mpho", PALESA, None))
    began = time.monotonic()
    night.cries()
    night.looks()
    with night.database.read() as session:
        assert [each.category for each in alarms.waiting(session)] == ["gbv.help"]
    assert time.monotonic() - began < 1
    assert night.told() == [PALESA]


def test_from_a_cry_to_the_telephone_of_the_officer_on_duty(house):
    """The whole way: the net, the turn, the alarm, the duty list, the one sending door."""
    with house.database.write() as session:
        duty.add(session, house.vault, "Mpho", number=PALESA)
    house.hears(THABO, "he is beating me now, help")
    house.wait(lambda: house.run(house.watch.look()) == 1, 20)
    house.rest()
    [told] = house.says(PALESA)
    assert told.startswith("Thuso alarm 1: violence, ZA, ")
    assert "beating" not in told
    with house.database.read() as session:
        [alarm] = alarms.waiting(session)
    assert alarm.told_at - alarm.raised_at < timedelta(seconds=20)
