"""The spool: whole or not at all, in order, for nobody else's eyes."""

from __future__ import annotations

import errno
import os
import stat
import time

import pytest

from gateway import spool as spooling
from gateway.spool import Spool
from registry.vault import Vault
from tests.conftest import SECRET

NUMBER, TEXT = "+27835550101", "Ke bokae ho etsa phasepoto?"


@pytest.fixture
def spool(tmp_path, vault) -> Spool:
    return Spool(tmp_path / "spool", vault)


def put(spool: Spool, sid: str, text: str = TEXT, kind: str = "message"):
    return spool.put(kind, {"number": NUMBER, "text": text}, sid=sid)


def files(spool: Spool) -> set[str]:
    return {each.name for each in spool.directory.iterdir() if not each.name.startswith(".")}


def test_what_is_put_is_read_again_in_order(spool):
    for sid in ("SM1", "SM2", "SM3"):
        put(spool, sid, sid)
    assert [spool.read(path).data["text"] for path in spool.paths()] == ["SM1", "SM2", "SM3"]


def test_a_clock_that_jumps_back_changes_no_order(spool, monkeypatch):
    times = iter([5_000, 4_000, 1])
    monkeypatch.setattr(time, "time_ns", lambda: next(times))
    for sid in ("SM1", "SM2", "SM3"):
        put(spool, sid, sid)
    assert [spool.read(path).data["text"] for path in spool.paths()] == ["SM1", "SM2", "SM3"]


def test_a_message_that_is_brought_again_is_kept_once_but_every_status_is(spool):
    assert put(spool, "SM1") is not None
    assert put(spool, "SM1") is None
    put(spool, "SM1", kind="status")
    put(spool, "SM1", kind="status")
    assert len(spool.paths()) == 3


def test_neither_names_nor_contents_say_who_or_what(spool):
    path = put(spool, "SM0123456789")
    assert "0123456789" not in path.name
    content = path.read_bytes()
    for secret in (NUMBER, NUMBER[1:], TEXT, "phasepoto", "number"):
        assert secret.encode() not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.directory.stat().st_mode) == 0o700


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_written(spool, monkeypatch, step):
    put(spool, "SM1")
    before = files(spool)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "replace":
        monkeypatch.setattr(spooling.Path, "replace", full)
    else:
        monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space"):
        put(spool, "SM2")
    monkeypatch.undo()
    assert files(spool) == before
    assert put(spool, "SM2") is not None, "the next attempt finds the way free"


def test_what_a_crash_left_unfinished_is_not_read(spool):
    put(spool, "SM1")
    (spool.directory / "00000000000000000001-abc.part").write_bytes(b"half")
    assert [spool.read(path).data["text"] for path in spool.paths()] == [TEXT]


def test_what_cannot_be_read_is_put_aside_for_a_person_to_look_at(spool):
    path = put(spool, "SM1")
    path.write_bytes(b"00000000" + b"x" * 40)
    with pytest.raises(KeyError):
        spool.read(path)
    spool.refuse(path)
    assert spool.state() == (0, 0.0, 1)


def test_another_key_reads_nothing(spool, tmp_path):
    path = put(spool, "SM1")
    with pytest.raises((KeyError, ValueError)):
        Spool(tmp_path / "spool", Vault([SECRET + " another"])).read(path)


def test_one_process_takes_in_at_a_time(spool, tmp_path, vault):
    with spool.taking() as mine, Spool(tmp_path / "spool", vault).taking() as theirs:
        assert (mine, theirs) == (True, False)
    with spool.taking() as mine:
        assert mine


def test_what_was_done_is_noted_until_it_is_taken_in(spool):
    path = put(spool, "SM1")
    assert spool.amend(path, {"text": "amended"})
    assert spool.read(path).data == {"text": "amended"}
    spool.remove(path)
    assert not spool.amend(path, {"text": "again"}), "what was taken in does not come back"
    assert spool.is_empty
