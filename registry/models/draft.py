"""A dialogue that is under way: what was understood so far, as ciphertext, until it is done or left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, now


class Draft(Base):
    """One dialogue of one contact; `step` is the question that was asked last."""

    __tablename__ = "drafts"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    data: Mapped[bytes]
    step: Mapped[str] = mapped_column(String(20), default="")
    messages: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, index=True)
