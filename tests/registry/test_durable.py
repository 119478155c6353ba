"""What has been written is on the disk, and waiting for the disk holds nobody else up."""

from __future__ import annotations

import os
import sqlite3
import threading
import time

import pytest

from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.models import Contact


@pytest.fixture
def file(tmp_path):
    return tmp_path / "thuso.db"


@pytest.fixture
def database(file):
    opened = Database(make_engine(f"sqlite:///{file}"))
    upgrade(opened.engine)
    yield opened
    opened.engine.dispose()


class Disk:
    """A disk that takes its time and counts."""

    def __init__(self, monkeypatch):
        self.synced, self.is_ready, self.fails = 0, threading.Event(), False
        self.is_ready.set()
        monkeypatch.setattr(os, "fdatasync", self)

    def __call__(self, handle):
        self.is_ready.wait(20)
        self.synced += 1
        if self.fails:
            raise OSError("no disk")


def meet(database):
    with database.write() as session:
        session.add(Contact())


def contacts_in(file):
    with sqlite3.connect(file) as looking:
        return looking.execute("select count(*) from contacts").fetchone()[0]


def eventually(holds):
    return any(holds() or time.sleep(0.02) for _ in range(500))


def test_a_write_ends_when_the_disk_has_it_and_not_before(database, file, monkeypatch):
    disk = Disk(monkeypatch)
    disk.is_ready.clear()
    writing = threading.Thread(target=meet, args=(database,))
    writing.start()
    assert eventually(lambda: contacts_in(file) == 1)
    assert writing.is_alive(), "committed, but a power cut could still take it back"
    disk.is_ready.set()
    writing.join(20)
    assert disk.synced == 1


def test_others_write_meanwhile_and_one_wait_is_for_all(database, file, monkeypatch):
    disk = Disk(monkeypatch)
    disk.is_ready.clear()
    writing = [threading.Thread(target=meet, args=(database,)) for _ in range(8)]
    for each in writing:
        each.start()
    assert eventually(lambda: contacts_in(file) == 8)
    disk.is_ready.set()
    for each in writing:
        each.join(20)
    # The first wait began before the others had committed: a second one is for all of them.
    assert disk.synced == 2


def test_a_disk_that_fails_is_told_to_everybody_who_waits(database, monkeypatch):
    disk = Disk(monkeypatch)
    disk.fails = True
    for _ in range(2):
        with pytest.raises(OSError, match="no disk"):
            meet(database)
    disk.fails = False
    meet(database)
    assert disk.synced == 3


def test_only_where_we_wait_ourselves_does_sqlite_not(database, file):
    with database.engine.connect() as ours:
        assert ours.exec_driver_sql("pragma synchronous").scalar() == 1
    with make_engine(f"sqlite:///{file}").connect() as other:
        assert other.exec_driver_sql("pragma synchronous").scalar() == 2
