"""`./thuso applications import FILE`: the Ministry's data on applications and claims, line by line."""

from __future__ import annotations

import argparse
from pathlib import Path

from registry.services.applications import import_csv
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


def applications(arguments: argparse.Namespace) -> int:
    """Import a CSV file; 1 when a line was refused."""
    try:
        lines = Path(arguments.file).read_text("utf-8-sig").splitlines(keepends=True)
        settings = settings_for(arguments.data)
        database = open_database(settings)
    except (OSError, UnicodeDecodeError) as error:
        tell(f"thuso: {arguments.file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}")
        return 1
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    with database.write() as session:
        imported = import_csv(session, settings.vault(), lines)
    for line, wrong in imported.refused:
        print(f"{arguments.file}:{line}: {wrong}")
    tell(f"{imported.taken} taken, {len(imported.refused)} refused.")
    return 1 if imported.refused else 0
