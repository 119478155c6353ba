"""Whom we have forgotten: a receipt and the time, and nothing of the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Erasure(Base):
    """One wish to be forgotten. `contact_id` is empty from the moment it is fulfilled; `rows` counts what went.

    `receipt` is a hash: whoever has the code can ask whether it was done, and nobody can guess one from the table.
    """

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    receipt: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[str | None] = mapped_column(String(32), index=True)
    delivery_id: Mapped[int | None] = mapped_column(RowId)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    rows: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Refusal(Base):
    """The number of somebody who wanted no notices and was then forgotten, as a blind index and nothing else.

    Kept so that an old list of numbers cannot bring them notices again (docs/privacy.md), and dropped after `until`.
    """

    __tablename__ = "refusals"

    blind: Mapped[str] = mapped_column(String(64), primary_key=True)
    scope: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(index=True)
