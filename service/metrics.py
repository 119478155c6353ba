"""`/metrics` for Prometheus: counts and times, never a person. Needs the service token."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from registry.database import Database
from registry.models import Alarm, Delivery, Message

routes = APIRouter()


@routes.get("/metrics")
def metrics(request: Request) -> Response:
    """The state of the queues and the outcome of deliveries, from the rows."""
    collected = CollectorRegistry()
    waiting = Gauge("thuso_turns_waiting", "Inbound messages not yet answered", registry=collected)
    alarms = Gauge("thuso_alarms_open", "Alarms nobody has acknowledged", registry=collected)
    by_status = Gauge("thuso_deliveries", "Deliveries by status", ["status"], registry=collected)
    messages = Gauge("thuso_messages", "Messages by direction", ["direction"], registry=collected)
    with cast(Database, request.app.state.database).read() as session:
        unhandled = select(func.count()).where(Message.direction == "in", Message.handled_at.is_(None))
        waiting.set(session.scalar(unhandled) or 0)
        alarms.set(session.scalar(select(func.count()).where(Alarm.acknowledged_at.is_(None))) or 0)
        for status, count in session.execute(select(Delivery.status, func.count()).group_by(Delivery.status)):
            by_status.labels(status).set(count)
        for direction, count in session.execute(select(Message.direction, func.count()).group_by(Message.direction)):
            messages.labels(direction).set(count)
    return Response(generate_latest(collected), media_type=CONTENT_TYPE_LATEST)
