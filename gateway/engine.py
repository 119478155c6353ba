"""The engine of broadcasts: DBOS drives, the rows decide (docs/decisions/0010-engine.md).

One durable workflow a broadcast: wait for its time, freeze the audience, release batches until nobody waits, end it. A
workflow's input is two numbers. Whatever it is told by its own history, each step looks at the rows again; a step that
runs twice finds its work done. So a crash, a restart or another node taking over can repeat steps, never messages.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from gateway.notices import NoticeDoor
from registry.database import Database
from registry.services.broadcasts import driving, freezing, releasing
from registry.services.terms import Terms

if TYPE_CHECKING:
    from dbos import DBOS

log = logging.getLogger(__name__)

NAME = "thuso"
# Raised when the steps of a workflow change their order: an old workflow is then begun again from the rows.
VERSION = "broadcasts-1"
LOOK_SECONDS = 0.5
# A step lasts for about so long, and looks at the door so often while it is full.
STEP_SECONDS, FULL_WAIT = 5.0, 0.05
# Between two looks: while the last messages meet their end, and while everybody left is asleep. Well below the time
# after which a broadcast that nobody drives is taken over (driving.TAKEN_OVER_AFTER).
ENDING_WAIT, LONGEST_WAIT = 1.0, 20.0
UNFINISHED = ("PENDING", "ENQUEUED")
IDLE_SECONDS = 0.5

_one_at_a_time = threading.Lock()
_running: Engine | None = None


@dataclass
class Engine:
    """Drives broadcasts in this process. DBOS is loaded and started only when there is one to drive."""

    database: Database
    terms: Terms
    notices: NoticeDoor
    system_url: str
    node: str
    # What this node left when it died is taken up before it claims anything new.
    is_ready: Callable[[], bool] = field(default=lambda: True)
    stopping: threading.Event = field(default_factory=threading.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _dbos: type[DBOS] | None = None
    _driven: dict[int, int] = field(default_factory=dict)

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._look())]

    async def stop(self, seconds: float = 2.0) -> None:
        """End. What was driven here is driven on by whoever looks next."""
        self.stopping.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.notices.finish(seconds)
        await asyncio.to_thread(self._hand_over)
        await asyncio.to_thread(self._destroy)

    @property
    def is_running(self) -> bool:
        """Whether both loops are alive."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    async def _send(self) -> None:
        while True:
            try:
                if self.is_ready() and await self.notices.send_due():
                    continue
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.error("notices: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
            await asyncio.sleep(IDLE_SECONDS)

    async def _look(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.look)
            except Exception as error:
                log.error("engine: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Start what has to be driven and is not: new broadcasts, and those whose node is gone."""
        with self.database.read() as session:
            if not driving.something_to_drive(session):
                return
        dbos = self._launch()
        if dbos is None:
            return
        with self.database.write() as session:
            undriven = driving.take_undriven(session)
        for broadcast_id, run in undriven:
            self._drive(dbos, broadcast_id, run)

    def _drive(self, dbos: type[DBOS], broadcast_id: int, run: int) -> None:
        from dbos import SetWorkflowID

        from gateway.workflows import drive

        name = name_of(broadcast_id, run)
        status = dbos.get_workflow_status(name)
        if status is None:
            with SetWorkflowID(name):
                dbos.start_workflow(drive, broadcast_id, run)
        elif status.status in UNFINISHED and status.app_version == VERSION:
            log.warning("broadcast=%d is taken over from %s", broadcast_id, status.executor_id)
            dbos.resume_workflows([name])
        else:
            # Its workflow has ended, or is of another version, and the broadcast has not: it is driven once more.
            with self.database.write() as session:
                driving.begin_again(session, broadcast_id, run)

    def _hand_over(self) -> None:
        for broadcast_id, run in list(self._driven.items()):
            try:
                with self.database.write() as session:
                    driving.begin_again(session, broadcast_id, run)
            except Exception as error:
                # Then it is taken over after a minute.
                log.warning("broadcast=%d is not handed over: %s", broadcast_id, type(error).__name__)

    # What the workflow's steps do.

    def begin(self, broadcast_id: int, run: int) -> bool:
        """Wait for its time; False when it is not to be driven, or not by us."""
        while not self.stopping.is_set():
            with self.database.write() as session:
                left = driving.seconds_until_start(session, broadcast_id, run)
            if left is None:
                return False
            if left <= 0:
                self._driven[broadcast_id] = run
                return True
            self.stopping.wait(min(left, LONGEST_WAIT))
        return False

    def freeze(self, broadcast_id: int) -> None:
        """Write down who is to have it."""
        began = time.monotonic()
        with self.database.write() as session:
            if not freezing.freeze(session, broadcast_id, self.terms):
                return
        log.info("broadcast=%d frozen in %.1f s", broadcast_id, time.monotonic() - began)
        self.notices.due.set()

    def release(self, broadcast_id: int, run: int) -> bool:
        """Release batches for a while, and wait when there is nothing to release; False when nothing is left to do.

        It waits here and not by `DBOS.sleep`, which nothing wakes when the process is to end.
        """
        self._driven[broadcast_id] = run
        until = time.monotonic() + STEP_SECONDS
        while time.monotonic() < until and not self.stopping.is_set():
            with self.database.write() as session:
                came = releasing.release(session, broadcast_id, self.terms, run)
            if not came.runs or came.is_over:
                self._driven.pop(broadcast_id, None)
                return False
            if came.is_full:
                self.stopping.wait(FULL_WAIT)
            elif not came.released:
                self.stopping.wait(ENDING_WAIT if self.is_busy(broadcast_id) else LONGEST_WAIT)
        return not self.stopping.is_set()

    def is_busy(self, broadcast_id: int) -> bool:
        """Whether some of its messages are under way: its end may be near."""
        with self.database.read() as session:
            return releasing.is_under_way(session, broadcast_id)

    # DBOS, once a process.

    def _launch(self) -> type[DBOS] | None:
        global _running
        with _one_at_a_time:
            if self.stopping.is_set():
                return None
            if _running is self:
                return self._dbos
            if _running is not None:
                # Two services in one process, as in tests: DBOS is one a process, so the first one drives.
                return None
            from dbos import DBOS

            import gateway.workflows  # noqa: F401

            for name in ("dbos", "dbos._logger"):
                logging.getLogger(name).setLevel(logging.ERROR)
            prepare_sqlite(self.system_url)
            DBOS(
                config={
                    "name": NAME,
                    "system_database_url": self.system_url,
                    "application_version": VERSION,
                    "executor_id": self.node,
                    "log_level": "ERROR",
                    "enable_otlp": False,
                    "use_listen_notify": False,
                    "max_executor_threads": 16,
                    "scheduler_polling_interval_sec": 300.0,
                    "notification_listener_polling_interval_sec": 5.0,
                }
            )
            _running, self._dbos = self, DBOS
            DBOS.launch()
            return DBOS

    def _destroy(self) -> None:
        global _running
        with _one_at_a_time:
            if _running is self and self._dbos is not None:
                self._dbos.destroy()
                _running, self._dbos = None, None


def name_of(broadcast_id: int, run: int) -> str:
    """The workflow's id: ids only, and the same on every node."""
    return f"broadcast-{broadcast_id}-{run}"


def current() -> Engine | None:
    """The engine of this process, until it has been stopped."""
    return _running


def system_url(database_url: str, data: Path) -> str:
    """Where DBOS keeps its own tables: a file beside ours, or a schema of its own in our PostgreSQL."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{data / 'engine.db'}"
    return database_url


def prepare_sqlite(url: str) -> None:
    """Write-ahead logging for DBOS's file: it does not choose it itself."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(parsed.database) as connection:
            connection.execute("pragma journal_mode=wal")
        connection.close()
