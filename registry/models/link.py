"""A second SIM: whose registration the contact of another number shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, now


class Link(Base):
    """The contact `contact_id` joined the registration of `registered_id` by its code."""

    __tablename__ = "links"

    contact_id: Mapped[str] = mapped_column(String(32), ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    registered_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("registrations.contact_id", ondelete="CASCADE", onupdate="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
