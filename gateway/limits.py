"""What costs money is bounded: how often one number is answered, what is spent in a day, and where messages go.

A reply to danger is not held up by a cap nor by a country; only the same number's twentieth cry within an hour is
heard (it counts on the alarm) without being answered once more.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from gateway.providers import Accepted, Forbidden, Found, OverCap, Provider
from gateway.reach import country_of
from registry.database import Database
from registry.models import Message
from registry.models.base import now
from registry.services import spending
from registry.services.deliveries import Outgoing

TOO_MANY = "too_many"
DANGER_PER_HOUR = 20
HOUR = timedelta(hours=1)
WINDOWS = {"minute": timedelta(minutes=1), "hour": HOUR, "day": timedelta(days=1)}
# How stale the sum of the day may be; what this process sends is added at once.
LOOK_SECONDS = 10.0


@dataclass(frozen=True)
class Allowance:
    """How many messages of one number are answered."""

    per_minute: int = 10
    per_hour: int = 60
    per_day: int = 200

    def is_used_up(self, session: Session, message: Message) -> bool:
        """Whether this message is one too many; the ones before it are counted, answered or not."""
        if message.danger is not None:
            return _count(session, message, HOUR, Message.danger.is_not(None)) > DANGER_PER_HOUR
        counted = session.execute(
            _COUNTS,
            {"contact": message.contact_id, "message": message.id}
            | {name: message.created_at - window for name, window in WINDOWS.items()},
        ).one()
        most = (self.per_minute, self.per_hour, self.per_day)
        return any(count > allowed for count, allowed in zip(counted, most, strict=True))


# Counted for every text, so built once. Whoever is within the day's window is within the others' too or not counted.
_COUNTS = select(
    func.count().filter(Message.created_at > bindparam("minute")),
    func.count().filter(Message.created_at > bindparam("hour")),
    func.count(),
).where(
    Message.contact_id == bindparam("contact"),
    Message.direction == "in",
    Message.created_at > bindparam("day"),
    Message.id <= bindparam("message"),
)


def was_told(session: Session, message: Message) -> bool:
    """Whether this number has been told within the hour that it is too much."""
    return _count(session, message, HOUR, Message.topic == TOO_MANY, Message.id != message.id) > 0


def _count(session: Session, message: Message, window: timedelta, *which: object) -> int:
    counted = select(func.count()).where(
        Message.contact_id == message.contact_id,
        Message.direction == "in",
        Message.created_at > message.created_at - window,
        Message.id <= message.id,
        *which,  # type: ignore[arg-type]
    )
    return session.scalar(counted) or 0


class Budget:
    """What may still be spent today (UTC). The rows know; the sum is looked up every few seconds."""

    def __init__(self, database: Database, price: Decimal, cap: Decimal) -> None:
        self.database, self.price, self.cap = database, price, cap
        self._segments, self._looked_at, self._day = 0, -LOOK_SECONDS, ""

    async def has(self, segments: int) -> bool:
        """Whether so many segments more are within the cap; counts them when they are."""
        if not self.cap:
            return True
        day = now().strftime("%Y-%m-%d")
        if time.monotonic() - self._looked_at >= LOOK_SECONDS or day != self._day:
            self._segments = await asyncio.to_thread(self._spent)
            self._looked_at, self._day = time.monotonic(), day
        if (self._segments + segments) * self.price > self.cap:
            return False
        self._segments += segments
        return True

    def _spent(self) -> int:
        with self.database.read() as session:
            return spending.segments_since(session, midnight(now()))


def midnight(at: datetime) -> datetime:
    """When the day of `at` began, UTC."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class Bounded:
    """A provider that sends only where we send to, and only what the day's cap allows."""

    def __init__(self, provider: Provider, budget: Budget, countries: frozenset[str]) -> None:
        self.provider, self.budget, self.countries = provider, budget, countries

    async def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over what may leave. Raises `Forbidden` and `OverCap` too."""
        if not outgoing.is_urgent:
            if self.countries and country_of(outgoing.number) not in self.countries:
                raise Forbidden("country")
            if not await self.budget.has(outgoing.segments):
                raise OverCap("spend_cap", midnight(now()) + timedelta(days=1))
        return await self.provider.send(outgoing)

    async def find(self, outgoing: Outgoing) -> Found | None:
        """As the provider does."""
        return await self.provider.find(outgoing)

    async def close(self) -> None:
        """Close the provider."""
        await self.provider.close()
