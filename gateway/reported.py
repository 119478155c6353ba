"""What a status callback means: most numbers turn out wrong, and most people opted out, only after Twilio said yes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from gateway.door import REASONS, learn
from gateway.errors import error_for
from gateway.heard import StatusReport
from gateway.providers import Misconfigured, OutsideWindow, Retryable, SendError, Throttled
from registry.models import Delivery
from registry.models.delivery import FAILED, SENDING
from registry.services import deliveries
from registry.services.broadcasts import leaving
from registry.services.deliveries import Settled

# A telephone that is off or out of reach is tried again twice, the carrier's unknown trouble likewise.
RETRIES = (timedelta(minutes=15), timedelta(hours=2))


def apply(session: Session, report: StatusReport, status: str) -> bool:
    """Let the delivery climb, and act on why it failed; whether it moved."""
    error = _error(report) if status == FAILED else None
    moved = deliveries.report(
        session,
        sid=report.sid,
        status=status,
        raw_status=report.status,
        error_code=report.error_code,
        delivery_id=report.delivery_id,
        raw=report.raw,
        reason=REASONS.get(type(error), "provider") if error is not None else "provider",
        retries=RETRIES if isinstance(error, Throttled | Retryable | Misconfigured) else (),
    )
    if moved and error is not None:
        _act(session, report, error)
    return moved


def _error(report: StatusReport) -> SendError | None:
    return error_for(400, report.error_code) if report.error_code else None


def _act(session: Session, report: StatusReport, error: SendError) -> None:
    delivery = deliveries.of_report(session, report.sid, report.delivery_id)
    if delivery is None:
        return
    if isinstance(error, OutsideWindow):
        _send_as_template(session, delivery)
    elif (reason := REASONS.get(type(error))) in ("suppressed", "invalid"):
        learn(session, Settled(delivery.id, FAILED, error_code=report.error_code, reason=reason))


def _send_as_template(session: Session, delivery: Delivery) -> None:
    """A notice whose 24 hours ended on the way leaves as its approved template, if it has one."""
    if delivery.broadcast_id is None:
        return
    sid, delivery.sid, delivery.status = delivery.sid, None, SENDING
    if not leaving.by_template(session, delivery.id):
        delivery.sid, delivery.status = sid, FAILED
