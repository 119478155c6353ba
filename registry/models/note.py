"""What an officer writes down for other officers; the person never sees it unless they ask for their data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Note(Base):
    """One note on a handover, as ciphertext."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handovers.id", ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(String(40))
    body: Mapped[bytes]
    written_at: Mapped[datetime] = mapped_column(default=now)
