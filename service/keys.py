"""`./thuso keys`: which keys lock the data, and a new one for all of it while the service runs."""

from __future__ import annotations

import argparse
import os
import secrets
import time
from pathlib import Path

from registry.database import Database
from registry.services.keys import key_ids, left, relock
from registry.vault import REREAD_SECONDS
from service import running
from service.settings import BadSettings, Settings
from service.storage import open_database, settings_for
from service.up import tell


def keys(arguments: argparse.Namespace) -> int:
    """List the keys, or rotate them; the exit status."""
    try:
        settings = settings_for(arguments.data)
        database = open_database(settings)
        return _list(settings, database) if arguments.what == "list" else _rotate(settings, database)
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1


def _list(settings: Settings, database: Database) -> int:
    current, counted = settings.vault().current, key_ids(database)
    for key_id in sorted({current, *counted}, key=lambda each: each != current):
        print(f"{key_id}  {counted.get(key_id, 0):>9} values{'  locks now' if key_id == current else ''}")
    return 0


def _rotate(settings: Settings, database: Database) -> int:
    """New key first, every row, then the old ones go. Broken off, it goes on where it was when it is run again."""
    is_ours = not settings.thuso_secret_key.get_secret_value()
    pepper = settings.pepper()
    vault = settings.vault()
    if is_ours and len(settings.secret_keys()) == 1:
        # With two keys in the file, an earlier rotation was broken off: that one is brought to its end.
        _write(settings.secret_file, [secrets.token_urlsafe(32), *settings.secret_keys()])
        _let_processes_follow(settings)
        vault = settings.vault()
    elif not is_ours and len(settings.secret_keys()) == 1:
        raise BadSettings(_by_hand())
    done = 0
    for batch in relock(database, vault):
        done += batch.relocked
        tell(f"{batch.table}.{batch.column}: {done} values so far")
    if any((settings.thuso_data / "spool").glob("**/*.spooled")):
        raise BadSettings("messages wait in spool/, locked by the older key: let the service take them in, then again")
    remaining = left(database, vault)
    if remaining:
        raise BadSettings(f"{remaining} values are locked by an older key still: run `./thuso keys rotate` again")
    if is_ours:
        _write(settings.secret_file, settings.secret_keys()[:1])
    tell(f"{done} values are locked by the key {vault.current} now.")
    tell("The old key is gone from secret.key." if is_ours else "Now take the old key out of THUSO_SECRET_KEY.")
    tell("Backups made before this still need it: keep or destroy them together.")
    return 0 if settings.pepper() == pepper else 1


def _by_hand() -> str:
    return (
        "THUSO_SECRET_KEY is set: put a new secret and a comma before the old one, restart every machine, "
        "then run `./thuso keys rotate`"
    )


def _let_processes_follow(settings: Settings) -> None:
    if running.find(settings.thuso_data) is not None:
        tell("The service learns the new key ...")
        time.sleep(3 * REREAD_SECONDS)


def _write(path: Path, lines: list[str]) -> None:
    """All of the file at once: whoever reads it in the same instant sees the old or the new one, never half."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
