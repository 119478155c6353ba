"""A notice to everybody who was planted, from a list of their numbers: the engine's own tables are searched too."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

from gateway.engine import Engine, system_url
from gateway.notices import NoticeDoor
from registry.models import Broadcast
from registry.services.broadcasts import drafts, life, numbers
from registry.services.broadcasts.drafts import Draft
from registry.services.terms import Terms
from tests.privacy.house import House

LONGEST = 900.0
TERMS = Terms(sms_pace=0, whatsapp_pace=0, quiet_from=Terms().quiet_until, quiet_until=Terms().quiet_until)
TEXTS = {
    "en": "The consulate is closed on Monday.",
    "st_LS": "Consulate e koetsoe ka Mantaha.",
    "st_ZA": "Consulate e kwetswe ka Mantaha.",
}


def send_to_all(house: House, directory: Path, people: Iterable[str]) -> int:
    """Send it and wait until it is over; how many workflows the engine has kept. Raises `TimeoutError`."""
    broadcast = _approved(house, people)
    url = system_url(house.database.engine.url.render_as_string(hide_password=False), directory)
    engine = Engine(house.database, TERMS, NoticeDoor(house.worker.door, TERMS), url, "absence")
    house.run(_drive(house, engine, broadcast), LONGEST + 60)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as rows:
        return int(rows.execute("select count(*) from workflow_status").fetchone()[0])


def _approved(house: House, people: Iterable[str]) -> int:
    with house.database.write() as session:
        made = drafts.create(session, Draft("Closed on Monday", TEXTS, "fictional.editor"))
        numbers.choose(session, house.vault, made, ["number", *people])
        life.approve(session, made.id, "fictional.approver")
        life.send(session, made.id, "fictional.approver", is_now=True)
        return made.id


async def _drive(house: House, engine: Engine, broadcast: int) -> None:
    engine.start()
    until = time.monotonic() + LONGEST
    while not await asyncio.to_thread(_is_over, house, broadcast):
        if time.monotonic() > until:
            raise TimeoutError("the notice does not end")
        await asyncio.sleep(0.5)
    await engine.stop()


def _is_over(house: House, broadcast: int) -> bool:
    with house.database.read() as session:
        return life.is_over(session.get_one(Broadcast, broadcast))
