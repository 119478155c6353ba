"""`./thuso recruiters import FILE`: the Ministry of Labour's list of licensed agencies (docs/recruiters.md)."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from registry.services.recruiters import import_csv
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


def recruiters(arguments: argparse.Namespace) -> int:
    """Replace the list; 1, and nothing changed, when a line is wrong."""
    try:
        listed_on = dt.date.fromisoformat(arguments.listed_on)
        lines = Path(arguments.file).read_text("utf-8-sig").splitlines(keepends=True)
        database = open_database(settings_for(arguments.data))
    except ValueError:
        tell(
            f"thuso: {arguments.listed_on!r} is no date, or {arguments.file} is not UTF-8: write the day as 2026-11-22"
        )
        return 1
    except OSError as error:
        tell(f"thuso: {arguments.file} cannot be read: {error.strerror}")
        return 1
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    with database.write() as session:
        imported = import_csv(session, lines, listed_on)
    for line, wrong in imported.refused:
        print(f"{arguments.file}:{line}: {wrong}")
    tell("Nothing was changed." if imported.refused else f"{imported.taken} agencies taken.")
    return 1 if imported.refused else 0


def add_words(commands: Any) -> None:
    """What can be said to it."""
    one = commands.add_parser("recruiters", help="import the list of licensed agencies (docs/recruiters.md)")
    one.add_argument("what", choices=("import",))
    one.add_argument("file", help="a CSV file with the columns name, licence, standing, valid_until")
    one.add_argument("--listed-on", required=True, metavar="DATE", help="the day of the list, as 2026-11-22")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=recruiters)
