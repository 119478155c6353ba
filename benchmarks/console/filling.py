"""A large database: the fictional week of `./thuso demo`, and many more people who belong to nobody."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import DeclarativeBase

from registry.database import Database
from registry.models import (
    Address,
    Alarm,
    Case,
    CaseEvent,
    Consent,
    Contact,
    Deadline,
    Delivery,
    Handover,
    Message,
    Miss,
    Registration,
)
from registry.models.base import new_id, now
from registry.models.case import KINDS, STATUSES
from registry.models.consent import version_of
from registry.models.registration import DISTRICTS, SECTORS
from registry.services.audit import Ledger
from registry.vault import Vault

Row = dict[str, Any]
Thing = TypeVar("Thing")
CHUNK = 10_000
DAYS = 90
TEXTS = ("How much is a passport?", "Ke bokae ho etsa phasepoto?", "My boss did not pay me", "Can I bring a goat over?")
TOPICS = ("passport.fee", "passport.lost", "labour.unpaid", "pension.survivor", "permit.travel", "diaspora.forums")
WORDING = "Fictional consent"


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    contacts: int
    messages: int

    def part(self, of_contacts: float) -> int:
        """A share of the contacts."""
        return int(self.contacts * of_contacts)


class Filling:
    """Writes rows in large pieces. The same seed gives the same numbers of everything."""

    def __init__(self, database: Database, vault: Vault, size: Size) -> None:
        self.database, self.vault, self.size = database, vault, size
        self.chance, self.at = random.Random(11), now()
        self.bodies = [vault.lock(each) for each in TEXTS]
        self.people: list[tuple[str, str, str]] = []

    def fill(self) -> None:
        """Everything."""
        self._people()
        self._said()
        self._register()
        self._cases()
        self._work()
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("analyze"))

    def _put(self, model: type[DeclarativeBase], rows: Iterable[Row]) -> None:
        for chunk in _pieces(rows, CHUNK):
            with self.database.engine.begin() as connection:
                connection.execute(insert(model), chunk)

    def _ago(self, days: float = DAYS) -> dt.datetime:
        return self.at - dt.timedelta(seconds=self.chance.uniform(1, days * 86_400))

    def _people(self) -> None:
        self.people = [
            (new_id(), new_id(), "whatsapp" if number % 4 == 0 else "sms") for number in range(self.size.contacts)
        ]
        self._put(
            Contact,
            (
                {"id": contact, "created_at": self._ago(400), "country": "LS" if number % 6 == 0 else "ZA",
                 "language": "en" if number % 3 == 0 else "st", "spelling": ("ls", "za", None)[number % 3],
                 "is_language_chosen": False, "is_muted": number % 50 == 0}
                for number, (contact, _, _) in enumerate(self.people)
            ),
        )  # fmt: skip
        self._put(
            Address,
            (
                {"id": address, "contact_id": contact, "channel": channel, "created_at": self.at, "is_invalid": False,
                 "blind": self.vault.blind(f"+2785{number:07d}"), "number": self.vault.lock(f"+2785{number:07d}"),
                 "last_in_at": self._ago()}
                for number, (contact, address, channel) in enumerate(self.people)
            ),
        )  # fmt: skip

    def _said(self) -> None:
        """Questions and answers over the last months, in the order they came: an answer follows its question."""
        first = self._next(Message)
        pairs = self.size.messages // 2
        step = dt.timedelta(days=DAYS) / pairs
        begins = self.at - dt.timedelta(days=DAYS)

        def messages() -> Iterator[Row]:
            for number in range(pairs):
                contact, address, _ = self.people[self.chance.randrange(len(self.people))]
                came = begins + step * number
                topic = None if number % 50 == 0 else TOPICS[number % len(TOPICS)]
                known = {"contact_id": contact, "address_id": address, "kind": "text", "not_before": came,
                         "attempts": 0, "is_guarded": False, "language": "st"}  # fmt: skip
                yield {**known, "id": first + 2 * number, "direction": "in", "body": self.bodies[number % 4],
                       "created_at": came, "handled_at": came + dt.timedelta(seconds=1), "topic": topic,
                       "reply_to": None}  # fmt: skip
                answered = came + dt.timedelta(seconds=1)
                yield {**known, "id": first + 2 * number + 1, "direction": "out", "body": self.bodies[0],
                       "created_at": answered, "handled_at": None, "topic": None,
                       "reply_to": first + 2 * number}  # fmt: skip

        def deliveries() -> Iterator[Row]:
            for number in range(pairs):
                contact, address, channel = self.people[number % len(self.people)]
                at = begins + step * number
                status = "failed" if number % 40 == 0 else "delivered" if number % 3 else "sent"
                yield {"message_id": first + 2 * number + 1, "contact_id": contact, "address_id": address,
                       "channel": channel, "status": status, "segments": 2, "attempts": 1, "resent": 0, "priority": 0,
                       "is_template": False, "created_at": at, "claimed_at": at, "settled_at": at,
                       "next_attempt_at": at}  # fmt: skip

        self._put(Message, messages())
        self._put(Delivery, deliveries())
        missed = range(0, pairs, 50)
        self._put(
            Miss,
            (
                {"message_id": first + 2 * number, "language": "st", "spelling": "ls", "channel": "sms",
                 "guesses": [["passport.fee", 0.2]], "missed_at": begins + step * number,
                 "outcome": None if number % 10 == 0 else "dismissed"}
                for number in missed
            ),
        )  # fmt: skip
        self._sequences()

    def _register(self) -> None:
        number_of = self.size.part(0.25)
        name = self.vault.lock("Fictional Person")
        self._put(
            Registration,
            (
                {"contact_id": contact, "name": name, "identity": self.vault.blind(f"{number - (number % 500 == 1)}"),
                 "country": "ZA", "town": "Welkom", "district": DISTRICTS[number % 10],
                 "sector": SECTORS[number % len(SECTORS)], "skills": [], "interests": ["forums"], "origin": "sms",
                 "messages": 4, "created_at": self.at, "updated_at": self.at}
                for number, (contact, _, _) in enumerate(self.people[:number_of])
            ),
        )  # fmt: skip
        self._put(
            Consent,
            (
                {"contact_id": contact, "scope": "notices", "is_given": number % 20 != 0, "wording": WORDING,
                 "version": version_of(WORDING), "channel": "sms", "source": "bench", "recorded_at": self.at}
                for number, (contact, _, _) in enumerate(self.people[: self.size.part(0.5)])
            ),
        )  # fmt: skip

    def _cases(self) -> None:
        first, details = self._next(Case), self.vault.lock('{"what": "A fictional story"}')
        number_of = self.size.part(0.025)
        self._put(
            Case,
            (
                {"id": first + number, "reference": f"TB{number:06d}", "contact_id": self.people[number * 7][0],
                 "kind": KINDS[number % len(KINDS)], "status": STATUSES[number % len(STATUSES)],
                 "mission": "consulate-welkom", "unit": "claims", "country": "ZA", "town": "Welkom", "behalf": "self",
                 "details": details, "tries": 0, "wants_reminders": False, "messages": 6,
                 "opened_at": self._ago(300), "changed_at": self.at}
                for number in range(number_of)
            ),
        )  # fmt: skip
        self._put(
            CaseEvent,
            (
                {"case_id": first + number, "kind": "opened", "value": "new", "at": self.at}
                for number in range(number_of)
            ),
        )
        self._put(
            Deadline,
            (
                {"case_id": first + number, "code": "uif", "facts": [],
                 "due_on": (self.at + dt.timedelta(days=number % 400 - 60)).date()}
                for number in range(number_of)
            ),
        )  # fmt: skip
        self._sequences()

    def _work(self) -> None:
        self._put(
            Handover,
            (
                {"contact_id": self.people[number * 3 + 1][0], "topic": "passport.fee", "wants_call": False,
                 "country": "ZA", "asked_at": self._ago(10), "last_at": self.at,
                 "state": "ended" if number % 40 else "waiting"}
                for number in range(self.size.part(0.02))
            ),
        )  # fmt: skip
        self._put(
            Alarm,
            (
                {"contact_id": self.people[number * 5][0], "category": "gbv.help", "country": "ZA", "repeats": 0,
                 "raised_at": self._ago(10), "wants_call": False, "step": 0, "acknowledged_at": self.at,
                 "acknowledged_by": "demo.clerk"}
                for number in range(self.size.part(0.002))
            ),
        )  # fmt: skip
        ledger = Ledger(self.vault.key_for("audit log"))
        for chunk in _pieces(range(self.size.part(0.02)), 1_000):
            with self.database.write() as session:
                for number in chunk:
                    ledger.note(session, "demo.clerk", "person read", str(number))

    def _next(self, model: type[Message] | type[Case]) -> int:
        with self.database.read() as session:
            return (session.scalar(select(func.max(model.id))) or 0) + 1

    def _sequences(self) -> None:
        """PostgreSQL counts for itself: tell it which ids are taken."""
        if self.database.engine.dialect.name != "postgresql":
            return
        with self.database.engine.begin() as connection:
            for table in ("messages", "cases"):
                connection.execute(
                    text(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
                )


def _pieces(things: Iterable[Thing], length: int) -> Iterator[list[Thing]]:
    rest = iter(things)
    while piece := list(islice(rest, length)):
        yield piece
