"""`./thuso applications import FILE` and `pull`: the Ministry's data on applications and claims."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from registry.services.applications import import_csv, import_rows
from registry.services.feed import Feed, FeedError
from service.settings import BadSettings, Settings
from service.storage import open_database, settings_for
from service.up import tell


def applications(arguments: argparse.Namespace) -> int:
    """Import a CSV file, or fetch what changed from the Ministry's system; 1 when a line was refused."""
    try:
        settings = settings_for(arguments.data)
        return _pull(settings, arguments.since) if arguments.what == "pull" else _import(settings, arguments.file)
    except (BadSettings, FeedError) as error:
        tell(f"thuso: {error}")
        return 1


def _import(settings: Settings, file: str | None) -> int:
    if file is None:
        raise BadSettings("name the file: ./thuso applications import FILE.csv")
    try:
        lines = Path(file).read_text("utf-8-sig").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from None
    with open_database(settings).write() as session:
        imported = import_csv(session, settings.vault(), lines)
    return _told(imported.taken, [(f"{file}:{line}", wrong) for line, wrong in imported.refused])


def _pull(settings: Settings, since: str | None) -> int:
    if not settings.applications_url:
        raise BadSettings("APPLICATIONS_URL is empty: docs/applications.md says what stands behind it")
    try:
        day = dt.date.fromisoformat(since) if since else None
    except ValueError:
        raise BadSettings(f"{since!r} is no day: write it as 2026-11-22") from None
    database, vault = open_database(settings), settings.vault()
    taken, refused = 0, []
    for number, page in enumerate(
        Feed(settings.applications_url, settings.applications_token.get_secret_value()).pages(day), 1
    ):
        # A page at a time: what came before a broken page is kept, and the next pull begins again.
        with database.write() as session:
            imported = import_rows(session, vault, enumerate(page.rows, 1))
        taken += imported.taken
        refused += [(f"page {number}, row {row}", wrong) for row, wrong in imported.refused]
    return _told(taken, refused)


def _told(taken: int, refused: list[tuple[str, str]]) -> int:
    for where, wrong in refused:
        print(f"{where}: {wrong}")
    tell(f"{taken} taken, {len(refused)} refused.")
    return 1 if refused else 0
