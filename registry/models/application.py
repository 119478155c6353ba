"""How far an application or a claim is, by the Ministry's data; its reference is kept only as a blind index."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId

KINDS = ("passport", "permit", "claim")
STATUSES = ("received", "in_process", "papers_missing", "ready", "collected", "refused", "paid")


class Application(Base):
    """One application or claim: its kind, a blind index of its reference, its status and since when."""

    __tablename__ = "applications"
    __table_args__ = (UniqueConstraint("kind", "blind"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(10))
    blind: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(60), default="")
    status_on: Mapped[date]
