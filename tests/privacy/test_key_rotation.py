"""A new key for everything: nobody is lost, nothing is left behind, and it can be broken off at any moment."""

from __future__ import annotations

import argparse
import sqlite3
import stat
from pathlib import Path

import pytest

from registry.database import Database, make_engine
from registry.models import Address, Message
from registry.services import contacts, keys, messages
from registry.services.messages import Inbound
from registry.vault import Vault
from service import keys as command
from service.settings import Settings, read_settings

PEOPLE = [f"+2783555{number:04}" for number in range(101, 113)]
PEPPER = "the pepper of this house"
OLD, NEW = "the old secret of this house", "the new secret of this house"


def fill(database: Database, vault: Vault) -> None:
    """Twelve people and a text from each."""
    with database.write() as session:
        for index, number in enumerate(PEOPLE):
            address = contacts.reach(session, vault, number=number, channel="sms", country="ZA")
            session.flush()
            messages.store_inbound(session, vault, address, Inbound(f"SM{index}", "text", f"Lumela {index}"))


def everybody(database: Database, vault: Vault) -> list[tuple[str, str]]:
    """Numbers and texts, unlocked."""
    with database.read() as session:
        rows = session.query(Address.number, Message.body).join(Message, Message.address_id == Address.id)
        return sorted((vault.unlock(number), vault.unlock(body)) for number, body in rows)


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database, Vault([OLD], PEPPER))
    return database


def test_every_value_has_the_new_key_and_the_old_one_can_go(filled):
    rotating = Vault([NEW, OLD], PEPPER)
    before = everybody(filled, rotating)
    assert keys.left(filled, rotating) == 2 * len(PEOPLE)
    assert sum(each.relocked for each in keys.relock(filled, rotating, batch=5)) == 2 * len(PEOPLE)
    alone = Vault([NEW], PEPPER)
    assert keys.left(filled, alone) == 0
    assert keys.key_ids(filled) == {alone.current: 2 * len(PEOPLE)}
    assert everybody(filled, alone) == before
    with filled.write() as session:
        assert contacts.reach(session, alone, number=PEOPLE[0], channel="sms", country="ZA").created_at


def test_broken_off_it_goes_on_where_it_was(filled):
    rotating = Vault([NEW, OLD], PEPPER)
    first = next(iter(keys.relock(filled, rotating, batch=5)))
    assert (first.relocked, keys.left(filled, rotating)) == (5, 2 * len(PEOPLE) - 5)
    assert sum(each.relocked for each in keys.relock(filled, rotating, batch=5)) == 2 * len(PEOPLE) - 5


def test_without_the_pepper_of_its_own_the_oldest_secret_is_it():
    assert Vault([NEW, OLD]).blind("+27835550101") == Vault([OLD]).blind("+27835550101")
    assert Vault([NEW], OLD).blind("+27835550101") == Vault([OLD]).blind("+27835550101")
    assert Vault([NEW], OLD).key_for("audit") == Vault([OLD]).key_for("audit")


def test_a_process_that_runs_follows_a_rotation(monkeypatch):
    secrets = [OLD]
    vault = Vault(secrets, PEPPER, reread=lambda: secrets)
    locked = vault.lock("Lumela")
    other = Vault([NEW, OLD], PEPPER).lock("Lumela")
    secrets.insert(0, NEW)
    assert vault.unlock(other) == "Lumela", "an unknown key is looked up at once"
    monkeypatch.setattr("registry.vault.REREAD_SECONDS", 0.0)
    assert vault.lock("Lumela")[:8] == other[:8]
    secrets.remove(OLD)
    with pytest.raises(KeyError):
        vault.unlock(locked)


def run(data: Path, what: str = "rotate") -> int:
    """`./thuso keys`."""
    return command.keys(argparse.Namespace(data=str(data), what=what))


@pytest.fixture
def house(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with people in it."""
    monkeypatch.delenv("THUSO_SECRET_KEY", raising=False)
    with sqlite3.connect(template) as source, sqlite3.connect(tmp_path / "thuso.db") as copy:
        source.backup(copy)
    settings = read_settings(thuso_data=tmp_path)
    fill(Database(make_engine(settings.database)), settings.vault())
    return settings


def test_the_command_rotates_and_drops_the_old_key(house, capsys):
    [before], pepper = house.secret_keys(), house.pepper()
    assert run(house.thuso_data) == 0
    [after] = house.secret_keys()
    assert after != before
    assert house.pepper() == pepper != before
    assert stat.S_IMODE(house.secret_file.stat().st_mode) == 0o600
    found = everybody(Database(make_engine(house.database)), house.vault())
    assert [number for number, _ in found] == PEOPLE
    shown = capsys.readouterr()
    assert not any(secret in shown.out + shown.err for secret in (before, after, pepper))
    assert run(house.thuso_data, "list") == 0
    assert capsys.readouterr().out.split() == [house.vault().current, "24", "values", "locks", "now"]


def test_a_rotation_that_broke_off_is_brought_to_its_end(house, monkeypatch):
    def breaks(database: Database, vault: Vault):
        yield next(iter(keys.relock(database, vault, batch=7)))
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "relock", breaks)
    with pytest.raises(KeyboardInterrupt):
        run(house.thuso_data)
    both = house.secret_keys()
    assert len(both) == 2
    assert len(everybody(Database(make_engine(house.database)), house.vault())) == len(PEOPLE)
    monkeypatch.undo()
    assert run(house.thuso_data) == 0
    assert house.secret_keys() == both[:1]


def test_the_old_key_stays_while_messages_wait_outside_the_database(house, capsys):
    waiting = house.thuso_data / "spool" / "0001-abc.spooled"
    waiting.parent.mkdir()
    waiting.write_bytes(b"locked by the old key")
    assert run(house.thuso_data) == 1
    assert len(house.secret_keys()) == 2
    assert "spool" in capsys.readouterr().err
    waiting.unlink()
    assert run(house.thuso_data) == 0
    assert len(house.secret_keys()) == 1


def test_with_the_key_in_the_environment_the_operator_puts_the_new_one_first(house, monkeypatch, capsys):
    [secret] = house.secret_keys()
    monkeypatch.setenv("THUSO_SECRET_KEY", secret)
    assert run(house.thuso_data) == 1
    assert "before the old one" in capsys.readouterr().err
    monkeypatch.setenv("THUSO_SECRET_KEY", f"{NEW},{secret}")
    assert run(house.thuso_data) == 0
    monkeypatch.setenv("THUSO_SECRET_KEY", NEW)
    found = read_settings(thuso_data=house.thuso_data)
    assert len(everybody(Database(make_engine(found.database)), found.vault())) == len(PEOPLE)


def test_an_older_installation_keeps_finding_its_people(tmp_path, monkeypatch):
    monkeypatch.delenv("THUSO_SECRET_KEY", raising=False)
    (tmp_path / "secret.key").write_text(OLD + "\n")
    assert read_settings(thuso_data=tmp_path).vault().blind("+27835550101") == Vault([OLD]).blind("+27835550101")
    assert (tmp_path / "pepper.key").exists()
