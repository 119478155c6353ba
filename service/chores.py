"""Small things done every so often in every service process; the rows say what is left to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from registry.database import Database
from registry.services import handovers


def handovers_sweep(database: Database) -> Callable[[], Awaitable[int]]:
    """End the conversations with officers in which nobody has written for long; how many ended."""

    def sweep() -> int:
        with database.write() as session:
            return handovers.sweep(session)

    async def look() -> int:
        return await asyncio.to_thread(sweep)

    return look
