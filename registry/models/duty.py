"""Who is on duty for alarms, in order, and who was told of which alarm."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

SMS, EMAIL = "sms", "email"
QUEUED, TOLD, FAILED = "queued", "told", "failed"


class Duty(Base):
    """One place on the duty list: a person of the Ministry with a number, an e-mail address, or both, as ciphertext."""

    __tablename__ = "duty"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    position: Mapped[int] = mapped_column(index=True)
    name: Mapped[bytes]
    number: Mapped[bytes | None]
    email: Mapped[bytes | None]
    is_on_duty: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Telling(Base):
    """One alarm on its way to one place of the duty list.

    An e-mail is sent from this row; a text message is a delivery like any other (`delivery_id`).
    """

    __tablename__ = "tellings"
    __table_args__ = (Index("ix_tellings_due", "status", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarms.id", ondelete="CASCADE"), index=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id", ondelete="SET NULL"))
    means: Mapped[str] = mapped_column(String(5))
    round: Mapped[int] = mapped_column(default=1)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(6), default=QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    told_at: Mapped[datetime | None]
