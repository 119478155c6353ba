"""Something to be said to a person of our own accord, at its time: a code and its parts, never words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Reminder(Base):
    """`code` names the phrase, `parts` what is put into it. Settled when queued for sending or dropped (`reason`)."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_due", "settled_at", "due_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(40))
