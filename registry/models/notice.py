"""What a broadcast says, once for each language, spelling and channel; never once for each person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId


class Notice(Base):
    """One wording. `text` is what leaves, code and all: public, so not ciphertext.

    `content_sid` and `content_variables` name the approved WhatsApp template that says the same outside the 24 hours.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("broadcast_id", "locale", "channel"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(5))
    channel: Mapped[str] = mapped_column(String(16))
    said: Mapped[str] = mapped_column(String(1600))
    text: Mapped[str] = mapped_column(String(1700))
    segments: Mapped[int]
    content_sid: Mapped[str | None] = mapped_column(String(34))
    content_variables: Mapped[dict[str, Any] | None] = mapped_column(JSON)
