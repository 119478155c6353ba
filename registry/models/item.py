"""Facts, answers, missions, places and forums as rows: one version of one thing each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Item(Base):
    """A version of one topic, fact, answer, mission, town, place, forum, menu or whole file (`kind`)."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("kind", "code", "version"),
        Index("ix_items_in_force", "kind", "is_in_force"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    group: Mapped[str] = mapped_column(String(40), default="")
    data: Mapped[dict[str, Any]]
    is_in_force: Mapped[bool] = mapped_column(default=True)
    origin: Mapped[str] = mapped_column(String(12), default="files")
    author: Mapped[str | None] = mapped_column(String(40))
    published_at: Mapped[datetime] = mapped_column(default=now)
