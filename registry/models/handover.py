"""Somebody asked for a person: who waits, since when, and which officer has the conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

WAITING, TAKEN, ENDED = "waiting", "taken", "ended"
OPEN = (WAITING, TAKEN)


class Handover(Base):
    """One conversation in the hands of people. A contact has at most one that has not ended."""

    __tablename__ = "handovers"
    __table_args__ = (
        Index(
            "uq_handovers_open",
            "contact_id",
            unique=True,
            sqlite_where=text("state != 'ended'"),
            postgresql_where=text("state != 'ended'"),
        ),
        Index("ix_handovers_state", "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    # What the person was asking about before they asked for a person; None when nothing was.
    topic: Mapped[str | None] = mapped_column(String(40))
    wants_call: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str | None] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(8), default=WAITING)
    officer: Mapped[str | None] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    taken_at: Mapped[datetime | None]
    # The last word of either side: long silence ends it.
    last_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    # officer, silence, person or danger.
    ended_by: Mapped[str | None] = mapped_column(String(8))
