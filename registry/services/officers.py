"""Officers: invited, signed in with a password and a one-time code, locked out when guessed at."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from registry.models.officer import Officer, OfficerBrowser, OfficerSession
from registry.services import browsers
from registry.services.passwords import LONGEST as LONGEST_PASSWORD
from registry.services.passwords import wrong_with
from registry.vault import Vault

Permission = Literal["alarms", "inbox", "people", "cases", "content", "approve", "notices", "statistics", "officers"]
Wrong = Literal["wrong", "locked"]

# What each role may do; an administrator looks after accounts and the log, and may do everything else too.
PERMISSIONS: dict[str, frozenset[Permission]] = {
    "clerk": frozenset({"alarms", "inbox", "people", "statistics"}),
    "case_officer": frozenset({"alarms", "inbox", "people", "cases", "statistics"}),
    "editor": frozenset({"content", "notices", "statistics"}),
    "approver": frozenset({"alarms", "content", "notices", "approve", "statistics"}),
    "administrator": frozenset(
        {"alarms", "inbox", "people", "cases", "content", "approve", "notices", "statistics", "officers"}
    ),
}
ROLES = tuple(PERMISSIONS)
MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)
INVITED = timedelta(days=3)
IDLE, LONGEST_SESSION = timedelta(minutes=45), timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
CODE_SECONDS = 30
NAME = re.compile(r"[a-z][a-z0-9.-]{1,38}")
_hasher = PasswordHasher()
# Verified when no such officer exists, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class Refused(ValueError):
    """One sentence in plain words."""


@dataclass(frozen=True)
class SignedIn:
    """The officer of a session, and what they may do."""

    id: int
    name: str
    role: str
    mission: str | None
    language: str
    timezone: str

    def may(self, permission: Permission) -> bool:
        """Whether their role allows it."""
        return permission in PERMISSIONS[self.role]


@dataclass(frozen=True)
class OpenSession:
    """One of an officer's own sessions. `id` names it on a page and opens nothing."""

    id: str
    begun_at: datetime
    seen_at: datetime
    is_here: bool


def invite(session: Session, name: str, role: str, at: datetime, mission: str | None = None) -> str:
    """A new account, or a new way in for one whose password is lost; the invitation's token, told once."""
    name = invitable(name, role)
    officer = session.scalar(select(Officer).where(Officer.name == name))
    if officer is None:
        officer = Officer(name=name, role=role, mission=mission)
        session.add(officer)
    token = secrets.token_urlsafe(24)
    officer.role, officer.mission = role, mission or officer.mission
    officer.invitation, officer.invited_until = _hash(token), at + INVITED
    officer.disabled_at = None
    session.flush()
    return token


def invitable(name: str, role: str) -> str:
    """The name as it is kept. Raises `Refused`."""
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise Refused("A name has 2 to 39 small letters, digits, dots or hyphens, and begins with a letter.")
    if role not in PERMISSIONS:
        raise Refused(f"A role is one of: {', '.join(ROLES)}.")
    return name


def invited(session: Session, token: str, at: datetime) -> Officer | None:
    """Whose invitation it is, while it lasts."""
    officer = session.scalar(select(Officer).where(Officer.invitation == _hash(token)))
    return officer if officer and officer.invited_until and officer.invited_until > at else None


def new_code_secret() -> str:
    """A secret for a one-time code application."""
    return pyotp.random_base32()


def code_address(name: str, secret: str) -> str:
    """What the application scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Thuso")


OLD_NOT_RIGHT = "The old password or the six digits are not right. Wait for new digits and try again."
NOT_RIGHT = "Your password or the six digits are not right. Wait for new digits and try again."
PASSWORD_NOT_RIGHT = "Your password is not right."  # noqa: S105 - a sentence


def accept(
    session: Session, vault: Vault, token: str, password: str, code_secret: str, code: str, at: datetime
) -> Officer:
    """Set the password and the one-time codes. Raises `Refused`."""
    officer = invited(session, token, at)
    if officer is None:
        raise Refused("This invitation is no longer valid. Ask an administrator for a new one.")
    _check_password(password, officer.name)
    step = _step_of(code_secret, code, at)
    if step is None:
        raise Refused("The six digits are not right. Take the newest ones that your telephone shows.")
    officer.password_hash = _hasher.hash(password)
    officer.code_secret, officer.last_code_at = vault.lock(code_secret), step
    officer.invitation = officer.invited_until = officer.locked_until = None
    officer.failures = 0
    _end_all(session, officer.id, at)
    return officer


def change_password(
    session: Session, vault: Vault, officer_id: int, old: str, new: str, code: str, at: datetime, marks: str = ""
) -> None:
    """The officer's own new password; every session ends. Raises `Refused`, which counts as a failed try to sign in."""
    officer = session.get_one(Officer, officer_id, with_for_update=True)
    _check_password(new, officer.name)
    if _try(session, vault, officer, old, code, at, marks):
        raise Refused(OLD_NOT_RIGHT)
    officer.password_hash = _hasher.hash(new)
    _end_all(session, officer.id, at)


def confirm(
    session: Session, vault: Vault, officer_id: int, password: str, code: str, at: datetime, marks: str = ""
) -> None:
    """It is the officer, again with both factors. Raises `Refused`, which counts as a failed try to sign in."""
    officer = session.get_one(Officer, officer_id, with_for_update=True)
    if _try(session, vault, officer, password, code, at, marks):
        raise Refused(NOT_RIGHT)


def sign_in(
    session: Session, vault: Vault, name: str, password: str, code: str, at: datetime, marks: str = ""
) -> str | Wrong:
    """The token of a new session; `wrong` and `locked` say nothing of which part was wrong.

    `marks` are what the browser keeps, by which it is known (`registry/services/browsers.py`).
    """
    officer = session.scalar(select(Officer).where(Officer.name == name.strip().lower()).with_for_update())
    if officer is None or officer.disabled_at or not officer.password_hash or not officer.code_secret:
        _verifies(_NOBODY, password)
        return "wrong"
    wrong = _try(session, vault, officer, password, code, at, marks)
    if wrong:
        return wrong
    if _hasher.check_needs_rehash(officer.password_hash):
        officer.password_hash = _hasher.hash(password)
    token = secrets.token_urlsafe(32)
    session.add(OfficerSession(token_hash=_hash(token), officer_id=officer.id, begun_at=at, seen_at=at))
    return token


def signed_in(session: Session, token: str, at: datetime) -> SignedIn | None:
    """Whose session it is; None when it has ended, idled too long or lasted a working day."""
    found = session.execute(
        select(OfficerSession, Officer)
        .join(Officer, Officer.id == OfficerSession.officer_id)
        .where(OfficerSession.token_hash == _hash(token))
    ).first()
    if found is None:
        return None
    kept, officer = found
    if kept.ended_at or officer.disabled_at or at - kept.seen_at > IDLE or at - kept.begun_at > LONGEST_SESSION:
        return None
    return _as_signed_in(officer)


def ends_at(session: Session, token: str, at: datetime) -> datetime | None:
    """When a session ends if nothing more is heard of its officer; None when it has ended."""
    if signed_in(session, token, at) is None:
        return None
    kept = session.get_one(OfficerSession, _hash(token))
    return min(kept.seen_at + IDLE, kept.begun_at + LONGEST_SESSION)


def is_seen_due(session: Session, token: str, at: datetime) -> bool:
    """Whether the session's last sign of life is old enough to be written anew."""
    kept = session.get(OfficerSession, _hash(token))
    return kept is not None and at - kept.seen_at > SEEN_EVERY


def seen(session: Session, token: str, at: datetime) -> None:
    """The officer is still there."""
    session.execute(update(OfficerSession).where(OfficerSession.token_hash == _hash(token)).values(seen_at=at))


def sign_out(session: Session, token: str, at: datetime) -> None:
    """End one session."""
    session.execute(update(OfficerSession).where(OfficerSession.token_hash == _hash(token)).values(ended_at=at))


def open_sessions(session: Session, officer_id: int, token: str, at: datetime) -> list[OpenSession]:
    """The officer's sessions that have not ended, the newest first; `token` is the one in hand."""
    found = session.scalars(
        select(OfficerSession)
        .where(
            OfficerSession.officer_id == officer_id,
            OfficerSession.ended_at.is_(None),
            OfficerSession.seen_at >= at - IDLE,
            OfficerSession.begun_at >= at - LONGEST_SESSION,
        )
        .order_by(OfficerSession.begun_at.desc())
    )
    here = _hash(token)
    return [OpenSession(_called(each), each.begun_at, each.seen_at, each.token_hash == here) for each in found]


def end_sessions(
    session: Session, vault: Vault, officer_id: int, chosen: Collection[str], password: str, at: datetime, marks: str
) -> int:
    """End sessions of one's own; how many. Raises `Refused`, which counts as a failed try to sign in."""
    officer = session.get_one(Officer, officer_id, with_for_update=True)
    if _try(session, vault, officer, password, None, at, marks):
        raise Refused(PASSWORD_NOT_RIGHT)
    found = session.scalars(
        select(OfficerSession).where(OfficerSession.officer_id == officer_id, OfficerSession.ended_at.is_(None))
    )
    ended = [each for each in found if _called(each) in chosen]
    for each in ended:
        each.ended_at = at
    return len(ended)


def disable(session: Session, name: str, at: datetime) -> None:
    """Close an account and end its sessions. Raises `Refused` for the last administrator."""
    officer = session.scalar(select(Officer).where(Officer.name == name))
    if officer is None:
        raise Refused("There is no officer of that name.")
    others = select(func.count()).where(
        Officer.role == "administrator", Officer.disabled_at.is_(None), Officer.id != officer.id
    )
    if officer.role == "administrator" and not session.scalar(others):
        raise Refused("This is the last administrator. Invite another one first.")
    officer.disabled_at = at
    _end_all(session, officer.id, at)


def prefer(session: Session, officer_id: int, language: str, timezone: str) -> None:
    """The officer's own language and time zone."""
    officer = session.get_one(Officer, officer_id)
    officer.language, officer.timezone = language, timezone


def known(session: Session, name: str) -> str:
    """The name of an account, else "nobody": people type passwords where a name belongs."""
    found = session.scalar(select(Officer.name).where(Officer.name == name.strip().lower()))
    return found or "nobody"


def listed(session: Session) -> list[Officer]:
    """All accounts by name."""
    return list(session.scalars(select(Officer).order_by(Officer.name)))


def is_empty(session: Session) -> bool:
    """Whether nobody has an account yet."""
    return session.scalar(select(Officer.id).limit(1)) is None


def _try(
    session: Session, vault: Vault, officer: Officer, password: str, code: str | None, at: datetime, marks: str
) -> Wrong | None:
    """One try with the password and, unless it is None, the digits: None when all is right. It counts."""
    tries = browsers.tries(session, vault, officer, marks)
    if tries.locked_until and tries.locked_until > at:
        return "locked"
    step = _step_of(vault.unlock(officer.code_secret), code, at) if code is not None and officer.code_secret else None
    is_fresh = code is None or (step is not None and step > (officer.last_code_at or 0))
    if not _verifies(officer.password_hash or _NOBODY, password) or not is_fresh:
        return _failed(session, tries, at)
    tries.failures, tries.locked_until = 0, None
    officer.last_code_at = step or officer.last_code_at
    if isinstance(tries, OfficerBrowser) and tries in session:
        session.delete(tries)
    return None


def _failed(session: Session, tries: Officer | OfficerBrowser, at: datetime) -> Wrong:
    session.add(tries)
    tries.failures += 1
    if tries.failures % MOST_FAILURES == 0:
        tries.locked_until = at + LOCKED
        return "locked"
    return "wrong"


def _end_all(session: Session, officer_id: int, at: datetime) -> None:
    session.execute(update(OfficerSession).where(OfficerSession.officer_id == officer_id).values(ended_at=at))


def _check_password(password: str, name: str) -> None:
    wrong = wrong_with(password, name)
    if wrong:
        raise Refused(wrong)


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step a code belongs to, now or just before; None when it is wrong."""
    totp, digits = pyotp.TOTP(secret), re.sub(r"\s", "", code)
    now_step = int(at.timestamp()) // CODE_SECONDS
    return next(
        (
            step
            for step in (now_step, now_step - 1)
            if secrets.compare_digest(totp.generate_otp(step).encode(), digits.encode())
        ),
        None,
    )


def _verifies(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password[:LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return False


def _called(kept: OfficerSession) -> str:
    return kept.token_hash[:16]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _as_signed_in(officer: Officer) -> SignedIn:
    return SignedIn(
        officer.id,
        officer.name,
        officer.role,
        officer.mission,
        officer.language,
        officer.timezone,
    )
