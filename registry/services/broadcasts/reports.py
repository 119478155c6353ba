"""How far a broadcast is and how it ended: counts by status and reason, and a CSV without a number or a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session

from registry import csv_safe
from registry.database import Database
from registry.models import Broadcast, Delivery, Recipient
from registry.models.delivery import DELIVERED, ERRORED, FAILED, QUEUED, READ, SENDING, SENT, UNKNOWN
from registry.models.recipient import LEFT_OUT, WAITING

COLUMNS = ("recipient", "country", "language", "channel", "status", "reason", "error_code", "segments", "changed_at")
CHUNK = 2_000


@dataclass
class Report:
    """People by where they are: every recipient is in exactly one of the counts.

    `statuses`: waiting, left_out, and those of deliveries. `reasons`: (status, reason) of those that have one.
    `segments`: handed over to the provider so far.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    segments: int = 0

    @property
    def total(self) -> int:
        """Everybody who is to have it."""
        return sum(self.statuses.values()) - self.statuses[LEFT_OUT]

    @property
    def reached(self) -> int:
        """Handed over to the network, or more."""
        return self.statuses[SENT] + self.statuses[DELIVERED] + self.statuses[READ]

    @property
    def open(self) -> int:
        """Those who may still get it."""
        return sum(self.statuses[status] for status in (WAITING, QUEUED, SENDING, ERRORED, UNKNOWN))


def report(session: Session, broadcast_id: int) -> Report:
    """Count it all."""
    found = Report()
    waiting = select(Recipient.status, Recipient.reason, func.count()).where(
        Recipient.broadcast_id == broadcast_id, Recipient.status.in_((WAITING, LEFT_OUT))
    )
    for status, reason, number in session.execute(waiting.group_by(Recipient.status, Recipient.reason)):
        _add(found, status, reason, number)
    columns = (Delivery.status, Delivery.reason, Delivery.channel)
    sent = select(*columns, func.count(), func.sum(Delivery.segments)).where(Delivery.broadcast_id == broadcast_id)
    for status, reason, channel, number, segments in session.execute(sent.group_by(*columns)):
        _add(found, status, reason if status in (FAILED, ERRORED) else None, number)
        if status in (SENT, DELIVERED, READ):
            found.channels[channel] += number
            found.segments += segments
    return found


def _add(found: Report, status: str, reason: str | None, number: int) -> None:
    found.statuses[status] += number
    if reason:
        found.reasons[status, reason] += number


def export(database: Database, broadcast_id: int) -> Iterator[str]:
    """The report as CSV, a piece at a time: a line a recipient by its place in this broadcast, nothing of the person.

    Held and safe mode share one reason, so the file does not say who is in danger.
    """
    yield _lines([COLUMNS])
    last = 0
    while True:
        with database.read() as session:
            rows = page(session, broadcast_id, last)
        if not rows:
            return
        last = rows[-1]["recipient"]
        yield _lines([list({**row, "changed_at": _time(row["changed_at"])}.values()) for row in rows])


def page(session: Session, broadcast_id: int, after: int = 0) -> list[dict[str, Any]]:
    """The next two thousand recipients after one, as `COLUMNS` name what is told of them."""
    rows = session.execute(_rows(broadcast_id, after))
    return [
        {
            "recipient": row.id,
            "country": row.country,
            "language": row.locale,
            "channel": row.channel,
            "status": row.status or row.waits,
            "reason": row.reason or row.why,
            "error_code": row.error_code,
            "segments": row.segments,
            "changed_at": row.settled_at,
        }
        for row in rows
    ]


def _rows(broadcast_id: int, after: int) -> Executable:
    return (
        select(
            Recipient.id, Recipient.country, Recipient.locale, Recipient.status.label("waits"),
            Recipient.reason.label("why"), Delivery.channel, Delivery.status, Delivery.reason, Delivery.error_code,
            Delivery.segments, Delivery.settled_at,
        )
        .outerjoin(
            Delivery, (Delivery.contact_id == Recipient.contact_id) & (Delivery.broadcast_id == Recipient.broadcast_id)
        )
        .where(Recipient.broadcast_id == broadcast_id, Recipient.id > after)
        .order_by(Recipient.id)
        .limit(CHUNK)
    )  # fmt: skip


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _lines(rows: Iterable[Sequence[object]]) -> str:
    return "".join(csv_safe.lines(rows, end="\r\n"))


def titled(broadcast: Broadcast) -> str:
    """A file name for the export."""
    return f"broadcast-{broadcast.id}-{broadcast.code}.csv"
