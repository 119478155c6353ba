"""Statistics of one period as they were released: written once, never computed anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, now


class Release(Base):
    """`period` is a month (2026-11) or a week (2026-W47); `rows` are [table, group, number] with what may be shown."""

    __tablename__ = "releases"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    rows: Mapped[list[Any]]
    released_at: Mapped[datetime] = mapped_column(default=now)
