"""Who works in the console: officers, their sessions, and what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now


class Officer(Base):
    """One account. The password is an argon2 hash, the secret of the one-time codes is ciphertext.

    An invitation is a hash too: whoever reads the table can neither sign in nor accept one.
    """

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    mission: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8), default="en")
    timezone: Mapped[str] = mapped_column(String(40), default="Africa/Maseru")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    code_secret: Mapped[bytes | None]
    last_code_at: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    invitation: Mapped[str | None] = mapped_column(String(64), unique=True)
    invited_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class OfficerSession(Base):
    """One browser that signed in: found by the hash of its token."""

    __tablename__ = "officer_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), index=True)
    begun_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class OfficerBrowser(Base):
    """Wrong tries from one browser that an officer has signed in from before; gone with the next right one.

    The id is a hash of what the browser keeps (`registry/services/browsers.py`).
    """

    __tablename__ = "officer_browsers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), index=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class AuditEntry(Base):
    """One thing an officer did. `seal` covers the entry and the seal before it, so a change or a gap shows."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    officer: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seal: Mapped[str] = mapped_column(String(64))
