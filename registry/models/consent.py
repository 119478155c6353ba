"""Who agreed to what, when, in which words, on which channel, from where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Consent(Base):
    """One change of mind; the newest row of a scope is in force."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(40))
    is_given: Mapped[bool]
    wording: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
