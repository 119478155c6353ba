"""A period is released once, when it is over; who is in safe mode is counted nowhere."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.api.statistics import as_csv
from registry.models import Address, Alarm, Contact, Message
from registry.models.base import new_id
from registry.services import statistics
from registry.services.contacts import enter_safe_mode
from registry.services.statistics import DEFINITIONS, Row

OCTOBER, NOVEMBER = dt.datetime(2026, 10, 6, tzinfo=dt.UTC), dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def people(session, count, at=OCTOBER, country="ZA", language="en", spelling=None):
    """So many new contacts, met at a time."""
    met = [
        Contact(id=new_id(), created_at=at, country=country, language=language, spelling=spelling) for _ in range(count)
    ]
    session.add_all(met)
    session.flush()
    return met


def ask(session, contact, topic, at=OCTOBER, **changes):
    """One question of a contact."""
    address = Address(contact_id=contact.id, channel="sms", blind=new_id(), number=b"-")
    session.add(address)
    session.flush()
    session.add(
        Message(contact_id=contact.id, address_id=address.id, direction="in", topic=topic, created_at=at, **changes)
    )


def number(session, table, group, period="2026-10"):
    """What was released of one group; "absent" when the group is not even named."""
    found = [row.number for row in statistics.released(session, period) if (row.table, row.group) == (table, group)]
    return found[0] if found else "absent"


@pytest.fixture
def session(database):
    with database.write() as opened:
        yield opened
        opened.rollback()


def test_a_month_is_released_when_it_is_over_and_never_again(session):
    met = people(session, 12)
    assert "2026-10" not in statistics.release_due(session, OCTOBER)
    assert "2026-10" in statistics.release_due(session, NOVEMBER)
    assert number(session, "contacts_by_country", "ZA") == 10
    for each in met[:6]:
        session.delete(each)
    people(session, 30)
    session.flush()
    assert "2026-10" not in statistics.release_due(session, DECEMBER)
    assert number(session, "contacts_by_country", "ZA") == 10
    assert number(session, "contacts_by_country", "ZA", "2026-11") == 35


def test_fewer_than_five_are_not_even_named(session):
    people(session, 20)
    people(session, 9, country="LS")
    people(session, 1, country="GB")
    statistics.release_due(session, NOVEMBER)
    assert number(session, "contacts_by_country", "GB") == "absent"
    assert number(session, "contacts_by_country", "LS") == "absent", "with it the total would give GB away"
    assert number(session, "contacts_by_country", "ZA") == 20
    assert number(session, "contacts_by_country", "all") == 30


def test_who_is_in_safe_mode_is_counted_nowhere(session):
    met = people(session, 10)
    for each in met:
        ask(session, each, "passport.fee")
    for each in met[:6]:
        enter_safe_mode(each)
    session.flush()
    statistics.release_due(session, NOVEMBER)
    assert {row.number for row in statistics.released(session)} == {None}


def test_what_was_written_in_danger_is_no_question(session):
    for each in people(session, 8):
        ask(session, each, "gbv.help", danger="gbv.help", is_guarded=True)
        ask(session, each, "passport.fee", is_guarded=True)
        session.add(Alarm(contact_id=each.id, category="gbv.help"))
    session.flush()
    statistics.release_due(session, NOVEMBER)
    assert number(session, "askers_by_topic", "gbv.help", "2026-W41") == "absent"
    assert number(session, "askers_by_topic", "passport.fee", "2026-W41") == "absent"


def test_fifty_questions_of_one_person_are_not_shown(session):
    one, *others = people(session, 8)
    for _ in range(50):
        ask(session, one, "labour.unpaid")
    for each in others:
        ask(session, each, "passport.fee")
        ask(session, each, "passport.lost")
    session.flush()
    statistics.release_due(session, NOVEMBER)
    assert number(session, "questions_by_topic", "labour.unpaid", "2026-W41") == "absent"
    assert number(session, "askers_by_topic", "labour.unpaid", "2026-W41") == "absent"


def test_languages_and_spellings_are_told_apart(session):
    people(session, 15, language="st", spelling="ls")
    people(session, 11, language="st", spelling="za")
    people(session, 25)
    people(session, 5, language="zu")
    statistics.release_due(session, NOVEMBER)
    shown = {
        row.group: row.number for row in statistics.released(session, "2026-10") if row.table == "contacts_by_language"
    }
    assert shown == {"en": 25, "st:ls": 15, "st:za": 10, "other": 5, "all": 55}


def test_weeks_and_months_begin_and_end_where_they_should():
    since = dt.datetime(2026, 12, 30, 12, tzinfo=dt.UTC)
    until = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    found = {each.name: (each.begins.date(), each.ends.date()) for each in statistics.periods(since, until)}
    assert found["2026-12"] == (dt.date(2026, 12, 1), dt.date(2027, 1, 1))
    assert found["2027-01"] == (dt.date(2027, 1, 1), dt.date(2027, 2, 1))
    assert found["2026-W53"] == (dt.date(2026, 12, 28), dt.date(2027, 1, 4))
    assert "2027-W05" not in found
    assert "2027-02" not in found


def test_the_csv_leaves_empty_what_is_not_shown_and_is_no_formula():
    rows = [Row("registered_by_town", "2026-11", "=1+1", 5), Row("contacts_by_language", "2026-11", "other", None)]
    assert as_csv(rows).splitlines() == [
        "table,period,group,number",
        "registered_by_town,2026-11,'=1+1,5",
        "contacts_by_language,2026-11,other,",
    ]


def test_every_table_has_a_definition(session):
    for each in people(session, 5):
        ask(session, each, "passport.fee")
    session.flush()
    statistics.release_due(session, NOVEMBER)
    assert {row.table for row in statistics.released(session)} == set(DEFINITIONS)


def test_nothing_released_holds_an_id(session):
    met = people(session, 7)
    statistics.release_due(session, NOVEMBER)
    told = as_csv(statistics.released(session))
    assert not any(each.id in told for each in met)
