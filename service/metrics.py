"""`/metrics` for Prometheus: counts and times, never a person. Needs the service token."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from gateway.counting import COUNTED, PROBLEMS
from gateway.spool import Spool
from gateway.worker import Worker
from registry.database import Database
from registry.models import Alarm, Delivery, Message, Recipient
from registry.models.base import now
from registry.models.delivery import ERRORED, NEXT, QUEUED, SENDING, UNKNOWN
from registry.services.broadcasts import leaving, life

routes = APIRouter()
OPEN = (QUEUED, SENDING, ERRORED, UNKNOWN)
_ABOUT_THE_PROCESS = CollectorRegistry()
ProcessCollector(registry=_ABOUT_THE_PROCESS)


@routes.get("/metrics")
def metrics(request: Request) -> Response:
    """The state of the queues from the rows and the disk, and what this process has counted."""
    state = request.app.state
    collected = CollectorRegistry()
    _spool(collected, cast(Spool, state.spool))
    _gauge(collected, "thuso_worker_running", "Whether this process takes turns").set(
        cast(Worker, state.checks.worker).is_running
    )
    answers = _gauge(collected, "thuso_database_up", "Whether the database answers")
    try:
        with cast(Database, state.database).read() as session:
            _rows(collected, session)
        answers.set(1)
    except SQLAlchemyError:
        answers.set(0)
    content = b"".join(generate_latest(each) for each in (collected, COUNTED, _ABOUT_THE_PROCESS))
    return Response(content, media_type=CONTENT_TYPE_LATEST)


class Problems(logging.Handler):
    """Counts what goes wrong, by level; what it was is in the log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """One line of the log."""
        PROBLEMS.labels(record.levelname).inc()


def _gauge(collected: CollectorRegistry, name: str, what: str, *labels: str) -> Gauge:
    return Gauge(name, what, labels, registry=collected)


def _spool(collected: CollectorRegistry, spool: Spool) -> None:
    waiting, oldest, refused = spool.state()
    _gauge(collected, "thuso_spool_waiting", "Webhooks on this disk, not yet in the database").set(waiting)
    _gauge(collected, "thuso_spool_oldest_seconds", "How long the oldest of them has waited").set(oldest)
    _gauge(collected, "thuso_spool_refused", "Webhooks put aside for a person to look at").set(refused)


def _rows(collected: CollectorRegistry, session: Session) -> None:
    unhandled = (Message.direction == "in", Message.handled_at.is_(None))
    waiting, since = session.execute(select(func.count(), func.min(Message.created_at)).where(*unhandled)).one()
    _gauge(collected, "thuso_turns_waiting", "Inbound messages not yet answered").set(waiting)
    _gauge(collected, "thuso_turns_oldest_seconds", "How long the oldest of them has waited").set(_age(since))
    unseen = Alarm.acknowledged_at.is_(None)
    waiting, since = session.execute(select(func.count(), func.min(Alarm.raised_at)).where(unseen)).one()
    _gauge(collected, "thuso_alarms_open", "Alarms nobody has acknowledged").set(waiting)
    _gauge(collected, "thuso_alarms_oldest_seconds", "How long the oldest of them has waited").set(_age(since))
    messages = _gauge(collected, "thuso_messages", "Messages by direction", "direction")
    for direction, count in session.execute(select(Message.direction, func.count()).group_by(Message.direction)):
        messages.labels(direction).set(count)
    recipients = _gauge(collected, "thuso_recipients", "People of broadcasts by how far they are", "status")
    for status, count in session.execute(select(Recipient.status, func.count()).group_by(Recipient.status)):
        recipients.labels(status).set(count)
    stopped = _gauge(collected, "thuso_broadcasts_stopped", "Broadcasts that the provider stopped, by why", "because")
    for because in (life.CONFIGURATION, life.DAILY_LIMIT):
        stopped.labels(because).set(sum(each.because == because for each in leaving.stopped(session)))
    by_status = _gauge(collected, "thuso_deliveries", "Deliveries by status", "status")
    oldest = _gauge(collected, "thuso_deliveries_oldest_seconds", "How long the oldest has been so", "status")
    for status, count, age in _deliveries(session):
        by_status.labels(status).set(count)
        if status in OPEN:
            oldest.labels(status).set(age)


def _deliveries(session: Session) -> Iterator[tuple[str, int, float]]:
    counts = dict(session.execute(select(Delivery.status, func.count()).group_by(Delivery.status)).all())
    since = dict(
        session.execute(
            select(Delivery.status, func.min(Delivery.created_at))
            .where(Delivery.status.in_(OPEN))
            .group_by(Delivery.status)
        ).all()
    )
    for status in NEXT:
        yield status, int(counts.get(status, 0)), _age(since.get(status))


def _age(since: datetime | None) -> float:
    return max(0.0, (now() - since).total_seconds()) if since else 0.0
