"""A question the assistant could not place: codes and chances, nothing that names anyone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Miss(Base):
    """What was guessed, and how surely."""

    __tablename__ = "misses"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    language: Mapped[str | None] = mapped_column(String(8))
    spelling: Mapped[str | None] = mapped_column(String(2))
    channel: Mapped[str] = mapped_column(String(16))
    guesses: Mapped[list[Any]]
    missed_at: Mapped[datetime] = mapped_column(default=now)
