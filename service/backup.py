"""`./thuso backup DIR` and `./thuso restore DIR`: the registry's database and the engine's, while everything runs.

The keys that unlock them are never inside: whoever finds a backup finds ciphertext. They are kept elsewhere
(docs/operations.md), and a restore says at once when they are not the ones that the backup needs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text

from gateway.engine import system_url
from registry.database import Database, make_engine
from registry.services.keys import key_ids
from service import running
from service.processes import is_taken
from service.settings import BadSettings, Settings
from service.storage import settings_for
from service.up import tell

MANIFEST = "manifest.json"
FORMAT = 1


class NoBackup(Exception):
    """One line: what is wrong, and what to do."""


def backup(arguments: argparse.Namespace) -> int:
    """`./thuso backup DIR`."""
    try:
        settings = settings_for(arguments.data)
        made = make_backup(settings, Path(arguments.directory))
    except (NoBackup, BadSettings) as error:
        tell(f"thuso: {error}")
        return 1
    tell(f"Backed up to {made}.")
    tell(
        "The keys are NOT in it. Without secret.key and pepper.key (or THUSO_SECRET_KEY and THUSO_PEPPER) it cannot be"
    )
    tell("read: keep a copy of them in another place, under lock.")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """`./thuso restore DIR`."""
    try:
        settings = settings_for(arguments.data)
        restore_backup(settings, Path(arguments.directory))
    except (NoBackup, BadSettings) as error:
        tell(f"thuso: {error}")
        return 1
    tell("Restored. Start the service: ./thuso up")
    return 0


def make_backup(settings: Settings, directory: Path) -> Path:
    """Write a backup into a new directory; its path. Raises `NoBackup`."""
    directory = directory.resolve()
    try:
        directory.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise NoBackup(f"{directory} is there already: name a new directory") from None
    except OSError as error:
        raise NoBackup(f"{directory}: {error.strerror}") from None
    files = {}
    for name, url in _databases(settings).items():
        kept = directory / f"{name}.{'db' if _is_sqlite(url) else 'dump'}"
        if _is_sqlite(url) and not _sqlite_file(url).exists():
            if name == "registry":
                raise NoBackup(f"there is no database at {_sqlite_file(url)}: nothing to back up")
            continue
        (_copy_sqlite if _is_sqlite(url) else _dump_postgresql)(url, kept)
        kept.chmod(0o600)
        _sync(kept)
        files[name] = {"file": kept.name, "sha256": _digest(kept), "bytes": kept.stat().st_size}
    manifest = {
        "format": FORMAT,
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "revision": _revision(settings.database),
        "keys": _needed_keys(settings),
        "pepper": _pepper(settings),
        "databases": files,
    }
    path = directory / MANIFEST
    path.write_text(json.dumps(manifest, indent=2) + "\n")
    path.chmod(0o600)
    return directory


def restore_backup(settings: Settings, directory: Path) -> None:
    """Put a backup in the place of the databases; what was there is kept beside it. Raises `NoBackup`."""
    manifest = _checked(directory)
    if running.find(settings.thuso_data) or is_taken(settings.thuso_host, settings.thuso_port):
        raise NoBackup("the service is running: stop it first")
    missing = set(manifest["keys"]) - set(settings.vault().key_ids())
    if missing:
        raise NoBackup(
            f"the backup needs keys that are not here ({', '.join(sorted(missing))}): "
            "put secret.key and pepper.key in the data directory, or set THUSO_SECRET_KEY and THUSO_PEPPER"
        )
    if manifest["pepper"] != _pepper(settings):
        raise NoBackup("the backup belongs to another pepper: with this one nobody would be found by their number")
    for name, url in _databases(settings).items():
        entry = manifest["databases"].get(name)
        if entry is None:
            continue
        kept = directory / entry["file"]
        if _is_sqlite(url) != (kept.suffix == ".db"):
            kind = "SQLite" if kept.suffix == ".db" else "PostgreSQL"
            raise NoBackup(f"the backup is of {kind}: set DATABASE_URL to a database of that kind")
        (_place_sqlite if _is_sqlite(url) else _load_postgresql)(url, kept)


def _databases(settings: Settings) -> dict[str, str]:
    """By name; on PostgreSQL the engine's tables are in the registry's database."""
    engine = system_url(settings.database, settings.thuso_data)
    return {"registry": settings.database, **({"engine": engine} if engine != settings.database else {})}


def _checked(directory: Path) -> dict[str, Any]:
    try:
        manifest = dict(json.loads((directory / MANIFEST).read_text()))
    except (OSError, ValueError):
        raise NoBackup(f"{directory} holds no backup (no readable {MANIFEST})") from None
    if manifest.get("format") != FORMAT:
        raise NoBackup("the backup is from a newer version: update the program first")
    for entry in manifest["databases"].values():
        path = directory / entry["file"]
        if not path.exists() or _digest(path) != entry["sha256"]:
            raise NoBackup(f"{path.name} is damaged or missing: take another backup")
    return manifest


def _needed_keys(settings: Settings) -> list[str]:
    """The ids of the keys that rows are locked with: ids, not keys."""
    database = Database(make_engine(settings.database))
    try:
        return sorted(key_ids(database))
    finally:
        database.engine.dispose()


def _pepper(settings: Settings) -> str:
    """Eight digits that say whether a pepper is the same one, and nothing of what it is."""
    return settings.vault().blind("thuso backup")[:8]


def _revision(url: str) -> str:
    database = Database(make_engine(url))
    try:
        with database.read() as session:
            return str(session.execute(text("select version_num from alembic_version")).scalar_one())
    finally:
        database.engine.dispose()


def _is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def _sqlite_file(url: str) -> Path:
    return Path(make_url(url).database or "")


def _copy_sqlite(url: str, to: Path) -> None:
    # SQLite's own online backup: a whole and consistent copy while others read and write.
    source, copy = sqlite3.connect(_sqlite_file(url)), sqlite3.connect(to)
    try:
        source.backup(copy, pages=1000, sleep=0.01)
        found = copy.execute("pragma integrity_check").fetchone()[0]
    finally:
        source.close()
        copy.close()
    if found != "ok":
        raise NoBackup(f"the copy of {_sqlite_file(url).name} is not whole: {found}")


def _place_sqlite(url: str, kept: Path) -> None:
    target = _sqlite_file(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    for each in (target, target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
        if each.exists():
            each.replace(each.with_name(f"{each.name}.before-{stamp}"))
    part = target.with_name(target.name + ".part")
    shutil.copyfile(kept, part)
    part.chmod(0o600)
    _sync(part)
    part.replace(target)


def _dump_postgresql(url: str, to: Path) -> None:
    _postgresql("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def _load_postgresql(url: str, kept: Path) -> None:
    # One transaction: the old state or the new one, nothing between.
    _postgresql(
        "pg_restore", url, "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", str(kept),
        connect=True,
    )  # fmt: skip


def _postgresql(program: str, url: str, *arguments: str, connect: bool = False) -> None:
    parsed = make_url(url)
    environment = {**os.environ, **({"PGPASSWORD": str(parsed.password)} if parsed.password else {})}
    host = parsed.query.get("host") or parsed.host
    where = [f"--dbname={parsed.database}"] if connect else [str(parsed.database)]
    options = [
        *([f"--host={host}"] if host else []),
        *([f"--port={parsed.port}"] if parsed.port else []),
        *([f"--username={parsed.username}"] if parsed.username else []),
        "--no-password",
    ]
    try:
        command = [_program(program), *options, *arguments, *where]
        subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    except FileNotFoundError:
        raise NoBackup(f"{program} is not installed: apt-get install postgresql-client") from None
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stderr.splitlines() if line.strip()]
        raise NoBackup(f"{program}: {lines[0] if lines else 'failed'}") from None


def _program(name: str) -> str:
    # The newest that is installed: an older pg_dump refuses a newer server.
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
