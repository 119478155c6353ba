"""The life of one outbound message on its way through the provider."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

QUEUED, SENDING, ERRORED, UNKNOWN = "queued", "sending", "errored", "unknown"
SENT, DELIVERED, READ, FAILED = "sent", "delivered", "read", "failed"
# What leaves first: a reply to a cry for help, any other reply, and later a notice.
URGENT, REPLY, NOTICE = -1, 0, 2

# From each status, the statuses that may follow. What the provider reports can come late, early and in any order:
# whatever is not listed is ignored, so a status only climbs.
NEXT: dict[str, frozenset[str]] = {
    QUEUED: frozenset({SENDING, SENT, DELIVERED, READ, FAILED}),
    SENDING: frozenset({SENT, DELIVERED, READ, FAILED, ERRORED, UNKNOWN}),
    ERRORED: frozenset({SENDING, SENT, DELIVERED, READ, FAILED}),
    UNKNOWN: frozenset({SENDING, SENT, DELIVERED, READ, FAILED}),
    SENT: frozenset({DELIVERED, READ, FAILED}),
    DELIVERED: frozenset({READ}),
    READ: frozenset(),
    FAILED: frozenset(),
}


class Delivery(Base):
    """One attempt-bearing row of the sending door; the row, not the worker, says what is true."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_claimed_at", "claimed_at", "segments"),
        Index("ix_deliveries_due", "status", "priority", "next_attempt_at", "id"),
        # What the counts of a day and of four weeks read, without the rows themselves.
        Index("ix_deliveries_created_at", "created_at", "channel", "status", "segments"),
        Index("ix_deliveries_broadcast_id", "broadcast_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    address_id: Mapped[str] = mapped_column(ForeignKey("addresses.id", ondelete="CASCADE"))
    # Set on a notice: it leaves only while its broadcast runs (registry/services/leaving.py).
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"))
    is_template: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(default=REPLY)
    status: Mapped[str] = mapped_column(String(12), default=QUEUED)
    segments: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    resent: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(32))
    sid: Mapped[str | None] = mapped_column(String(64), index=True)
    error_code: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]


class DeliveryEvent(Base):
    """What the provider reported, as it came."""

    __tablename__ = "delivery_events"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), index=True)
    sid: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    error_code: Mapped[int | None]
    is_applied: Mapped[bool]
    is_failure: Mapped[bool] = mapped_column(default=False)
    raw: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(default=now)
