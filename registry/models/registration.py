"""Who is registered as a Mosotho abroad: codes for counting, the name and the code as ciphertext."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, now

DISTRICTS = (
    "berea",
    "butha_buthe",
    "leribe",
    "mafeteng",
    "maseru",
    "mohales_hoek",
    "mokhotlong",
    "qachas_nek",
    "quthing",
    "thaba_tseka",
)
SECTORS = (
    "domestic",
    "mining",
    "farming",
    "building",
    "security",
    "transport",
    "shop",
    "factory",
    "hospitality",
    "care",
    "health",
    "education",
    "office",
    "trade",
    "student",
    "retired",
    "none",
    "other",
)
INTERESTS = ("forums", "permits", "passports", "claims", "jobs", "investment")


class Registration(Base):
    """One person on the register. `left_at` is set, and all else but the dates wiped, when they leave it.

    `country` is an ISO code, `town` a town of the content or, when it is none of them, as written by the person;
    `district` is where in Lesotho they are from. Further numbers of the person are rows of `links`.
    """

    __tablename__ = "registrations"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    code_blind: Mapped[str | None] = mapped_column(String(64), unique=True)
    code: Mapped[bytes | None]
    name: Mapped[bytes | None]
    # A blind index of name and district: two rows of one identity may be one person.
    identity: Mapped[str | None] = mapped_column(String(64), index=True)
    country: Mapped[str | None] = mapped_column(String(2), index=True)
    town: Mapped[str | None] = mapped_column(String(60))
    district: Mapped[str | None] = mapped_column(String(20))
    sector: Mapped[str | None] = mapped_column(String(20))
    skills: Mapped[list[Any]] = mapped_column(default=list)
    interests: Mapped[list[Any]] = mapped_column(default=list)
    consent: Mapped[str | None] = mapped_column(String(40))
    origin: Mapped[str] = mapped_column(String(16), default="sms")
    messages: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    left_at: Mapped[datetime | None]
