"""`./thuso statistics`: numbers for policy as CSV, and what each of them counts."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from registry import csv_safe
from registry.api.statistics import as_csv
from registry.services import statistics as kept
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


def statistics(arguments: argparse.Namespace) -> int:
    """Release what is over and print all that was released, or one period, or the definitions."""
    if arguments.definitions:
        sys.stdout.writelines(csv_safe.lines([("table", "definition"), *kept.DEFINITIONS.items()]))
        return 0
    try:
        database = open_database(settings_for(arguments.data))
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    with database.write() as session:
        kept.release_due(session)
        rows = kept.released(session, arguments.period)
    if not rows:
        tell("No period is over yet." if arguments.period is None else f"{arguments.period} has not been released.")
        return 1 if arguments.period else 0
    print(as_csv(rows), end="")
    return 0


def add_words(commands: Any) -> None:
    """What can be said to it."""
    one = commands.add_parser("statistics", help="numbers for policy as CSV (docs/statistics.md)")
    one.add_argument("--period", metavar="PERIOD", help="one month or week, as 2026-11 or 2026-W47")
    one.add_argument("--definitions", action="store_true", help="what each table counts")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=statistics)
