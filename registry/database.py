"""One engine for SQLite and for PostgreSQL; sessions that commit at the edge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, StaticPool, create_engine, event
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from registry.durable import WriteAheadLog

BUSY_MS = 15_000
POOL_SECONDS = 10
# A server that has gone without a word is noticed in seconds, not in the two hours that TCP waits by itself.
PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}


def make_engine(url: str) -> Engine:
    """An engine for `url`: `sqlite:///file`, `sqlite://` (in memory, for tests) or `postgresql+psycopg://`."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            pool_size=20,
            max_overflow=20,
            pool_pre_ping=True,
            pool_timeout=POOL_SECONDS,
            connect_args=PATIENCE,
            hide_parameters=True,
        )
    if url in ("sqlite://", "sqlite:///:memory:"):
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = create_engine(
            url, hide_parameters=True, connect_args={"check_same_thread": False}, pool_size=20, max_overflow=20
        )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    # Full: what Twilio was told we have, and what is claimed to be sent, outlives a power cut, not a crash only.
    # `Database` does the same for many at once (registry/durable.py).
    for pragma in (
        "journal_mode=wal",
        "synchronous=full",
        "foreign_keys=on",
        "secure_delete=on",
        f"busy_timeout={BUSY_MS}",
    ):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # A deferred transaction that turns into a writer fails at once instead of waiting its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if not connection.get_execution_options().get("reads") else "BEGIN")


@contextmanager
def alone(session: Session) -> Iterator[None]:
    """What is added in here is written when it ends; should it be there already, only this is undone, and it raises.

    SQLite has one writer at a time: what the transaction has looked for and not found, nobody adds meanwhile, and it
    can do without a savepoint.
    """
    if session.get_bind().dialect.name == "sqlite":
        yield
        session.flush()
        return
    with session.begin_nested():
        yield


def _log_of(engine: Engine) -> WriteAheadLog | None:
    is_file = engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")
    return WriteAheadLog(Path(str(engine.url.database))) if is_file else None


def _leave_the_disk_to_us(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous=normal")


class Database:
    """Sessions over one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writes = sessionmaker(engine, expire_on_commit=False)
        self._reads = sessionmaker(engine.execution_options(reads=True), expire_on_commit=False)
        # SQLite has one writer at a time and lets the others sleep, up to a tenth of a second at once: in one process
        # they wait for each other here and are woken the moment it is their turn.
        self._turn = Lock() if engine.dialect.name == "sqlite" else None
        self._log = _log_of(engine)
        if self._log:
            event.listen(engine, "connect", _leave_the_disk_to_us)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits when its block ends and rolls back when it raises."""
        with self._alone(), self._writes.begin() as session:
            yield session
        if self._log:
            self._log.wait()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_MS / 1000):
            raise PoolTimeout("another writer does not end")
        try:
            yield
        finally:
            self._turn.release()

    def wipe_traces(self) -> None:
        """SQLite: what was deleted leaves the write-ahead log as well. Nothing to do elsewhere."""
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("pragma wal_checkpoint(truncate)")
            finally:
                connection.close()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads."""
        with self._reads() as session:
            yield session
