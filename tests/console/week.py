"""A fictional week at the console, and the addresses of every page in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, update

from registry.database import Database
from registry.models import Alarm, Broadcast, Case, Contact, Handover
from registry.models.base import now
from registry.models.broadcast import CANCELLED, DONE, PAUSED, RUNNING
from registry.services import officers
from registry.services.broadcasts import drafts, life
from service.demo import NOTICE
from tests.system.running import RunningService

# The pages that the menu leads to, and those that need nothing but their address.
PLAIN = (
    "", "/inbox", "/cases", "/people", "/notices", "/notices/new", "/answers", "/facts", "/questions", "/statistics",
    "/officers", "/log", "/me", "/answers/passport.fee", "/facts/pp-fee-adult32", "/inbox/999999",
)  # fmt: skip


@dataclass(frozen=True)
class Week:
    """A running service with the fictional week, and a look into its database."""

    service: RunningService
    rows: Database

    def pages(self, officer: str) -> list[str]:
        """Every page an administrator of that name can open, without the part that all share (/console)."""
        return [*PLAIN, *self._of_people(officer), *self._of_notices()]

    def _of_people(self, officer: str) -> Iterator[str]:
        with self.rows.write() as session:
            first, *_, last = session.scalars(select(Handover).order_by(Handover.id)).all()
            yield f"/inbox/{first.id}"
            # Whoever had it before: the last one is now with this officer.
            last.state, last.officer = "taken", officer
            yield f"/inbox/{last.id}"
            yield f"/cases/{session.scalars(select(Case.id).limit(1)).one()}"
            yield f"/people/{session.scalars(select(Case.contact_id).limit(1)).one()}"
            endangered = session.scalars(select(Alarm.contact_id).limit(1)).one()
            yield f"/people/{endangered}"
            yield f"/people/{session.scalars(select(Contact.id).where(Contact.id != endangered).limit(1)).one()}"

    def _of_notices(self) -> Iterator[str]:
        """A notice in each state that it can be in."""
        later = now() + dt.timedelta(days=2)
        with self.rows.write() as session:
            draft = self._notice(session, "draft")
            yield from (f"/notices/{draft}", f"/notices/{draft}/change")
            approved = self._notice(session, "approved")
            life.approve(session, approved, "demo.approver")
            scheduled = self._notice(session, "scheduled")
            life.approve(session, scheduled, "demo.approver")
            life.send(session, scheduled, "demo.editor", at=later)
            yield from (f"/notices/{approved}", f"/notices/{scheduled}")
            for status in (RUNNING, PAUSED, DONE, CANCELLED):
                number = self._notice(session, status)
                because = "officer" if status == PAUSED else None
                begun = {"status": status, "because": because, "starts_at": later, "frozen_at": now()}
                session.execute(update(Broadcast).where(Broadcast.id == number).values(driven_at=now(), **begun))
                yield f"/notices/{number}"

    def _notice(self, session, title: str) -> int:
        return drafts.create(session, drafts.Draft(f"Demo {title}", NOTICE, "demo.editor")).id

    def prefers(self, officer: str, language: str) -> None:
        """Set an officer's language."""
        with self.rows.write() as session:
            found = next(each for each in officers.listed(session) if each.name == officer)
            officers.prefer(session, found.id, language, "Africa/Maseru")
