"""What the next message of a contact is read against."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, now


class Conversation(Base):
    """The last menu, the pages still to come, the last topic: codes only, never words."""

    __tablename__ = "conversations"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str | None] = mapped_column(String(40))
    menu: Mapped[list[Any]] = mapped_column(default=list)
    page_topic: Mapped[str | None] = mapped_column(String(40))
    page: Mapped[int] = mapped_column(default=0)
    misses: Mapped[int] = mapped_column(default=0)
    # The form that is under way, by its name in domain.yml: restored when Rasa has forgotten it.
    dialogue: Mapped[str | None] = mapped_column(String(40))
    # Since when we wait for a yes to "forget me"; the very next message decides.
    forget_asked_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
