"""A case: a person's claim or complaint that a mission works on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

KINDS = (
    "pension",
    "provident",
    "compensation",
    "wages",
    "passport",
    "employer",
    "agent",
    "official",
    "other",
)
OPEN_STATUSES = ("new", "in_work", "waiting_person", "waiting_other")
CLOSED_STATUSES = ("solved", "refused", "closed")
STATUSES = (*OPEN_STATUSES, *CLOSED_STATUSES)


class Case(Base):
    """What a mission works on. `details` is ciphertext of what the person said; `secret` a blind index."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_queue", "status", "mission", "opened_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="new")
    mission: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(2))
    town: Mapped[str | None] = mapped_column(String(60))
    # For whom: self, or whose claim it is to the one who writes (husband, brother ...).
    behalf: Mapped[str] = mapped_column(String(12), default="self")
    details: Mapped[bytes]
    secret: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    wants_reminders: Mapped[bool] = mapped_column(default=False)
    officer: Mapped[str | None] = mapped_column(String(40))
    messages: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    # Since when the status is what it is.
    changed_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


class CaseEvent(Base):
    """Something that happened to a case: opened, status, transfer, note. A note is ciphertext."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    value: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[bytes | None]
    officer: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(default=now)


class Deadline(Base):
    """A last day, computed from a day the person named, with the facts it was computed from."""

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_due_on", "due_on", "case_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    counted_from: Mapped[date | None]
    due_on: Mapped[date]
    facts: Mapped[list[Any]] = mapped_column(default=list)
