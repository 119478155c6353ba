"""Run inside Rasa's environment: `python -m tests.many.locks PORT` takes turns of one person on a real Redis.

Two lock stores, as of two servers: while one holds a person's lock the other waits. Prints the order as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys

from bot import light

light.install()

from rasa.core.lock_store import RedisLockStore  # noqa: E402


async def main(port: int) -> list[str]:
    """What happened, in order."""
    stores = [RedisLockStore(host="127.0.0.1", port=port, key_prefix="thuso") for _ in range(2)]
    told: list[str] = []

    async def turn(number: int, delay: float) -> None:
        await asyncio.sleep(delay)
        async with stores[number].lock("somebody", wait_time_in_seconds=0.05):
            told.append(f"{number} begins")
            await asyncio.sleep(0.4)
            told.append(f"{number} ends")

    await asyncio.gather(turn(0, 0.0), turn(1, 0.1))
    return told


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(int(sys.argv[1])))))
