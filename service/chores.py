"""Small things done every so often in every service process; the rows say what is left to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from registry.database import Database
from registry.models.base import now
from registry.services import forums, handovers


def handovers_sweep(database: Database) -> Callable[[], Awaitable[int]]:
    """End conversations with officers in which nobody has written for long, free the seats of people who are forgotten.

    Says how much was done.
    """

    def sweep() -> int:
        with database.write() as session:
            return handovers.sweep(session) + forums.recount(session, now().date())

    async def look() -> int:
        return await asyncio.to_thread(sweep)

    return look
