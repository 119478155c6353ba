"""A question that an officer has given a topic: learnt from when somebody has looked and it makes nothing worse."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

PROPOSED, LEARNT, REFUSED = "proposed", "learnt", "refused"


class Lesson(Base):
    """One utterance without personal data, its language and its topic."""

    __tablename__ = "lessons"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    text: Mapped[str] = mapped_column(String(400))
    language: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=PROPOSED)
    officer: Mapped[str] = mapped_column(String(40))
    taught_at: Mapped[datetime] = mapped_column(default=now)
