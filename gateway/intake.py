"""Every webhook ends here: in the database, or in the spool, or with `CannotKeep`; within seconds, whatever hangs."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from gateway.heard import Incoming, StatusReport
from gateway.outage import Outage, take_in
from gateway.receive import Receiver, TooLate

log = logging.getLogger(__name__)
T = TypeVar("T")

# Twilio gives a webhook 15 seconds in all: a database that has not answered by then counts as away.
PATIENCE_SECONDS = 5.0
LOOK_SECONDS = 1.0
STOP_SECONDS = 2.0
THREADS = 8


class _Ticket:
    """Who comes first: the thread that commits, or whoever stops waiting for it. Never both."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False

    def take(self) -> bool:
        """Whether the caller is the first."""
        with self._lock:
            first, self._taken = not self._taken, True
            return first


class Intake:
    """Takes webhooks in, past a database that is away, and brings what was spooled in order when it is back."""

    def __init__(self, receiver: Receiver, outage: Outage, wake: Callable[[], None]) -> None:
        self.receiver, self.outage, self._wake = receiver, outage, wake
        self._threads = ThreadPoolExecutor(THREADS, "intake")
        self._spooled = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to bring in what is spooled, in the running event loop."""
        self._spooled.set()
        self._task = asyncio.create_task(self._bring_in())

    async def stop(self) -> None:
        """End; what is spooled stays on the disk for the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.wait([asyncio.ensure_future(self.outage.settle())], timeout=STOP_SECONDS)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def message(self, incoming: Incoming) -> None:
        """A message is kept when this returns. Raises `CannotKeep`."""
        kept = await self._store(lambda may_commit: self.receiver.message(incoming, may_commit))
        if kept:
            self.outage.remember(incoming.sid)
            self._wake()
            return
        await self.outage.keep(incoming)
        self._spooled.set()

    async def status(self, report: StatusReport) -> None:
        """A status report is kept when this returns. Raises `CannotKeep`."""
        if not await self._store(lambda may_commit: self.receiver.status(report, may_commit)):
            await self.outage.keep_status(report)
            self._spooled.set()

    async def _store(self, store: Callable[[Callable[[], bool]], object]) -> bool:
        """Whether the database took it. While anything is spooled, what comes later queues up behind it."""
        if self.outage.held or not self.outage.spool.is_empty:
            return False
        ticket = _Ticket()
        storing = asyncio.get_running_loop().run_in_executor(self._threads, store, ticket.take)
        done, _ = await asyncio.wait([storing], timeout=PATIENCE_SECONDS)
        if not done and ticket.take():
            storing.add_done_callback(_forget)
            log.error("the database does not answer")
            return False
        try:
            await asyncio.wait_for(storing, PATIENCE_SECONDS)
        except (DataError, IntegrityError):
            raise
        except (SQLAlchemyError, TimeoutError, TooLate, OSError) as error:
            log.error("the database is away: %s", type(error).__name__)
            return False
        return True

    async def _bring_in(self) -> None:
        while True:
            await self._spooled.wait()
            try:
                await self.outage.settle()
                if await asyncio.to_thread(self._bring_all):
                    self._spooled.clear()
                    # What came between the last look and now has set nothing: look once more.
                    if self.outage.spool.is_empty and not self.outage.held:
                        self.outage.over()
                        continue
                    self._spooled.set()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.error("the spool: %s", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    def _bring_all(self) -> bool:
        """Take in all that waits, oldest first; whether nothing is left."""
        spool = self.outage.spool
        for sid, data in list(self.outage.held.items()):
            spool.put("message", data, sid=sid)
            self.outage.held.pop(sid, None)
        with spool.taking() as is_ours:
            if not is_ours:
                return False
            for path in spool.paths():
                try:
                    take_in(self.receiver, spool.read(path))
                except (DataError, IntegrityError, ValueError, KeyError, TypeError) as error:
                    # It would hold up all that came after it; a person has to look at it.
                    log.error("a spooled webhook is put aside: %s", type(error).__name__)
                    spool.refuse(path)
                except (SQLAlchemyError, OSError):
                    return False
                else:
                    spool.remove(path)
                    self._wake_up()
        return spool.is_empty

    def _wake_up(self) -> None:
        if self._task is not None:
            self._task.get_loop().call_soon_threadsafe(self._wake)


def _forget(storing: asyncio.Future[object]) -> None:
    # It ends with `TooLate`, or with whatever was the matter with the database.
    if not storing.cancelled():
        storing.exception()
