"""Dialogues under way: kept as ciphertext, so that nothing is lost by a pause or a restart; forgotten when done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.models import Draft
from registry.models.base import now
from registry.vault import Vault

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """What a draft holds, and how many messages the person has spent on it."""

    data: dict[str, Any]
    messages: int


def load(session: Session, vault: Vault, contact_id: str, kind: str) -> Kept | None:
    """The draft of a kind; None when there is none, or it is too old."""
    draft = session.get(Draft, (contact_id, kind))
    if draft is None or draft.updated_at < now() - KEPT:
        return None
    return Kept(json.loads(vault.unlock(draft.data)), draft.messages)


def keep(session: Session, vault: Vault, contact_id: str, kind: str, data: dict[str, Any], messages: int) -> None:
    """Write a draft down; the step is the question that is open."""
    draft = session.get(Draft, (contact_id, kind)) or Draft(contact_id=contact_id, kind=kind)
    draft.data = vault.lock(json.dumps(data, ensure_ascii=False))
    draft.step = "+".join(data.get("asked", ()))[:20]
    draft.messages, draft.updated_at = messages, now()
    session.add(draft)


def forget(session: Session, contact_id: str, kind: str | None = None) -> None:
    """Drop a draft, or all of a contact: at once when they are in danger."""
    mine = delete(Draft).where(Draft.contact_id == contact_id)
    session.execute(mine if kind is None else mine.where(Draft.kind == kind))


def expire(session: Session, at: datetime | None = None) -> int:
    """Drop what nobody came back to; how many."""
    old = list(session.scalars(select(Draft).where(Draft.updated_at < (at or now()) - KEPT)))
    for draft in old:
        session.delete(draft)
    return len(old)
