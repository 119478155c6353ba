"""A real PostgreSQL of the tests' own: made in a temporary directory, on a socket only, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text

from registry.database import Database, make_engine


def programs() -> Path | None:
    """Where initdb and postgres are; they are not on PATH on Debian."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def as_whom() -> list[str]:
    """PostgreSQL refuses to run as root: run it as a user without rights then."""
    if os.geteuid() != 0:
        return []
    names = {each.pw_name for each in pwd.getpwall()}
    return ["setpriv", "--reuid", "postgres" if "postgres" in names else "nobody", "--clear-groups"]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a server without the database's name."""
    found = programs()
    if found is None:
        message = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("THUSO_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    directory = Path(tempfile.mkdtemp(prefix="thuso-pg-"))
    directory.chmod(0o777)
    cluster, whom = directory / "cluster", as_whom()
    make = [*whom, str(found / "initdb"), "-D", str(cluster), "-U", "thuso", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(make, check=True, capture_output=True, cwd=directory)
    process = subprocess.Popen(
        [*whom, str(found / "postgres"), "-D", str(cluster), "-k", str(directory), "-c", "listen_addresses=", "-F"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=directory,
    )
    url = f"postgresql://thuso@/postgres?host={quote(str(directory))}"
    _wait(url)
    yield url
    process.terminate()
    process.wait(30)
    shutil.rmtree(directory, ignore_errors=True)


def _wait(url: str) -> None:
    import time

    engine = make_engine(url)
    for _ in range(100):
        try:
            with engine.connect():
                break
        except Exception:
            time.sleep(0.1)
    engine.dispose()


@pytest.fixture
def postgresql(server: str) -> Iterator[Database]:
    """An empty database."""
    admin = make_engine(server)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("drop database if exists thuso with (force)"))
        connection.execute(text("create database thuso"))
    admin.dispose()
    engine = make_engine(server.replace("/postgres?", "/thuso?"))
    yield Database(engine)
    engine.dispose()
