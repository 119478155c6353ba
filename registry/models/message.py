"""What was said, in and out; the text is ciphertext and is kept for a set time only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Message(Base):
    """One text from or to a contact. `handled_at` is empty until an inbound message has had its turn."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_waiting", "contact_id", "id"),
        Index("ix_messages_handled_at", "direction", "handled_at"),
        Index("ix_messages_created_at", "direction", "created_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    address_id: Mapped[str] = mapped_column(ForeignKey("addresses.id", ondelete="CASCADE"))
    direction: Mapped[str] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(16), default="text")
    body: Mapped[bytes | None]
    # The words of a notice, which are the same for many, instead of a body.
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="SET NULL"))
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    idempotency_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    handled_at: Mapped[datetime | None]
    not_before: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    topic: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str | None] = mapped_column(String(8))
    spelling: Mapped[str | None] = mapped_column(String(2))
    danger: Mapped[str | None] = mapped_column(String(20))
    is_guarded: Mapped[bool] = mapped_column(default=False)
    # Why we wrote without being asked (registry/services/reaching.py); empty for a reply.
    purpose: Mapped[str | None] = mapped_column(String(60))
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
