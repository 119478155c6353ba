"""Segments a second of a sender, drawn by all workers from one row.

Who claims draws for exactly what is claimed, in the transaction of the claim: a worker that dies takes nothing with it.
Notices wait until there is enough. Replies never wait here; what they take is taken all the same, so that notices give
way: the sender is then in debt until time has paid.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from registry.models import Broadcast, Delivery, Sender
from registry.models.broadcast import RUNNING

# The bucket holds so many seconds' worth and one segment, and is filled a little slower than the setting allows: in any
# ten seconds 9.7 + 0.25 seconds' worth leave at most, never above the setting and within three per cent of it.
BURST_SECONDS = 0.25
FILL = 0.97


@dataclass
class Draw:
    """What a sender may send at this instant. `None` tokens: it is not paced."""

    sender: Sender | None
    tokens: float | None
    pace: float

    def take(self, segments: int) -> bool:
        """Draw for one message; False, and nothing drawn, when there is not enough.

        A message larger than the bucket may leave when the bucket is full; the debt is waited for afterwards.
        """
        if self.tokens is None:
            return True
        if self.tokens < min(float(segments), _capacity(self.pace)):
            return False
        self.tokens -= segments
        return True

    def settle(self) -> None:
        """Write down what is left."""
        if self.sender is not None and self.tokens is not None:
            self.sender.tokens = self.tokens

    def wait(self, segments: int = 1) -> float:
        """Seconds until there is enough for a message."""
        if self.tokens is None:
            return 0.0
        missing = min(float(segments), _capacity(self.pace)) - self.tokens
        return max(0.0, missing / (self.pace * FILL))


def draw(session: Session, channel: str, pace: float) -> Draw:
    """Open the bucket of a channel's sender, held by this transaction until it ends."""
    if pace <= 0:
        return Draw(None, None, pace)
    sender = locked_sender(session, channel)
    clock = _clock(session)
    passed = max(0.0, clock - sender.filled_at)
    sender.tokens = min(_capacity(pace), sender.tokens + passed * pace * FILL)
    # Also when the clock went back: nobody waits for it to come round again.
    sender.filled_at = clock
    return Draw(sender, sender.tokens, pace)


def draw_for_replies(session: Session, delivery_ids: list[int]) -> None:
    """Replies have been claimed: while a broadcast runs, it gives way to them."""
    if not delivery_ids:
        return
    runs = exists(select(Broadcast.id).where(Broadcast.status == RUNNING))
    taken = (
        select(func.coalesce(func.sum(Delivery.segments), 0))
        .where(Delivery.id.in_(delivery_ids), Delivery.channel == Sender.channel)
        .scalar_subquery()
    )
    session.execute(
        update(Sender).where(runs).values(tokens=Sender.tokens - taken).execution_options(synchronize_session=False)
    )


def _capacity(pace: float) -> float:
    # One message more, so that nothing is lost while a slow sender waits for its next whole segment.
    return 1.0 + pace * BURST_SECONDS


def locked_sender(session: Session, channel: str) -> Sender:
    """The row of a channel's sender, held until the transaction ends; made when it is not there."""
    found = session.get(Sender, channel, with_for_update=True)
    if found is None:
        found = Sender(channel=channel, tokens=0.0, filled_at=_clock(session))
        session.add(found)
        session.flush()
    return found


def _clock(session: Session) -> float:
    # One clock for all machines: the database's. Workers that share an SQLite file share a machine.
    if session.get_bind().dialect.name == "postgresql":
        return float(session.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0.0)
    return time.time()
