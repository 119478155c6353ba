"""A PostgreSQL of the benchmark's own, as it comes: with fsync, on a socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from registry.database import make_engine


class PostgresqlMissing(Exception):
    """It is not installed."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise PostgresqlMissing("PostgreSQL is not installed: apt-get install postgresql")
    programs = found[-1].parent
    directory = Path(tempfile.mkdtemp(prefix="thuso-pg-"))
    directory.chmod(0o777)
    cluster, whom = directory / "cluster", _as_whom()
    make = [*whom, str(programs / "initdb"), "-D", str(cluster), "-U", "thuso", "-A", "trust", "-E", "UTF8"]
    subprocess.run(make, check=True, capture_output=True, cwd=directory)
    serve = [str(programs / "postgres"), "-D", str(cluster), "-k", str(directory), "-c", "listen_addresses="]
    process = subprocess.Popen([*whom, *serve], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=directory)
    url = f"postgresql://thuso@/postgres?host={quote(str(directory))}"
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(directory, ignore_errors=True)


def _as_whom() -> list[str]:
    if os.geteuid() != 0:
        return []
    names = {each.pw_name for each in pwd.getpwall()}
    return ["setpriv", "--reuid", "postgres" if "postgres" in names else "nobody", "--clear-groups"]


def _wait(url: str) -> None:
    engine = make_engine(url)
    for _ in range(200):
        try:
            with engine.connect():
                break
        except Exception:
            time.sleep(0.1)
    engine.dispose()
