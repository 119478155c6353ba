"""Who agreed to what, when, in which words, on which channel, from where."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


def version_of(wording: str) -> str:
    """What tells two wordings apart: the beginning of the SHA-256 of the whole text."""
    return hashlib.sha256(wording.encode()).hexdigest()[:16]


def _version(context: DefaultExecutionContext) -> str:
    return version_of(context.get_current_parameters()["wording"])  # type: ignore[no-untyped-call]


class Consent(Base):
    """One change of mind; the newest row of a scope is in force.

    `wording` is the text that was shown or answered, whole; `version` follows from it, so that a changed text is a
    new version whether or not somebody thought of it.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(40))
    is_given: Mapped[bool]
    wording: Mapped[str] = mapped_column(String(500))
    version: Mapped[str] = mapped_column(String(16), default=_version)
    channel: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
