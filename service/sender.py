"""A process that only sends: notices to many, whatever else waits at the door, and what a crash left open.

The service does all this itself. More of these beside it, on its machine or on others, carry more on PostgreSQL:
`python -m service.sender`, with the settings of the service and a `THUSO_NODE` of its own.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable

import uvloop

from gateway.door import Door
from registry.database import Database, make_engine
from registry.services import deliveries
from service import logs
from service.sending import bounded_twilio, engine_of_broadcasts
from service.settings import Settings, read_settings

log = logging.getLogger(__name__)

QUIET = ("aiohttp", "alembic", "dbos")
SWEEP_SECONDS, IDLE_SECONDS = 10.0, 0.5


async def send(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    database = Database(make_engine(settings.database))
    provider = bounded_twilio(settings, database)
    door = Door(database, settings.vault(), provider)
    door.owner = settings.node
    engine = engine_of_broadcasts(settings, database, door)
    await asyncio.to_thread(_take_up, database, settings.node)
    engine.start()
    loops = [
        asyncio.create_task(_loop(door.send_due, IDLE_SECONDS)),
        asyncio.create_task(_loop(door.reconcile, SWEEP_SECONDS)),
    ]
    await stop.wait()
    for loop in loops:
        loop.cancel()
    await engine.stop()
    await door.finish(2.0)
    await provider.close()
    database.engine.dispose()


def _take_up(database: Database, node: str) -> None:
    with database.write() as session:
        deliveries.left_by(session, node)


async def _loop(work: Callable[[], Awaitable[int]], idle: float) -> None:
    while True:
        try:
            if await work():
                continue
        except Exception as error:
            log.error("sender: %s", type(error).__name__)
        await asyncio.sleep(idle)


def main() -> None:
    """Send until stopped."""
    logs.begin()
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    uvloop.run(send(read_settings()))


if __name__ == "__main__":
    main()
