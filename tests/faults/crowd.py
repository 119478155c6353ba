"""People who write while things break, and the count at the end: lost, doubled, unknown."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from registry.database import Database
from registry.models import Contact, Delivery, DeliveryEvent, Message
from tests.twilio import behaviour, forms
from tests.twilio.network import Network
from tests.twilio.server import LocalTwilio

RANK = {"sent": 1, "delivered": 2, "read": 3, "failed": 4}
_numbers = itertools.count(1)
BAD_DAYS = (
    behaviour.THROTTLES,
    behaviour.TAKES_THEN_503,
    behaviour.TAKES_THEN_RESETS,
    behaviour.TAKES_THEN_TALKS_NONSENSE,
    behaviour.RESETS,
    behaviour.BREAKS,
    behaviour.TAKEN.reporting("delivered", "sent", first=True),
    behaviour.TAKEN.reporting("read", "delivered", "sent"),
)


def new_number() -> str:
    """Of somebody whom nobody has met before."""
    return f"+278355{10_000 + next(_numbers)}"


@dataclass
class Crowd:
    """Each person writes one text after another; a text counts once it has been acknowledged."""

    twilio: LocalTwilio
    networks: list[Network]
    people: int
    chance: random.Random
    pause: float = 0.05
    # The share of answers that meet a provider that fails or lies, the first time; the second attempt finds it well.
    bad_days: float = 0.0
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    slowest: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, texts: int | None = None) -> None:
        """Begin to write: `texts` each, or until stopped."""
        for _ in range(self.people):
            thread = threading.Thread(target=self._write, args=(new_number(), texts), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """No more texts."""
        self._stop.set()
        self.join()

    def join(self) -> None:
        """Until everybody has written."""
        for thread in self._threads:
            thread.join(120)

    def _write(self, number: str, texts: int | None) -> None:
        for count in itertools.count():
            if self._stop.is_set() or count == texts:
                return
            text = f"How much is a passport for child {count} of {number[-5:]}"
            self._say(number, text, mark=text, answer=text)
            time.sleep(self.pause)

    def _say(self, number: str, text: str, *, mark: str, answer: str) -> bool:
        """Bring one text, known as `mark`, whose reply holds `answer`; whether it was acknowledged."""
        form = forms.sms(number, text)
        if self.chance.random() < self.bad_days:
            self.twilio.will(self.chance.choice(BAD_DAYS), to=number, containing=answer)
        began = time.monotonic()
        for network in self.chance.sample(self.networks, len(self.networks)):
            brought = network.bring(form)
            if brought.status == 200:
                self.acknowledged[mark] = number
                self.slowest = max(self.slowest, time.monotonic() - began)
                return True
            self.refused += 1
        return False

    def answers(self) -> Counter[str]:
        """How often Twilio has taken the answer to each text."""
        said = (kept.body.partition("You wrote: ")[2] for kept in list(self.twilio.ledger.kept))
        return Counter(text for text in said if text)

    def wait_for_answers(self, database: Database, seconds: float) -> None:
        """Until each acknowledged text has its answer."""
        until = time.monotonic() + seconds
        while (lost := self.lost()) and time.monotonic() < until:
            time.sleep(0.1)
        assert not lost, f"{len(lost)} of {len(self.acknowledged)} are lost; {state(database)}"

    def lost(self) -> set[str]:
        """Acknowledged and not answered."""
        answered = self.answers()
        return {text for text in list(self.acknowledged) if text not in answered}

    def doubled(self) -> list[str]:
        """Answered more than once."""
        return [text for text, count in self.answers().items() if count > 1]


def state(database: Database) -> str:
    """What the rows say of it all, for whoever has to find out."""
    with database.read() as session:
        deliveries = Counter(map(tuple, session.execute(select(Delivery.status, Delivery.reason, Delivery.resent))))
        waiting = session.execute(
            select(Message.id, Message.attempts, Message.not_before, Contact.turn_owner, Contact.turn_until)
            .join(Contact, Contact.id == Message.contact_id)
            .where(Message.direction == "in", Message.handled_at.is_(None))
        ).all()
    return f"deliveries {dict(deliveries)}, waiting {waiting}"


def settled(database: Database, seconds: float) -> Counter[str]:
    """Deliveries by status, once none is under way any more or the time is over."""
    until = time.monotonic() + seconds
    while True:
        with database.read() as session:
            found = Counter(session.scalars(select(Delivery.status)))
        if set(found) <= set(RANK) or time.monotonic() > until:
            return found
        time.sleep(0.1)


def check(database: Database) -> None:
    """What must be true of the rows whatever happened: statuses only climbed, everybody had their turns in order."""
    with database.read() as session:
        applied = session.execute(
            select(DeliveryEvent.delivery_id, DeliveryEvent.status)
            .where(DeliveryEvent.is_applied)
            .order_by(DeliveryEvent.id)
        )
        climbed: dict[int, int] = {}
        for delivery_id, status in applied:
            rank = RANK.get(status, 1)
            assert rank > climbed.get(delivery_id, 0) or rank == 1, "a status fell"
            climbed[delivery_id] = rank
        turns = session.execute(
            select(Message.contact_id, Message.handled_at).where(Message.direction == "in").order_by(Message.id)
        )
        last: dict[str, object] = {}
        for contact_id, handled_at in turns:
            assert handled_at is not None, "a text had no turn"
            assert last.get(contact_id) is None or last[contact_id] <= handled_at, "a person's texts changed places"
            last[contact_id] = handled_at


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether something becomes true in time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
