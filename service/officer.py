"""`./thuso officer`: the first account of the console, and what an administrator may need without it."""

from __future__ import annotations

import argparse

from registry.database import Database
from registry.models.base import now
from registry.services import officers
from registry.services.audit import Ledger
from registry.services.officers import ROLES, Refused
from service.settings import BadSettings, Settings
from service.storage import open_database, settings_for
from service.up import tell

__all__ = ["ROLES", "officer"]
OPERATOR = "operator"


def officer(arguments: argparse.Namespace) -> int:
    """Do what was asked; the exit status."""
    try:
        settings = settings_for(arguments.data)
        database = open_database(settings)
        ledger = Ledger(settings.vault().key_for("audit log"))
        return {"add": _add, "list": _list, "close": _close, "log": _log}[arguments.what](
            arguments, settings, database, ledger
        )
    except (BadSettings, Refused) as error:
        tell(f"thuso: {error}")
        return 1


def _add(arguments: argparse.Namespace, settings: Settings, database: Database, ledger: Ledger) -> int:
    with database.write() as session:
        token = officers.invite(session, arguments.name, arguments.role, now(), arguments.mission or None)
        ledger.note(session, OPERATOR, "officer invited", arguments.name.strip().lower(), role=arguments.role)
    tell("Open this address within three days to choose a password; it works once:")
    print(f"{settings.public}/console/invitation/{token}")
    return 0


def _list(_: argparse.Namespace, settings: Settings, database: Database, ledger: Ledger) -> int:
    with database.read() as session:
        found = officers.listed(session)
    for each in found:
        state = "closed" if each.disabled_at else "invited" if each.invitation else "open"
        print(f"{each.name:<24}  {each.role:<14}  {each.mission or '-':<20}  {state}")
    if not found:
        tell("Nobody has an account yet: ./thuso officer add NAME")
    return 0


def _close(arguments: argparse.Namespace, settings: Settings, database: Database, ledger: Ledger) -> int:
    with database.write() as session:
        officers.disable(session, arguments.name, now())
        ledger.note(session, OPERATOR, "officer closed", arguments.name)
    tell(f"{arguments.name} is closed and signed out everywhere.")
    return 0


def _log(_: argparse.Namespace, settings: Settings, database: Database, ledger: Ledger) -> int:
    """Check the whole chain."""
    with database.read() as session:
        broken_at = ledger.broken_at(session)
    if broken_at is not None:
        tell(f"thuso: the log was changed outside the console: entry {broken_at} does not fit the one before it")
        return 1
    tell("The log is whole.")
    return 0
