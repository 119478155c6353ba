"""Tells the duty list of alarms: at once, then place after place until somebody takes it on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from gateway.mail import Mail, MailFailed
from registry.database import Database
from registry.models import Alarm
from registry.models.base import now
from registry.services import alarms, duty
from registry.services.duty import Mailing
from registry.vault import Vault

log = logging.getLogger(__name__)
MASERU = ZoneInfo("Africa/Maseru")
# What an officer reads on a locked screen: what kind of trouble, nothing of anybody.
CATEGORIES = {
    "tip.help": "held or forced",
    "tip.child": "child in danger",
    "gbv.help": "violence",
    "emergency": "emergency",
    "call": "asks to be called",
}


def alarm_text(alarm: Alarm) -> str:
    """Category, country, time, number: all that leaves this house about somebody in danger."""
    kind = CATEGORIES.get(alarm.category, alarm.category)
    at = alarm.raised_at.astimezone(MASERU).strftime("%d %b %H:%M")
    call = f" Safe to call at {alarm.call_time}." if alarm.call_time else ""
    return (
        f"Thuso alarm {alarm.id}: {kind}, {alarm.country or 'country unknown'}, {at}.{call} Take it on in the console."
    )


class Watch:
    """Looks for alarms that somebody is to be told of; several may look at once."""

    def __init__(
        self, database: Database, vault: Vault, climb: timedelta, mail: Mail | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self.database, self.vault, self.climb, self.mail, self.wake = database, vault, climb, mail, wake

    async def look(self) -> int:
        """Climb where it is time and send the e-mails that are due; how many of both."""
        told = await asyncio.to_thread(self.climb_due)
        if told:
            self.wake()
        if self.mail is None:
            return told
        mailings = await asyncio.to_thread(self._due_mail)
        await asyncio.gather(*(asyncio.to_thread(self._send, self.mail, each) for each in mailings))
        return told + len(mailings)

    def climb_due(self, at: datetime | None = None) -> int:
        """Tell the next place of each alarm that is due; how many places were told."""
        at = at or now()
        with self.database.read() as session:
            if not alarms.to_be_told(session, at, limit=1):
                return 0
        with self.database.write() as session:
            return sum(self._tell(session, alarm, at) for alarm in alarms.to_be_told(session, at))

    def _tell(self, session: Session, alarm: Alarm, at: datetime) -> bool:
        place = duty.tell_next(
            session, self.vault, alarm, alarm_text(alarm), climb=self.climb, at=at, has_mail=self.mail is not None
        )
        if place is None:
            log.error("alarm=%d: nobody is on duty", alarm.id)
            return False
        log.info("alarm=%d told place=%d step=%d", alarm.id, place.id, alarm.step)
        return True

    def _due_mail(self) -> list[Mailing]:
        with self.database.write() as session:
            return duty.due_mail(session, self.vault, now())

    def _send(self, mail: Mail, mailing: Mailing) -> None:
        with self.database.read() as session:
            alarm = session.get_one(Alarm, mailing.alarm_id)
        is_told, is_final = True, False
        try:
            mail.send(mailing.to, f"Thuso alarm {alarm.id}", alarm_text(alarm))
        except MailFailed as error:
            is_told, is_final = False, error.is_final
            log.warning("telling=%d: %s", mailing.telling_id, error)
        with self.database.write() as session:
            duty.mail_ended(session, mailing.telling_id, now(), is_told=is_told, is_final=is_final)
