"""The whole gateway over a database file; its network is the browser telephone, Rasa's place is taken by a table."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import func, select

from gateway.assistant import Assistant, AssistantAway, Understood
from gateway.door import Door
from gateway.duty import Watch
from gateway.keeping import Keeper
from gateway.parse import parse_message
from gateway.phone.exchange import Exchange
from gateway.receive import Receiver
from gateway.turn import Turns
from gateway.worker import Worker
from registry.database import Database
from registry.models import Contact, Delivery, Message
from registry.services.library import Shelf
from registry.vault import Vault

T = TypeVar("T")


class Table(Assistant):
    """Rasa's place: remembers every conversation, as Rasa does, and understands what is in `understands`."""

    def __init__(self) -> None:
        self.memory: dict[str, list[str]] = {}
        self.understands: dict[str, str] = {}
        self.is_away = False

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Understood:
        if self.is_away:
            raise AssistantAway("away")
        self.memory.setdefault(sender, []).append(text)
        intent = text[1:] if text.startswith("/") else self.understands.get(text.lower(), "cost")
        return Understood(intent, [(intent, 0.97)], [], [{"text": "Thuso is free."}])

    async def understand(self, text: str) -> Understood:
        return Understood("cost", [("cost", 0.97)], [], [])

    async def forget(self, sender: str) -> None:
        if self.is_away:
            raise AssistantAway("away")
        self.memory.pop(sender, None)

    async def close(self) -> None:
        """Nothing to close."""


class House:
    """Somebody writes, it is answered; everything in between is the service's own code."""

    def __init__(self, open_database: Callable[[], Database], vault: Vault) -> None:
        self.database, self.vault = open_database(), vault
        self.assistant, self.exchange = Table(), Exchange()
        self.receiver = Receiver(self.database, vault)
        self.keeper = Keeper(self.database, self.assistant, timedelta(days=90))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.run(self._open())

    async def _open(self) -> None:
        door = Door(self.database, self.vault, self.exchange)
        self.watch = Watch(self.database, self.vault, timedelta(minutes=5), None, door.due.set)
        shelf = Shelf(self.database)
        await asyncio.to_thread(lambda: shelf.library)
        self.worker = Worker(self.database, self.vault, shelf, Turns(self.assistant), door)
        self.worker.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 60.0) -> T:
        """Wait for it, on the house's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        """Everybody goes home."""
        self.run(self.worker.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def hears(self, number: str, text: str, channel: str = "sms", **more: str) -> None:
        """A message comes in, as Twilio brings it."""
        sender = f"whatsapp:{number}" if channel == "whatsapp" else number
        form = {"MessageSid": f"SM{uuid4().hex}", "From": sender, "Body": text, **more}
        self.receiver.message(parse_message(form))
        self._loop.call_soon_threadsafe(self.worker.wake)

    def says(self, number: str, channel: str = "sms") -> list[str]:
        """What a number has been sent."""
        return [each.text for each in self.exchange.line(channel, number).received]

    def talk(self, number: str, text: str, channel: str = "sms") -> str:
        """Write, and wait for the reply."""
        before = len(self.says(number, channel))
        self.hears(number, text, channel)
        self.wait(lambda: len(self.says(number, channel)) > before)
        self.rest()
        return self.says(number, channel)[-1]

    def rest(self, seconds: float = 60.0) -> None:
        """Wait until nothing waits any more."""
        self.wait(lambda: self._waiting() == 0, seconds)

    def wait(self, until: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.02)

    def _waiting(self) -> int:
        with self.database.read() as session:
            unheard = select(func.count()).where(Message.direction == "in", Message.handled_at.is_(None))
            unsent = select(func.count()).where(Delivery.status.in_(("queued", "sending", "errored", "unknown")))
            busy = select(func.count()).where(Contact.turn_owner.is_not(None))
            return sum(session.scalar(each) or 0 for each in (unheard, unsent, busy))
