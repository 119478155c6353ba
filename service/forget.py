"""`./thuso forget`: forget somebody who asked at a mission; see whether a receipt's wish has been fulfilled."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from registry.database import Database
from registry.models import Address
from registry.services import erasure
from registry.vault import Vault
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


def forget(arguments: argparse.Namespace) -> int:
    """Take down a wish, or look one up; the exit status. The running service fulfils it within seconds."""
    try:
        settings = settings_for(arguments.data)
        database = open_database(settings)
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    if arguments.receipt:
        return _look_up(database, arguments.receipt)
    return _ask(database, settings.vault(), input("Number, as +266 and the rest: ").strip().replace(" ", ""))


def _look_up(database: Database, receipt: str) -> int:
    with database.read() as session:
        found = erasure.look_up(session, receipt)
    if found is None:
        tell("thuso: there is no receipt of that code")
        return 1
    asked = found.asked_at.strftime("%Y-%m-%d %H:%M UTC")
    done = found.done_at.strftime("%Y-%m-%d %H:%M UTC") if found.done_at else "not yet"
    print(f"asked {asked}  done {done}  rows {sum(found.rows.values())}")
    return 0


def _ask(database: Database, vault: Vault, number: str) -> int:
    with database.write() as session:
        contact_id = session.scalar(select(Address.contact_id).where(Address.blind == vault.blind(number)).limit(1))
        if contact_id is None:
            tell("thuso: we know nobody of that number")
            return 1
        _, receipt = erasure.ask(session, contact_id)
    print(f"Receipt: {receipt}")
    tell("While the service runs it is done within a minute. Give the receipt to the person.")
    return 0
