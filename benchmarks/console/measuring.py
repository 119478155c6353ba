"""Server time and weight of every page, through the whole application, with the session of an administrator."""

from __future__ import annotations

import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import pyotp

from console.access import COOKIE
from registry.database import Database
from registry.models.base import now
from registry.services import officers
from service.app import create_service
from service.demo import PASSWORD
from service.memory import keep_for_good
from service.screenshots import OFFICER, PAGES
from service.settings import ROOT, Settings

LOADED = re.compile(r'(?:href|src)="(/console/static/[^"]+)"')
# What officers open besides the pages as they come: filters, and one person.
MORE = {
    "cases-late": "/cases?late=1", "cases-one-status": "/cases?status=solved",
    "answers-unreviewed": "/answers?only=unreviewed", "log-of-one": "/log?of=demo.clerk", "person": "/people/{person}",
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One page: milliseconds of the server, and bytes with all it loads, not compressed."""

    page: str
    p50_ms: float
    p95_ms: float
    bytes: int

    def as_row(self) -> dict[str, Any]:
        """For the file of results."""
        return asdict(self)


async def measure(settings: Settings, database: Database, secret: str, person: str, times: int) -> list[Measured]:
    """Every page, `times` times after a first look."""
    app = create_service(settings, database)
    # As the service does when it is ready (service/serve.py).
    assert app.state.shelf.library
    keep_for_good()
    with database.write() as session:
        token = officers.sign_in(session, settings.vault(), OFFICER, PASSWORD, pyotp.TOTP(secret).now(), now())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://thuso.example") as client:
        client.cookies.set(COOKIE, token)
        found = []
        for name, path in {**PAGES, **MORE}.items():
            found.append(await _page(client, name, f"/console{path.format(person=person)}", times))
        found.append(await _search(client, times))
        return found


async def _page(client: httpx.AsyncClient, name: str, path: str, times: int) -> Measured:
    first = await client.get(path)
    first.raise_for_status()
    waits = []
    for _ in range(times):
        began = time.perf_counter()
        await client.get(path)
        waits.append((time.perf_counter() - began) * 1000)
    return _measured(name, first, waits)


async def _search(client: httpx.AsyncClient, times: int) -> Measured:
    shown = await client.get("/console/people")
    found = re.search(r'name="csrf" value="(\w+)"', shown.text)
    form = {"csrf": found[1] if found else "", "number": "+27850000001"}
    waits = []
    for _ in range(times):
        began = time.perf_counter()
        answer = await client.post("/console/people", data=form)
        answer.raise_for_status()
        waits.append((time.perf_counter() - began) * 1000)
    return _measured("people-search", answer, waits)


def _measured(name: str, page: httpx.Response, waits: list[float]) -> Measured:
    ordered = sorted(waits)
    loaded = {Path(ROOT / each.removeprefix("/")) for each in LOADED.findall(page.text)}
    weight = len(page.content) + sum(each.stat().st_size for each in loaded)
    return Measured(name, round(ordered[len(ordered) // 2], 1), round(ordered[int(len(ordered) * 0.95)], 1), weight)
