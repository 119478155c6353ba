"""Somebody is in danger: category, time, country, contact; never a word of what they wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Alarm(Base):
    """Raised by the safety net, acknowledged by an officer."""

    __tablename__ = "alarms"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    category: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(2))
    raised_at: Mapped[datetime] = mapped_column(default=now)
    wants_call: Mapped[bool] = mapped_column(default=False)
    call_time: Mapped[str | None] = mapped_column(String(5))
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(40))
