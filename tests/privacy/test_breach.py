"""Whom a breach concerned: a table of times, and a CSV that is only a CSV."""

from __future__ import annotations

import argparse
import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry import csv_safe
from registry.database import Database
from registry.models import Case
from registry.services import breach, contacts
from service import breach as command
from service.settings import read_settings
from service.storage import open_database
from tests.privacy.conftest import LERATO, PALESA, THABO

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def three(session, people):
    """Thabo wrote at noon, Palesa two hours later, Lerato never."""
    found = people(THABO), people(PALESA), people(LERATO, "LS")
    for one, hours in zip(found[:2], (0, 2), strict=True):
        message = one.writes(at=AT + hours * HOUR)
        message.created_at = AT + hours * HOUR
        one.contact.created_at = one.address.created_at = AT + hours * HOUR
    found[2].contact.created_at = found[2].address.created_at = AT - 24 * HOUR
    session.flush()
    return found


@pytest.mark.parametrize(
    ("since", "until", "tables", "concerned"),
    [
        (None, 3, (), {0, 1, 2}),
        (None, 1, (), {0, 2}),
        (None, 3, ("messages",), {0, 1}),
        (-1, 1, ("messages",), {0}),
        (0, 1, ("messages",), {0}),
        (1, 3, ("messages",), {1}),
        (3, 4, (), set()),
        (None, 3, ("cases",), set()),
    ],
)
def test_who_was_concerned(session, three, since, until, tables, concerned):
    begin = None if since is None else AT + since * HOUR
    found = breach.concerned(session, begin, AT + until * HOUR, tables)
    assert {each.contact_id for each in found} == {three[index].id for index in concerned}


def test_it_counts_rows_and_says_from_when_to_when(session, three):
    thabo = three[0]
    thabo.writes(at=AT + HOUR).created_at = AT + HOUR
    session.flush()
    [found] = breach.concerned(session, AT - HOUR, AT + 90 * timedelta(minutes=1), ("messages",))
    assert (found.rows, found.first_at, found.last_at) == ({"messages": 2}, AT, AT + HOUR)


def test_numbers_come_with_the_key_only(session, vault, three):
    found = breach.numbers(session, vault, [each.id for each in three])
    assert sorted(found.values()) == sorted([[THABO], [PALESA], [LERATO]])


def test_a_table_without_people_is_refused(session):
    with pytest.raises(ValueError, match="items holds nothing of people"):
        breach.concerned(session, None, AT, ("items",))


def test_every_table_of_people_can_be_asked_about(session, three):
    assert {"contacts", "addresses", "messages", "cases", "registrations", "alarms"} <= set(breach.tables())
    assert isinstance(breach.concerned(session, None, AT, breach.tables()), list)
    assert Case.__tablename__ in breach.tables()


@pytest.mark.parametrize("bad", ["=1+1", "+27", "-1", "@x", "\t=1", "|calc", "%0A"])
def test_no_cell_is_a_formula(bad):
    out = io.StringIO()
    out.writelines(csv_safe.lines([["a"], [bad], [None], [3]]))
    assert [row[0] for row in csv.reader(io.StringIO(out.getvalue()))] == ["a", f"'{bad}", "", "3"]


def test_the_command_writes_a_csv(tmp_path: Path, capsys):
    settings = read_settings(thuso_data=tmp_path)
    database: Database = open_database(settings)
    with database.write() as session:
        address = contacts.reach(session, settings.vault(), number=THABO, channel="sms", country="ZA")
        session.flush()
        contact_id = address.contact_id
    asked = {"data": str(tmp_path), "since": None, "until": None, "table": None, "numbers": False}
    assert command.breach_report(argparse.Namespace(**asked)) == 0
    shown = capsys.readouterr()
    [header, row] = csv.reader(io.StringIO(shown.out))
    assert header == ["contact", "tables", "rows", "first_at", "last_at"]
    assert row[:3] == [contact_id, "addresses contacts", "2"]
    assert THABO[1:] not in shown.out
    assert "1 people were concerned" in shown.err
    assert command.breach_report(argparse.Namespace(**{**asked, "numbers": True})) == 0
    assert f"'{THABO}" in capsys.readouterr().out
    assert command.breach_report(argparse.Namespace(**{**asked, "since": "yesterday"})) == 1
