"""`./thuso bench console`: every page of the console over many contacts and messages, on SQLite and PostgreSQL."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.broadcast.cluster import PostgresqlMissing, postgresql
from benchmarks.console.filling import Filling, Size
from benchmarks.console.measuring import Measured, measure
from registry.migrate import upgrade
from service.demo import fill
from service.screenshots import OFFICER
from service.settings import Settings, read_settings
from service.storage import open_database

RESULTS = Path(__file__).parent / "results.json"
TARGET_MS, TARGET_BYTES = 200, 150 * 1024


def main() -> int:
    """Fill, measure, tell; 1 when a page misses a target."""
    parser = argparse.ArgumentParser(prog="./thuso bench console", description=__doc__)
    parser.add_argument("--contacts", type=int, default=200_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40, help="requests of each page")
    parser.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--results", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    size = Size(arguments.contacts, arguments.messages)
    engines = ("sqlite", "postgresql") if arguments.on == "both" else (arguments.on,)
    seen: dict[str, Any] = {}
    for engine in engines:
        try:
            seen[engine] = _on(engine, size, arguments.times)
        except PostgresqlMissing as error:
            print(error, file=sys.stderr)
            return 1
    kept = {
        "contacts": size.contacts, "messages": size.messages, "times": arguments.times, "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "pages": {engine: [each.as_row() for each in rows] for engine, rows in seen.items()},
    }  # fmt: skip
    arguments.results.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    missed = [each for rows in seen.values() for each in rows if _misses(each)]
    print(f"{len(missed)} pages miss {TARGET_MS} ms (p95) or {TARGET_BYTES // 1024} KB.")
    return 1 if missed else 0


def _on(engine: str, size: Size, times: int) -> list[Measured]:
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thuso-bench-")))
        url = stack.enter_context(postgresql()) if engine == "postgresql" else ""
        settings = _settings(data, url)
        database = open_database(settings)
        stack.callback(database.engine.dispose)
        upgrade(database.engine)
        secret = fill(database, settings)[OFFICER]
        began = time.perf_counter()
        filling = Filling(database, settings.vault(), size)
        filling.fill()
        print(f"{engine}: filled in {time.perf_counter() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
        rows = asyncio.run(measure(settings, database, secret, filling.people[1][0], times))
    _tell(rows)
    return rows


def _settings(data: Path, url: str) -> Settings:
    return read_settings(
        _env_file=None, thuso_data=data, database_url=url, thuso_bot_url="http://127.0.0.1:9",
        thuso_actions_url="http://127.0.0.1:9", thuso_service_token="bench" * 4, thuso_bot_token="bench" * 4,
        address_per_minute=10_000_000,
    )  # fmt: skip


def _tell(rows: list[Measured]) -> None:
    print(f"{'page':<20} {'p50 ms':>8} {'p95 ms':>8} {'KB':>7}")
    for each in rows:
        mark = " *" if _misses(each) else ""
        print(f"{each.page:<20} {each.p50_ms:>8.1f} {each.p95_ms:>8.1f} {each.bytes / 1024:>7.1f}{mark}", flush=True)


def _misses(each: Measured) -> bool:
    return each.p95_ms > TARGET_MS or each.bytes > TARGET_BYTES


if __name__ == "__main__":
    sys.exit(main())
