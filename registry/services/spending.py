"""What has been handed to the provider, in segments: the measure of what it costs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from registry.models import Delivery
from registry.models.delivery import DELIVERED, READ, SENDING, SENT, UNKNOWN


def segments_since(session: Session, at: datetime) -> int:
    """Segments of everything that was handed over since `at`, also where it is not known what became of it."""
    paid = or_(Delivery.status.in_((SENDING, SENT, DELIVERED, READ, UNKNOWN)), Delivery.sid.is_not(None))
    return int(session.scalar(select(func.sum(Delivery.segments)).where(Delivery.claimed_at >= at, paid)) or 0)
