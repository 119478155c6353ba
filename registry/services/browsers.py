"""Browsers that an officer has signed in from before.

Such a browser keeps a mark with our seal. The mark opens nothing; it only has five tries of its own, so that strangers
who guess, and so close the account to unknown browsers, do not keep its officer out of a known one (what OWASP calls
device cookies). One browser may be known for several officers. The marks name nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from registry.models.officer import Officer, OfficerBrowser
from registry.vault import Vault

KEPT = timedelta(days=180)
# Officers who share one browser; the one who has not signed in for longest is forgotten.
MOST = 6
LONGEST_MARKS = 1000


def tries(session: Session, vault: Vault, officer: Officer, marks: str) -> Officer | OfficerBrowser:
    """Where the wrong tries of a browser are counted: for itself when it is known, with all others when it is not."""
    own = _own(vault, officer.id, _read(marks))
    if not own:
        return officer
    number = hashlib.sha256(own.encode()).hexdigest()
    return session.get(OfficerBrowser, number) or OfficerBrowser(id=number, officer_id=officer.id, failures=0)


def remembered(vault: Vault, officer_id: int, marks: str) -> str:
    """What the browser is to keep from now on."""
    kept = _read(marks)
    nonce = secrets.token_urlsafe(16)
    own = _own(vault, officer_id, kept) or f"{nonce}.{_seal(vault, officer_id, nonce)}"
    return "~".join([*(mark for mark in kept if mark != own), own][-MOST:])


def _read(marks: str) -> list[str]:
    return [mark for mark in marks.split("~") if mark] if len(marks) <= LONGEST_MARKS else []


def _own(vault: Vault, officer_id: int, marks: list[str]) -> str:
    return next((mark for mark in marks if _is_ours(vault, officer_id, mark)), "")


def _is_ours(vault: Vault, officer_id: int, mark: str) -> bool:
    nonce, _, seal = mark.partition(".")
    return hmac.compare_digest(seal.encode(), _seal(vault, officer_id, nonce).encode())


def _seal(vault: Vault, officer_id: int, nonce: str) -> str:
    return hmac.new(vault.key_for("known browsers"), f"{officer_id}:{nonce}".encode(), hashlib.sha256).hexdigest()
