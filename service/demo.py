"""`./thuso demo`: a separate database with a fictional week, so that every console page has something to show."""

from __future__ import annotations

import argparse
import datetime as dt
import random
from dataclasses import dataclass, replace

import pyotp
from sqlalchemy.orm import Session

from registry.database import Database
from registry.models import Address, Alarm, Delivery, Message, Miss
from registry.models.base import now
from registry.models.delivery import DELIVERED, FAILED
from registry.models.registration import DISTRICTS, SECTORS
from registry.services import cases, consents, contacts, editing, handovers, officers, registrations, statistics
from registry.services.audit import Ledger
from registry.services.broadcasts import drafts, life
from registry.services.library import Library, read_library
from registry.services.loading import load_content
from registry.services.registrations import Agreed
from registry.vault import Vault
from service.settings import ROOT, BadSettings, Settings
from service.storage import open_database, settings_for
from service.up import tell

SEED = 7
PEOPLE, DAYS = 240, 40
PASSWORD = "four words and a river"  # noqa: S105 - printed for everybody, of a fictional database
ACCOUNTS = (("demo.admin", "administrator"), ("demo.clerk", "clerk"), ("demo.cases", "case_officer"),
            ("demo.editor", "editor"), ("demo.approver", "approver"))  # fmt: skip
FIRST = ("Thabo", "Palesa", "Lerato", "Mpho", "Tumelo", "Refiloe", "Teboho", "Limpho", "Katleho", "Nthabiseng")
LAST = ("Fictional", "Invented", "Example", "Nobody", "Demo")
TOWNS = (("Johannesburg", "ZA"), ("Welkom", "ZA"), ("Rustenburg", "ZA"), ("Bloemfontein", "ZA"), ("Maseru", "LS"))
QUESTIONS = (
    ("How much is a passport?", "passport.fee", "en", None),
    ("Ke bokae ho etsa phasepoto?", "passport.fee", "st", "ls"),
    ("Ke bokae ho etsa phasepoto ya ngwana?", "passport.fee", "st", "za"),
    ("My boss did not pay me", "labour.unpaid", "en", None),
    ("Na nka fumana chelete ea penshene ea ntate?", "pension.survivor", "st", "ls"),
    ("lost my passport at the taxi rank", "passport.lost", "en", None),
)
MISSED = (
    ("Can I bring a goat over the bridge", "en", None),
    ("can i bring my goat over the bridge?", "en", None),
    ("Na nka tla le likhomo tsa ka", "st", "ls"),
    ("na nka tla le dikgomo tsa ka", "st", "za"),
    ("who won the football", "en", None),
)
NOTICE = {
    "en": "The forum for Basotho in Rustenburg is on Saturday at ten. Fictional.",
    "st_LS": "Pitso ea Basotho Rustenburg e ka Moqebelo ka leshome. Ke papali.",
    "st_ZA": "Pitso ya Basotho Rustenburg e ka Moqebelo ka leshome. Ke papadi.",
}


@dataclass
class _Week:
    """All that the fictional people need."""

    session: Session
    vault: Vault
    library: Library
    chance: random.Random
    at: dt.datetime

    def someone(self, number: int) -> Address:
        """A person with a telephone number that belongs to nobody."""
        country = "LS" if number % 6 == 0 else "ZA"
        prefix = "+2665855" if country == "LS" else "+2783555"
        channel = "whatsapp" if number % 3 == 0 and country == "ZA" else "sms"
        address = contacts.reach(
            self.session, self.vault, number=f"{prefix}{number:04d}", channel=channel, country=country
        )
        self.session.flush()
        address.contact.created_at = self.ago()
        return address

    def ago(self, days: int = DAYS) -> dt.datetime:
        """Some instant of the last days."""
        return self.at - dt.timedelta(minutes=self.chance.randrange(5, days * 24 * 60))

    def asks(
        self, address: Address, text: str, language: str, spelling: str | None, topic: str | None, came: dt.datetime
    ) -> Message:
        """A question and, when it was understood, its answer."""
        contact = address.contact
        contact.language, contact.spelling = language, spelling
        asked = Message(
            contact_id=contact.id, address_id=address.id, direction="in", body=self.vault.lock(text), topic=topic,
            language=language, spelling=spelling, created_at=came,
            handled_at=came + dt.timedelta(seconds=self.chance.uniform(0.1, 1.5)),
        )  # fmt: skip
        self.session.add(asked)
        address.last_in_at = came
        self.session.flush()
        if topic is not None:
            self._answer(address, asked, topic)
        return asked

    def _answer(self, address: Address, asked: Message, topic: str) -> None:
        locale = "en" if asked.language == "en" else "st_ZA" if asked.spelling == "za" else "st_LS"
        told = self.library.answer(topic, locale, address.contact.country or "ZA", self.at.date())
        answer = Message(
            contact_id=asked.contact_id, address_id=address.id, direction="out", reply_to=asked.id,
            body=self.vault.lock(told.rendered.short if told else ""), created_at=asked.handled_at,
        )  # fmt: skip
        self.session.add(answer)
        self.session.flush()
        status = FAILED if self.chance.random() < 0.03 else DELIVERED
        self.session.add(
            Delivery(
                message_id=answer.id,
                contact_id=asked.contact_id,
                address_id=address.id,
                channel=address.channel,
                status=status,
                reason="provider" if status == FAILED else None,
                created_at=answer.created_at,
                settled_at=answer.created_at,
                attempts=1,
            )
        )  # fmt: skip


def demo(arguments: argparse.Namespace) -> int:
    """Make it, and say how to look at it."""
    try:
        settings = _settings(settings_for(arguments.data or "var/demo"))
        if (settings.thuso_data / "thuso.db").exists():
            tell(
                f"thuso: {settings.thuso_data} has a database already: remove it, or name another directory with --data"
            )
            return 1
        database = open_database(settings)
        tell("Filling a fictional week ...")
        secrets = fill(database, settings)
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    print(f"\nEverything in {settings.thuso_data} is fictional. Look at it:\n")
    print(f"  ./thuso up --data {settings.thuso_data}\n")
    print(f"Sign in at /console with the password: {PASSWORD}")
    print("and the digits of an authenticator that knows the secret:\n")
    for name, secret in secrets.items():
        print(f"  {name:<15} {secret}")
    return 0


def fill(database: Database, settings: Settings) -> dict[str, str]:
    """Fill an empty database; the secret of each officer's one-time codes."""
    vault = settings.vault()
    with database.write() as session:
        load_content(session, ROOT / "content")
    with database.write() as session:
        library = read_library(session)
        secrets = _officers(session, vault, Ledger(vault.key_for("audit log")))
        week = _Week(session, vault, library, random.Random(SEED), now())
        _conversations(week)
        _register(week)
        _cases(week)
        _inbox(week)
        _alarms(week)
        _notices(week)
        _proposals(week)
        statistics.release_due(session)
    return secrets


def _settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"database_url": ""})


def _officers(session: Session, vault: Vault, ledger: Ledger) -> dict[str, str]:
    secrets = {}
    for name, role in ACCOUNTS:
        secret = officers.new_code_secret()
        token = officers.invite(session, name, role, now(), "Fictional mission")
        earlier = now() - dt.timedelta(seconds=officers.CODE_SECONDS)
        officers.accept(session, vault, token, PASSWORD, secret, pyotp.TOTP(secret).at(earlier), earlier)
        ledger.note(session, "operator", "officer invited", name, role=role)
        secrets[name] = secret
    return secrets


def _conversations(week: _Week) -> None:
    for number in range(PEOPLE):
        address = week.someone(number)
        questions = week.chance.sample(QUESTIONS, week.chance.randrange(1, 4))
        times = sorted(week.ago() for _ in questions)
        for (text, topic, language, spelling), came in zip(questions, times, strict=True):
            week.asks(address, text, language, spelling, topic, came)
    for number, (text, language, spelling) in enumerate(MISSED * 3):
        asked = week.asks(week.someone(300 + number), text, language, spelling, None, week.ago())
        guesses = [["passport.from_sa", 0.2], ["permit.travel", 0.15]]
        channel = "sms"
        week.session.add(
            Miss(message_id=asked.id, language=language, spelling=spelling, channel=channel, guesses=guesses)
        )


def _register(week: _Week) -> None:
    agreed = Agreed("demo", "Fictional consent", "sms")
    for number in range(0, PEOPLE, 2):
        address = week.someone(number)
        town, country = TOWNS[number % len(TOWNS)]
        values = {
            "name": f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}", "country": country, "town": town,
            "district": DISTRICTS[number % 4], "sector": SECTORS[number % 3], "interests": ["forums", "permits"],
        }  # fmt: skip
        row, _ = registrations.register(week.session, week.vault, address.contact_id, values, agreed, 4)
        row.created_at = week.ago()


def _cases(week: _Week) -> None:
    kinds = ("pension", "compensation", "wages", "passport", "agent", "wages", "provident", "other")
    for number, kind in enumerate(kinds):
        address = week.someone(number * 7)
        town, country = TOWNS[number % len(TOWNS)]
        data = {"kind": kind, "country": country, "town": town, "behalf": "self"}
        details = {"what": "A fictional story, told in a few words.", "employer": "Fictional employer"}
        found = cases.open_case(week.session, week.vault, week.library, address.contact_id, data, details, [])
        found.opened_at = week.ago()
        if number % 3 == 0:
            cases.change_status(week.session, week.vault, found.id, "in_work", "demo.cases", "Fictional note")


def _inbox(week: _Week) -> None:
    for number in (3, 9, 15, 21):
        address = week.someone(number)
        asked, _ = handovers.ask(week.session, address.contact, topic="labour.unpaid", at=week.ago(1))
        if number == 21:
            handovers.take(week.session, asked.id, "demo.clerk")


def _alarms(week: _Week) -> None:
    for number, category in ((401, "gbv.help"), (402, "tip.help")):
        address = week.someone(number)
        contacts.enter_safe_mode(address.contact)
        wants_call = number == 401
        week.session.add(
            Alarm(
                contact_id=address.contact_id,
                category=category,
                country="ZA",
                raised_at=week.ago(1),
                wants_call=wants_call,
                call_time="14:00" if wants_call else None,
            )
        )  # fmt: skip


def _notices(week: _Week) -> None:
    for number in range(PEOPLE):
        if number % 4:
            address = week.someone(number)
            consents.record(
                week.session, address.contact_id, "notices", is_given=True, wording="Fictional", channel="sms",
                source="demo",
            )  # fmt: skip
    waiting = drafts.Draft("Forum in Rustenburg", NOTICE, "demo.editor", audience={"countries": ["ZA"]})
    drafts.create(week.session, waiting)
    approved = drafts.create(week.session, replace(waiting, title="Consular day in Welkom"))
    life.approve(week.session, approved.id, "demo.approver")


def _proposals(week: _Week) -> None:
    current = editing.in_force(week.session, "fact", "pp-fee-adult32")
    if current is not None:
        data = {**current.data, "note": "Fictional: the office says there is a newer list."}
        editing.propose(week.session, "fact", current.code, data, "demo.editor", "Heard at the counter, fictional")
