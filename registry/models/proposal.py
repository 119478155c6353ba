"""A change to an answer or a fact that one officer wrote and another has to publish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

WAITING, PUBLISHED, REFUSED, WITHDRAWN = "waiting", "published", "refused", "withdrawn"


class Proposal(Base):
    """The whole new version of one item (`kind`, `code`), and the version it was made from."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_waiting", "state", "kind"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(80))
    base_version: Mapped[int]
    data: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    author: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[datetime | None]
