"""A contact is an id; its numbers are addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.models.base import Base, new_id, now


class Contact(Base):
    """A person who writes to us, without anything that names them."""

    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(default=now)
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(8))
    spelling: Mapped[str | None] = mapped_column(String(2))
    is_language_chosen: Mapped[bool] = mapped_column(default=False)
    is_muted: Mapped[bool] = mapped_column(default=False)
    safe_mode_at: Mapped[datetime | None]
    turn_owner: Mapped[str | None] = mapped_column(String(32), index=True)
    turn_until: Mapped[datetime | None]
    addresses: Mapped[list[Address]] = relationship(
        back_populates="contact", cascade="save-update, merge, delete", passive_deletes=True
    )


class Address(Base):
    """Where a contact is reached: a number on one channel, as ciphertext and as a blind index."""

    __tablename__ = "addresses"
    # The blind index first: an index that begins with the channel tempts SQLite to read half of all addresses.
    __table_args__ = (UniqueConstraint("blind", "channel"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    blind: Mapped[str] = mapped_column(String(64))
    number: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_in_at: Mapped[datetime | None]
    is_invalid: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[Contact] = relationship(back_populates="addresses")
