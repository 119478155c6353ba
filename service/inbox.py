"""`./thuso inbox`: people who asked for a person, for an officer at the terminal."""

from __future__ import annotations

import argparse
from typing import Any

from registry.database import Database
from registry.models import Handover
from registry.services import handovers, reaching
from registry.vault import Vault
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


def inbox(arguments: argparse.Namespace) -> int:
    """List who waits, or take, show, answer, hand back one."""
    try:
        settings = settings_for(arguments.data)
        database, vault = open_database(settings), settings.vault()
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    if arguments.what == "list":
        return _list(database)
    if arguments.number is None or len(arguments.officer) < 2:
        tell(f"thuso: write ./thuso inbox {arguments.what} NUMBER --officer NAME")
        return 1
    try:
        return _do(database, vault, arguments)
    except (handovers.NotYours, handovers.BadReply) as error:
        tell(f"thuso: {error}")
    except reaching.NotReachable as error:
        tell(f"thuso: this person may not be written to now ({error.reason})")
    return 1


def _list(database: Database) -> int:
    with database.read() as session:
        rows = [*handovers.waiting(session), *handovers.taken(session)]
    for row in rows:
        print(_line(row))
    if not rows:
        tell("Nobody waits.")
    return 0


def _line(row: Handover) -> str:
    who = f"with {row.officer}" if row.officer else "waits"
    call = "  asks to be called" if row.wants_call else ""
    when = row.asked_at.strftime("%Y-%m-%d %H:%M UTC")
    return f"{row.id:>5}  {when}  {row.country or '??'}  {row.topic or '-':<22}  {who}{call}"


def _do(database: Database, vault: Vault, arguments: argparse.Namespace) -> int:
    number, officer = arguments.number, arguments.officer
    with database.write() as session:
        if arguments.what == "take":
            if not handovers.take(session, number, officer):
                tell("thuso: somebody else has this conversation, or it has ended")
                return 1
            for line in handovers.conversation(session, vault, number):
                who = "officer" if line.is_officer else "thuso" if line.direction == "out" else "person"
                print(f"{who:>8}: {line.text if line.text is not None else '(not kept)'}")
        elif arguments.what == "reply":
            handovers.reply(session, vault, number, officer, " ".join(arguments.words))
            tell("Queued.")
        else:
            handovers.hand_back(session, number, officer)
            tell("Handed back.")
    return 0


def add_words(commands: Any) -> None:
    """What can be said to it."""
    one = commands.add_parser("inbox", help="people who asked for a person (docs/handover.md)")
    one.add_argument("what", nargs="?", choices=("list", "take", "reply", "back"), default="list")
    one.add_argument("number", nargs="?", type=int, metavar="NUMBER", help="which conversation, as the list has it")
    one.add_argument("words", nargs="*", metavar="WORDS", help="what you answer")
    one.add_argument("--officer", default="", metavar="NAME", help="who you are")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=inbox)
