"""Backup and restore, there and back: nothing is missing, the keys are not inside, and a wrong one is told at once."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.engine import system_url
from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.services import contacts, messages
from registry.services.messages import Inbound
from service.backup import NoBackup, make_backup, restore_backup
from service.settings import Settings
from tests.faults.site import Cluster

WORDS = "Ke bokae ho etsa phasepoto?"
NUMBER = "+27835550101"


def installation(data: Path, url: str = "") -> Settings:
    data.mkdir(exist_ok=True)
    settings = Settings(_env_file=None, thuso_data=data, database_url=url, thuso_port=1)
    upgrade(make_engine(settings.database))
    return settings


def write(settings: Settings, sid: str = "SM1") -> None:
    database, vault = Database(make_engine(settings.database)), settings.vault()
    with database.write() as session:
        address = contacts.reach(session, vault, number=NUMBER, channel="sms", country="ZA")
        session.flush()
        messages.store_inbound(session, vault, address, Inbound(sid, "text", WORDS))
    database.engine.dispose()


def words_in(settings: Settings) -> list[str]:
    database, vault = Database(make_engine(settings.database)), settings.vault()
    with database.read() as session:
        found = [vault.unlock(bytes(body)) for body in session.scalars(text("select body from messages order by id"))]
    database.engine.dispose()
    return found


@pytest.fixture
def cluster():
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path) -> Settings:
    url = request.getfixturevalue("cluster").url() if request.param == "postgresql" else ""
    return installation(tmp_path / "data", url)


def test_there_and_back(settings, tmp_path):
    write(settings)
    make_backup(settings, tmp_path / "kept")
    write(settings, "SM2")
    assert len(words_in(settings)) == 2
    restore_backup(settings, tmp_path / "kept")
    assert words_in(settings) == [WORDS]
    write(settings, "SM3")
    assert len(words_in(settings)) == 2, "and it goes on from there"


def test_what_was_there_before_a_restore_is_kept_beside_it(tmp_path):
    settings = installation(tmp_path / "data")
    write(settings)
    make_backup(settings, tmp_path / "kept")
    restore_backup(settings, tmp_path / "kept")
    assert len(list(settings.thuso_data.glob("thuso.db.before-*"))) == 1


def test_the_engine_is_backed_up_with_it(tmp_path):
    settings = installation(tmp_path / "data")
    file = system_url(settings.database, settings.thuso_data).removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        connection.execute("create table workflows (id text)")
        connection.execute("insert into workflows values ('one')")
    connection.close()
    make_backup(settings, tmp_path / "kept")
    Path(file).unlink()
    restore_backup(settings, tmp_path / "kept")
    with sqlite3.connect(file) as connection:
        assert connection.execute("select id from workflows").fetchall() == [("one",)]


def test_no_key_and_no_word_is_inside(settings, tmp_path):
    write(settings)
    made = make_backup(settings, tmp_path / "kept")
    secrets = [*settings.secret_keys(), settings.pepper(), WORDS, NUMBER, NUMBER[1:]]
    for file in made.iterdir():
        content = file.read_bytes()
        assert not [each for each in secrets if each.encode() in content], file.name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert {file.suffix for file in made.iterdir()} <= {".db", ".dump", ".json"}


def test_it_can_be_made_while_others_write(tmp_path):
    settings = installation(tmp_path / "data")
    write(settings)
    busy = sqlite3.connect(settings.thuso_data / "thuso.db")
    busy.execute("begin immediate")
    busy.execute("delete from messages")
    make_backup(settings, tmp_path / "kept")
    busy.rollback()
    busy.close()
    restore_backup(settings, tmp_path / "kept")
    assert words_in(settings) == [WORDS]


def test_a_restore_without_its_key_says_so_and_changes_nothing(tmp_path):
    settings = installation(tmp_path / "data")
    write(settings)
    make_backup(settings, tmp_path / "kept")
    other = installation(tmp_path / "other")
    with pytest.raises(NoBackup, match="needs keys that are not here"):
        restore_backup(other, tmp_path / "kept")
    shutil.copy(settings.thuso_data / "secret.key", other.thuso_data)
    with pytest.raises(NoBackup, match="another pepper"):
        restore_backup(other, tmp_path / "kept")
    shutil.copy(settings.thuso_data / "pepper.key", other.thuso_data)
    restore_backup(other, tmp_path / "kept")
    assert words_in(other) == [WORDS]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda kept: (kept / "registry.db").write_bytes(b"half"), "damaged or missing"),
        (lambda kept: (kept / "registry.db").unlink(), "damaged or missing"),
        (lambda kept: (kept / "manifest.json").unlink(), "holds no backup"),
        (lambda kept: (kept / "manifest.json").write_text(json.dumps({"format": 99})), "newer version"),
    ],
)
def test_a_damaged_backup_is_not_restored(tmp_path, spoil, said):
    settings = installation(tmp_path / "data")
    write(settings)
    make_backup(settings, tmp_path / "kept")
    spoil(tmp_path / "kept")
    with pytest.raises(NoBackup, match=said):
        restore_backup(settings, tmp_path / "kept")
    assert words_in(settings) == [WORDS]


def test_a_backup_never_writes_over_another(tmp_path):
    settings = installation(tmp_path / "data")
    make_backup(settings, tmp_path / "kept")
    with pytest.raises(NoBackup, match="there already"):
        make_backup(settings, tmp_path / "kept")
