"""One notice to many: what is said, to whom, who answers for it, how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

DRAFT, APPROVED, SCHEDULED, RUNNING = "draft", "approved", "scheduled", "running"
PAUSED, DONE, CANCELLED = "paused", "done", "cancelled"
STATUSES = (DRAFT, APPROVED, SCHEDULED, RUNNING, PAUSED, DONE, CANCELLED)


class Broadcast(Base):
    """A broadcast. The rows decide: whoever drives it reads here whether it may go on.

    `code` is what a person can text back to hear whether a notice is the Ministry's. `audience` is a closed set of
    filters (registry/services/audience.py). `because` says why it is paused: an officer, our account at the provider
    (`configuration`) or its daily limit (`daily_limit`). `run` counts the times that the engine took it on.
    """

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(5), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(40), default="notices")
    status: Mapped[str] = mapped_column(String(12), default=DRAFT, index=True)
    because: Mapped[str | None] = mapped_column(String(20))
    error_code: Mapped[int | None]
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    channels: Mapped[list[Any]] = mapped_column(default=list)
    is_life_safety: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)
    approved_by: Mapped[str | None] = mapped_column(String(40))
    approved_at: Mapped[datetime | None]
    sent_by: Mapped[str | None] = mapped_column(String(40))
    starts_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    driven_at: Mapped[datetime | None]
    run: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
