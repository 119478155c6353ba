"""`./thuso breach-report`: whom a breach concerned, for the notice that the law asks for."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from registry import csv_safe
from registry.services import breach as found_by
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell

HEADER = ["contact", "tables", "rows", "first_at", "last_at"]


def breach_report(arguments: argparse.Namespace) -> int:
    """Write the CSV to standard output and the count to standard error; the exit status."""
    try:
        since = _time(arguments.since) if arguments.since else None
        until = _time(arguments.until) if arguments.until else datetime.now(UTC)
        settings = settings_for(arguments.data)
        database = open_database(settings)
        with database.read() as session:
            people = found_by.concerned(session, since, until, arguments.table or ())
            ids = [each.contact_id for each in people]
            numbers = found_by.numbers(session, settings.vault(), ids) if arguments.numbers else {}
    except (BadSettings, ValueError, KeyError) as error:
        tell(f"thuso: {error}")
        return 1
    header = [*HEADER, "numbers"] if arguments.numbers else HEADER
    rows = [_row(each, numbers if arguments.numbers else None) for each in people]
    sys.stdout.writelines(csv_safe.lines([header, *rows]))
    tell(f"{len(people)} people were concerned.")
    return 0


def _row(one: found_by.Concerned, numbers: dict[str, list[str]] | None) -> list[object]:
    tables = " ".join(sorted(one.rows))
    row: list[object] = [one.contact_id, tables, sum(one.rows.values()), _shown(one.first_at), _shown(one.last_at)]
    return row if numbers is None else [*row, " ".join(numbers.get(one.contact_id, []))]


def _shown(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no time: write 2026-11-22 or 2026-11-22T14:00 (UTC)") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
