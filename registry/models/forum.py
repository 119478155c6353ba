"""Meetings that Lesotho holds for its people abroad, and who comes to them."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

COMING, WAITING, CANCELLED = "coming", "waiting", "cancelled"


class Forum(Base):
    """One meeting. `date` and `time` are those on the clock of the place; `name` has a text for each locale.

    `taken` counts the seats given away. `seats` is None where there is room for everybody.
    """

    __tablename__ = "forums"
    __table_args__ = (CheckConstraint("seats IS NULL OR taken <= seats", name="ck_forums_seats"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, Any]]
    date: Mapped[dt.date] = mapped_column(index=True)
    time: Mapped[str] = mapped_column(String(5))
    town: Mapped[str] = mapped_column(String(60))
    country: Mapped[str] = mapped_column(String(2))
    venue: Mapped[str] = mapped_column(String(80))
    seats: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    origin: Mapped[str] = mapped_column(String(12), default="officer")
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Rsvp(Base):
    """One person and one forum: coming, on the waiting list (oldest first), or not coming after all."""

    __tablename__ = "rsvps"
    __table_args__ = (UniqueConstraint("forum_id", "contact_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[datetime] = mapped_column(default=now)
    reminded_at: Mapped[datetime | None]
