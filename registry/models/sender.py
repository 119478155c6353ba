"""How much a sender may still send just now: one row that all workers on all machines draw from."""

from __future__ import annotations

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class Sender(Base):
    """A bucket of segments. Below nothing when replies, which never wait, took more than there was."""

    __tablename__ = "senders"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    tokens: Mapped[float] = mapped_column(Float, default=0.0)
    filled_at: Mapped[float] = mapped_column(Float(53), default=0.0)
