"""The telephone network of the browser telephone: in memory, gone with the process, no number in a URL or a log."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from gateway.providers import Accepted, Found, Provider
from registry.services.deliveries import Outgoing

KEPT_LINES, KEPT_MESSAGES = 200, 100


@dataclass(frozen=True)
class Received:
    """A reply that arrived on a line."""

    index: int
    text: str = field(repr=False)


@dataclass
class Line:
    """One number on one channel, known to the page by an opaque token."""

    token: str
    channel: str
    number: str = field(repr=False)
    received: deque[Received] = field(default_factory=lambda: deque(maxlen=KEPT_MESSAGES), repr=False)
    count: int = 0


class Exchange:
    """A provider whose network is this process: what is sent arrives at once."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, Line] = OrderedDict()
        self._tokens: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def line(self, channel: str, number: str) -> Line:
        """The line of a number, opened at first use; the oldest lines are closed."""
        with self._lock:
            token = self._tokens.get((channel, number))
            if token is None:
                token = secrets.token_urlsafe(12)
                self._tokens[(channel, number)] = token
                self._lines[token] = Line(token, channel, number)
            self._lines.move_to_end(token)
            while len(self._lines) > KEPT_LINES:
                _, closed = self._lines.popitem(last=False)
                del self._tokens[(closed.channel, closed.number)]
            return self._lines[token]

    def has(self, channel: str, number: str) -> bool:
        """Whether the number has a line here."""
        return (channel, number) in self._tokens

    def by_token(self, token: str) -> Line | None:
        """An open line."""
        return self._lines.get(token)

    async def send(self, outgoing: Outgoing) -> Accepted:
        """Deliver to the line of the number."""
        line = self.line(outgoing.channel, outgoing.number)
        line.count += 1
        line.received.append(Received(line.count, outgoing.text))
        return Accepted(f"PH{secrets.token_hex(16)}", is_final=True)

    async def find(self, outgoing: Outgoing) -> Found | None:
        """Whether the line has it."""
        line = self.line(outgoing.channel, outgoing.number)
        if any(each.text == outgoing.text for each in line.received):
            return Found(f"PH{secrets.token_hex(16)}", "delivered", outgoing.text)
        return None

    async def close(self) -> None:
        """Nothing to close."""


class Switch:
    """Twilio for everybody, but for the numbers that the browser telephone has opened."""

    def __init__(self, exchange: Exchange, outside: Provider) -> None:
        self.exchange, self.outside = exchange, outside

    def _way(self, outgoing: Outgoing) -> Provider:
        return self.exchange if self.exchange.has(outgoing.channel, outgoing.number) else self.outside

    async def send(self, outgoing: Outgoing) -> Accepted:
        """Send the way the number goes."""
        return await self._way(outgoing).send(outgoing)

    async def find(self, outgoing: Outgoing) -> Found | None:
        """Look where it was sent."""
        return await self._way(outgoing).find(outgoing)

    async def close(self) -> None:
        """Close the way outside."""
        await self.outside.close()
