"""A question the assistant could not place: codes and chances; its words stay with the message while they are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Miss(Base):
    """What was guessed, and how surely; what an officer did about it (`taught`, `answered`, `dismissed`)."""

    __tablename__ = "misses"
    __table_args__ = (Index("ix_misses_open", "outcome", "id", "message_id"), Index("ix_misses_missed_at", "missed_at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"), index=True)
    language: Mapped[str | None] = mapped_column(String(8))
    spelling: Mapped[str | None] = mapped_column(String(2))
    channel: Mapped[str] = mapped_column(String(16))
    guesses: Mapped[list[Any]]
    missed_at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[str | None] = mapped_column(String(12))
    settled_by: Mapped[str | None] = mapped_column(String(40))
    settled_at: Mapped[datetime | None]
