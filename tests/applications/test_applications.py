"""Applications: the Ministry's CSV line by line, and what a person is told of a reference."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.reference import is_plausible, reference_in
from registry.database import Database
from registry.models import Application
from registry.services import applications
from registry.vault import Vault
from service.settings import ROOT

VAULT = Vault(["a secret for tests, of some length"])
HEAD = "kind,reference,status,place,status_on\n"


def imported(database: Database, *lines: str) -> applications.Imported:
    with database.write() as session:
        return applications.import_csv(session, VAULT, [HEAD, *(f"{line}\n" for line in lines)])


def test_the_sample_is_taken_whole(database: Database) -> None:
    sample = (ROOT / "docs" / "samples" / "applications.csv").read_text().splitlines(keepends=True)
    with database.write() as session:
        assert applications.import_csv(session, VAULT, sample) == applications.Imported(4)


@pytest.mark.parametrize("written", ["FIC-12345", "fic12345", "FIC 123 45", "fic/12345", "FIC.12345"])
def test_a_reference_is_found_however_it_is_written(database: Database, written: str) -> None:
    imported(database, "passport,FIC-12345,ready,Maseru,2026-11-10")
    with database.read() as session:
        found = applications.find(session, VAULT, "passport", written)
        assert found is not None
        assert (found.status, found.place, found.status_on) == ("ready", "Maseru", dt.date(2026, 11, 10))
        assert applications.find(session, VAULT, "claim", written) is None


def test_a_later_line_replaces_an_earlier_one(database: Database) -> None:
    imported(database, "passport,FIC-12345,in_process,,2026-11-01", "passport,fic12345,ready,Leribe,2026-11-10")
    with database.read() as session:
        (row,) = session.scalars(select(Application))
        assert row.status == "ready"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("pass,FIC-12345,ready,,2026-11-10", "kind must be"),
        ("passport,abc,ready,,2026-11-10", "the reference must have"),
        ("passport,FIC-12345,done,,2026-11-10", "status must be"),
        ("passport,FIC-12345,ready,,10/11/2026", "status_on must be a date"),
        ("passport,FIC-12345,ready,=cmd(),2026-11-10", "not a formula"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_are_taken(database: Database, line: str, wrong: str) -> None:
    result = imported(database, "claim,FIC-99999,paid,,2026-11-01", line)
    assert result.taken == 1
    ((number, message),) = result.refused
    assert number == 3
    assert message.startswith(wrong) or wrong in message


def test_missing_columns_are_named(database: Database) -> None:
    with database.write() as session:
        result = applications.import_csv(session, VAULT, ["reference,status\n", "FIC-1,ready\n"])
    assert "kind, place, status_on are missing" in result.refused[0][1]


def test_no_reference_is_kept_in_the_clear(database: Database, tmp_path: Path) -> None:
    imported(database, "passport,FIC-12345,ready,Maseru,2026-11-10")
    with database.read() as session:
        (row,) = session.scalars(select(Application))
        assert "12345" not in f"{row.blind} {row.place} {row.status}"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("is my passport ready PA12345", "PA12345"),
        ("READY ab-123/456", "ab-123/456"),
        ("na phasepoto ea ka e felile? 00123456", "00123456"),
        ("where is my permit", None),
        ("i applied 3 weeks ago in 2026", None),
    ],
)
def test_the_reference_is_found_in_the_text(text: str, reference: str | None) -> None:
    assert reference_in(text) == reference


@pytest.mark.parametrize(("reference", "plausible"), [("PA12345", True), ("A-1-2-3", False), ("1" * 21, False)])
def test_a_reference_is_as_long_as_references_are(reference: str, plausible: bool) -> None:
    assert is_plausible(reference) is plausible


def test_all_statuses_have_words() -> None:
    from actions import words
    from registry.models.application import STATUSES

    assert set(words.STATUS) == set(STATUSES)
