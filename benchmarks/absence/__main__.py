"""`./thuso bench absence [--conversations 10000]`: nothing of ten thousand people is found in the clear anywhere.

The gateway's own code takes every turn; Rasa's place is taken by a table in memory (its real memory is tested with the
real Rasa), the network's by the telephone in the browser.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import event

from benchmarks.absence.notice import send_to_all
from benchmarks.absence.planting import Found, Planted, look_everywhere, people
from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.models import Registration
from registry.services import consents, contacts
from registry.services.loading import load_content
from registry.vault import Vault
from service.app import create_service
from service.catalogues import compile_catalogues
from service.serve import QUIET
from service.settings import ROOT, Settings
from tests.privacy.house import House

AT_ONCE = 250
SECRET = "a secret for measurements and of some length"


def run(conversations: int, directory: Path) -> tuple[Found, int, int]:
    """Have the conversations in `directory`, and send a notice; what was found, bytes searched, messages handled."""
    log = _log_to(directory / "service.log")
    path = directory / "thuso.db"
    vault = Vault([SECRET])
    opened: list[Database] = []

    def open_database() -> Database:
        engine = make_engine(f"sqlite:///{path}")
        # What is searched is what is written, not what a power cut would leave: no need to wait for the disk.
        event.listen(engine, "connect", lambda connection, _: connection.execute("pragma synchronous=off"))
        opened.append(Database(engine))
        return opened[-1]

    house = House(open_database, vault)
    said = 0
    try:
        everybody = list(people(conversations))
        for begin in range(0, conversations, AT_ONCE):
            some = everybody[begin : begin + AT_ONCE]
            for turn in range(max(len(each.texts) for each in some)):
                said += _say(house, some, turn)
                house.rest(600)
            _register(house, some)
        house.run(house.keeper.look(), 1_800)
        assert send_to_all(house, directory, [each.number for each in everybody]), "the engine has kept nothing"
        shown = _metrics(house.database, directory)
    finally:
        house.close()
        logging.getLogger().removeHandler(log)
        log.close()
    found = Found(numbers=frozenset(each.number[-9:].encode() for each in people(conversations)))
    found.look("/metrics", shown)
    read = look_everywhere(directory, found)
    return found, read, said


def prepare(directory: Path) -> None:
    """A database with the content in it."""
    compile_catalogues()
    engine = make_engine(f"sqlite:///{directory / 'thuso.db'}")
    upgrade(engine)
    with Database(engine).write() as session:
        load_content(session, ROOT / "content")
    engine.dispose()


def _say(house: House, some: list[Planted], turn: int) -> int:
    saying = [each for each in some if turn < len(each.texts)]
    for each in saying:
        house.hears(each.number, each.texts[turn], each.channel)
    return len(saying)


def _register(house: House, some: list[Planted]) -> None:
    """Every tenth is on the register, by name, and wants notices."""
    with house.database.write() as session:
        for each in some:
            if each.index % 10 == 9:
                address = contacts.reach(session, house.vault, number=each.number, channel=each.channel, country="ZA")
                session.flush()
                session.merge(Registration(contact_id=address.contact_id, name=house.vault.lock(each.name)))
                consents.record(
                    session, address.contact_id, consents.NOTICES, is_given=True, wording="a measurement",
                    channel=each.channel, source="message",
                )  # fmt: skip


def _metrics(database: Database, directory: Path) -> bytes:
    """What watchers see."""
    nowhere = "http://127.0.0.1:9"
    settings = Settings(
        _env_file=None, thuso_data=directory, thuso_secret_key=SECRET, thuso_service_token=SECRET,
        thuso_bot_url=nowhere, thuso_actions_url=nowhere,
    )  # fmt: skip
    client = TestClient(create_service(settings, database), headers={"Authorization": f"Bearer {SECRET}"})
    return client.get("/metrics").content + client.get("/healthz").content


def _log_to(path: Path) -> logging.FileHandler:
    """As `service.serve` logs, and everything of our own that could be logged besides."""
    handler = logging.FileHandler(path, encoding="utf-8")
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("gateway", "registry", "service"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    return handler


def main() -> int:
    """Print what was found; 1 when it was anything."""
    parser = argparse.ArgumentParser(prog="./thuso bench absence")
    parser.add_argument("--conversations", type=int, default=10_000)
    asked = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="thuso-absence-"))
    try:
        prepare(directory)
        began = time.monotonic()
        found, read, said = run(asked.conversations, directory)
        seconds = time.monotonic() - began
        print(f"{asked.conversations} conversations, {said} messages in {seconds:.0f} s; {read / 1e6:.1f} MB searched")
        for place in found.places:
            print(f"FOUND {place}")
        print("Nothing of anybody is in the clear." if not found.places else f"{len(found.places)} places.")
        with sqlite3.connect(directory / "thuso.db") as rows:
            print(f"rows: {rows.execute('select count(*) from messages').fetchone()[0]} messages, "
                  f"{rows.execute('select count(*) from contacts').fetchone()[0]} people")  # fmt: skip
        return 1 if found.places else 0
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
