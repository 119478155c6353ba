"""Who is to have a broadcast, frozen when it begins; and who was chosen by a list of numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId

WAITING, RELEASED, LEFT_OUT = "waiting", "released", "left_out"


class Recipient(Base):
    """One person of a frozen audience: waiting, released to the sending door (a delivery exists), or left out."""

    __tablename__ = "recipients"
    __table_args__ = (
        Index("ix_recipients_status", "broadcast_id", "status", "country", "id"),
        Index("uq_recipients_contact_id", "contact_id", "broadcast_id", unique=True),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"))
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    country: Mapped[str] = mapped_column(String(2))
    locale: Mapped[str] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(8), default=WAITING)
    reason: Mapped[str | None] = mapped_column(String(20))
    not_before: Mapped[datetime | None]


class Chosen(Base):
    """A contact that an officer's list of numbers named for a broadcast. Numbers we do not know are not kept."""

    __tablename__ = "chosen"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, index=True)
