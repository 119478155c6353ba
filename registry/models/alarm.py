"""Somebody is in danger: category, time, country, contact; never a word of what they wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Alarm(Base):
    """Raised by the safety net, told to the duty list, acknowledged by an officer.

    `repeats` counts further cries of the same kind while nobody had taken it on. `step` counts the places of the duty
    list that were told, round after round; the next is told at `climbs_at`. Without a contact: the person has had
    their data erased, and the alarm stays as a count (docs/privacy.md).
    """

    __tablename__ = "alarms"
    __table_args__ = (Index("ix_alarms_climbs_at", "acknowledged_at", "climbs_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    category: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(2))
    raised_at: Mapped[datetime] = mapped_column(default=now)
    repeats: Mapped[int] = mapped_column(default=0)
    wants_call: Mapped[bool] = mapped_column(default=False)
    call_time: Mapped[str | None] = mapped_column(String(5))
    step: Mapped[int] = mapped_column(default=0)
    climbs_at: Mapped[datetime | None] = mapped_column(default=now)
    told_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(40))
