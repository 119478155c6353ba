"""Contacts, messages and alarms: ids, codes and times, never a number or a text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from sqlalchemy import select

from registry.api.access import Stored
from registry.api.shapes import AcknowledgementShape, AlarmShape, ContactShape, MessageShape
from registry.models import Alarm, Contact, Delivery, Message
from registry.services import alarms

routes = APIRouter(tags=["people"])
Limit = Annotated[int, Query(ge=1, le=200)]
Row = Annotated[int, Path(ge=1, lt=2**63)]


@routes.get("/contacts/{contact}", responses={404: {"description": "No contact of that id"}})
def contact(contact: str, stored: Stored) -> ContactShape:
    """One contact."""
    with stored.read() as session:
        found = session.get(Contact, contact)
        if found is None:
            raise HTTPException(404, "There is no contact of that id")
        return ContactShape(
            id=found.id,
            created_at=found.created_at,
            country=found.country,
            language=found.language,
            spelling=found.spelling,
            safe_mode=found.safe_mode_at is not None,
            muted=found.is_muted,
            channels=sorted(address.channel for address in found.addresses),
        )


@routes.get("/contacts/{contact}/messages")
def messages(contact: str, stored: Stored, limit: Limit = 50) -> list[MessageShape]:
    """The newest messages of a contact, newest first."""
    with stored.read() as session:
        rows = session.execute(
            select(Message, Delivery.status)
            .outerjoin(Delivery, Delivery.message_id == Message.id)
            .where(Message.contact_id == contact)
            .order_by(Message.id.desc())
            .limit(limit)
        )
        return [
            MessageShape(
                id=message.id,
                direction=message.direction,
                kind=message.kind,
                topic=message.topic,
                language=message.language,
                created_at=message.created_at,
                handled_at=message.handled_at,
                status=status,
            )
            for message, status in rows
        ]


@routes.get("/alarms")
def open_alarms(stored: Stored, limit: Limit = 50) -> list[AlarmShape]:
    """Alarms that nobody has acknowledged, oldest first."""
    with stored.read() as session:
        return [_alarm(alarm) for alarm in alarms.waiting(session, limit)]


@routes.post("/alarms/{alarm}/acknowledgement", responses={404: {"description": "No alarm of that id"}})
def acknowledge(alarm: Row, by: AcknowledgementShape, stored: Stored) -> AlarmShape:
    """Take an alarm on; the first officer to do so keeps it."""
    with stored.write() as session:
        found = alarms.acknowledge(session, alarm, by.officer)
        if found is None:
            raise HTTPException(404, "There is no alarm of that id")
        return _alarm(found)


def _alarm(alarm: Alarm) -> AlarmShape:
    return AlarmShape(
        id=alarm.id,
        category=alarm.category,
        country=alarm.country,
        raised_at=alarm.raised_at,
        wants_call=alarm.wants_call,
        call_time=alarm.call_time,
        acknowledged_at=alarm.acknowledged_at,
        acknowledged_by=alarm.acknowledged_by,
    )
