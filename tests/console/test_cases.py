"""Cases in the console: listed, taken, changed with a text to the person, moved, noted, exported."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from registry.services import cases, contacts
from registry.services.deadlines import LastDay
from registry.services.library import read_library
from tests.system.person import Person

_numbers = itertools.count(30_001)


@dataclass
class Opened:
    """A case and whose it is."""

    number: int
    reference: str
    person: Person
    contact: str


@pytest.fixture
def opened(network, twilio, rows, vault) -> Opened:
    """A case with a last day that has passed."""
    person = Person(network, twilio, f"+278355{next(_numbers)}")
    person.writes("How much is a passport?")
    person.hears_something()
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=2)
    with rows.write() as session:
        address = contacts.reach(session, vault, number=person.number, channel="sms", country="ZA")
        data = {"kind": "wages", "country": "ZA", "town": "Welkom", "behalf": "self"}
        details = {"what": "=HYPERLINK(1) a fictional boss owes me"}
        late = LastDay("ccma", yesterday, yesterday - dt.timedelta(days=30), ())
        case = cases.open_case(session, vault, read_library(session), address.contact_id, data, details, [late])
        return Opened(case.id, case.reference, person, address.contact_id)


def test_a_change_of_status_is_told_to_the_person(hire, opened):
    desk = hire("case_officer")
    page = desk.open("/cases?late=1")
    page.get_by_role("link", name=opened.reference).click()
    expect(page.locator("main")).to_contain_text("a fictional boss owes me")
    desk.is_clean()
    page.get_by_role("button", name="Take it on").click()
    page.get_by_label("Status").select_option("in_work")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("The person is told by text")
    assert opened.reference in opened.person.hears_something(30)
    expect(page.locator("main")).to_contain_text(desk.name)


def test_a_note_stays_with_officers(hire, opened):
    page = hire("case_officer").open(f"/cases/{opened.number}")
    page.get_by_label("Only officers see it").fill("Fictional: spoke with the boss")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Fictional: spoke with the boss")).to_be_visible()
    opened.person.hears_nothing_more()


def test_the_export_has_codes_and_no_word_of_anybody(hire, opened):
    desk = hire("case_officer")
    page = desk.open("/cases")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Export").click()
    text = downloaded.value.path().read_text()
    assert opened.reference in text
    assert "fictional boss" not in text
    assert opened.person.number[4:] not in text


def test_the_same_status_twice_is_told_plainly(hire, opened):
    page = hire("case_officer").open(f"/cases/{opened.number}")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("new already")


def test_reading_a_case_and_a_person_is_in_the_log(hire, opened):
    desk, boss = hire("case_officer"), hire("administrator")
    desk.open(f"/cases/{opened.number}")
    desk.page.get_by_role("link", name="All about this person").click()
    desk.is_clean()
    log = boss.open(f"/log?of={desk.name}")
    expect(log.get_by_role("row").filter(has_text="case read").first).to_be_visible()
    expect(log.get_by_role("row").filter(has_text="person read").first).to_be_visible()


def test_a_person_is_erased_on_their_wish_and_the_receipt_shown_once(hire, opened):
    boss = hire("administrator")
    page = boss.open(f"/people/{opened.contact}")
    page.get_by_label("They asked for it").check()
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_role("heading", name="Forgotten")).to_be_visible()
    assert len(page.locator("code").inner_text().replace("-", "")) == 12
    page = boss.open("/people")
    page.get_by_label("Telephone number").fill(opened.person.number)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("Nobody is known by that")).to_be_visible()


def test_a_clerk_opens_no_case(hire, opened):
    page = hire("clerk").open(f"/cases/{opened.number}")
    expect(page.get_by_role("heading", name="This is not open to you")).to_be_visible()
