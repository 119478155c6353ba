"""Recruitment agencies that the Ministry of Labour has licensed, as its list says: public, nobody's secret."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base, RowId, now

LICENSED, SUSPENDED, WITHDRAWN = "licensed", "suspended", "withdrawn"
STANDINGS = (LICENSED, SUSPENDED, WITHDRAWN)


class Recruiter(Base):
    """One line of the list. `plain_name` and `plain_licence` are what they are looked up by."""

    __tablename__ = "recruiters"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(80))
    plain_name: Mapped[str] = mapped_column(String(80), index=True)
    licence: Mapped[str] = mapped_column(String(30))
    plain_licence: Mapped[str] = mapped_column(String(30), unique=True)
    standing: Mapped[str] = mapped_column(String(10))
    valid_until: Mapped[dt.date | None]
    # The day of the list that this line stood on.
    listed_on: Mapped[dt.date]
    imported_at: Mapped[datetime] = mapped_column(default=now)
