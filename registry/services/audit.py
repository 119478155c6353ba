"""The audit log: what officers did, chained by seals whose key is outside the database."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from registry.models.base import now
from registry.models.officer import AuditEntry

_START = "0" * 64
_LOG_LOCK = 74_877
WHOLE_SECONDS = 600.0


class Ledger:
    """Writes entries and checks the chain. `key` never lies in the database."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._whole: tuple[float, int, str] | None = None

    def note(self, session: Session, officer: str, action: str, subject: str = "", **detail: Any) -> AuditEntry:
        """One entry more. Codes and ids only: never a number, a name of a person or a text."""
        _one_at_a_time(session)
        before = session.scalar(select(AuditEntry.seal).order_by(AuditEntry.id.desc()).limit(1)) or _START
        entry = AuditEntry(at=now(), officer=officer, action=action, subject=subject, detail=detail, seal="")
        entry.seal = self._seal(before, entry)
        session.add(entry)
        session.flush()
        return entry

    def broken_at(self, session: Session) -> int | None:
        """The id of the first entry that does not fit the one before it; None when all do."""
        return self._walk(session, 0, _START)[0]

    def seems_broken_at(self, session: Session) -> int | None:
        """The same for a page that is looked at often: what was whole a few minutes ago is not read again, only what
        has been written since."""
        held = self._whole
        if held is None or time.monotonic() - held[0] > WHOLE_SECONDS:
            broken_at, last, seal = self._walk(session, 0, _START)
            at = time.monotonic()
        else:
            at = held[0]
            broken_at, last, seal = self._walk(session, held[1], held[2])
        self._whole = None if broken_at else (at, last, seal)
        return broken_at

    def _walk(self, session: Session, after: int, before: str) -> tuple[int | None, int, str]:
        """The first entry that does not fit, if any; the last that does, and its seal."""
        columns = (AuditEntry.id, AuditEntry.seal, AuditEntry.at, AuditEntry.officer, AuditEntry.action,
                   AuditEntry.subject, AuditEntry.detail)  # fmt: skip
        wanted = select(*columns).where(AuditEntry.id > after).order_by(AuditEntry.id)
        rows = session.execute(wanted.execution_options(yield_per=1_000))
        for entry in rows:
            if not hmac.compare_digest(entry.seal, self._seal(before, entry)):
                return entry.id, after, before
            after, before = entry.id, entry.seal
        return None, after, before

    def _seal(self, before: str, entry: AuditEntry | Row[Any]) -> str:
        said = [before, entry.at.isoformat(), entry.officer, entry.action, entry.subject, entry.detail]
        return hmac.new(self._key, json.dumps(said, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def _one_at_a_time(session: Session) -> None:
    # Two entries must never follow the same seal. SQLite lets only one transaction write as it is.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:log)"), {"log": _LOG_LOCK})


@dataclass(frozen=True)
class Page:
    """Entries, newest first, and the id to go on before."""

    entries: list[AuditEntry]
    before: int | None


def entries(session: Session, *, before: int | None = None, officer: str = "", limit: int = 50) -> Page:
    """One page of the log."""
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit + 1)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    if officer:
        wanted = wanted.where(AuditEntry.officer == officer)
    found = list(session.scalars(wanted))
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)
