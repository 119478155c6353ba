"""A person asks for a person: an officer takes the conversation, answers, hands it back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from registry.models import Contact
from registry.services import contacts, handovers
from tests.system.person import Person

_numbers = itertools.count(60_001)


@dataclass
class Asker:
    """A person and what the registry calls them."""

    person: Person
    contact: str
    handover: int


@pytest.fixture
def asker(network, twilio, rows, vault) -> Asker:
    """Somebody who has asked a question and then for a person."""
    number = f"+278355{next(_numbers)}"
    person = Person(network, twilio, number)
    person.writes("How much is a passport?")
    person.hears_something()
    with rows.write() as session:
        contact_id = contacts.reach(session, vault, number=number, channel="sms", country="ZA").contact_id
        asked, _ = handovers.ask(session, session.get_one(Contact, contact_id), topic="passport.fee")
        return Asker(person, contact_id, asked.id)


def test_a_conversation_is_taken_answered_and_handed_back(hire, asker):
    clerk = hire("clerk")
    page = clerk.open("/inbox")
    clerk.is_clean()
    page.get_by_role("button", name=f"Take {asker.handover}", exact=True).click()
    expect(page.get_by_role("region", name="What was said")).to_contain_text("How much is a passport?")
    clerk.is_clean()
    page.get_by_label("Your reply").fill("Bring the old passport too. - Mpho, fictional officer")
    expect(page.locator("[data-size]")).to_contain_text("1 × SMS")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").first).to_contain_text("Sent")
    asker.person.hears("Bring the old passport too. - Mpho, fictional officer")
    page.get_by_role("button", name="Hand back").click()
    expect(page.get_by_role("status")).to_contain_text("the assistant answers again")


def test_two_officers_never_have_it_at_once(hire, asker):
    first, second = hire("clerk"), hire("case_officer")
    first.open("/inbox")
    second.open("/inbox")
    take = f"Take {asker.handover}"
    first.page.get_by_role("button", name=take, exact=True).click()
    expect(first.page.get_by_role("button", name="Send")).to_be_visible()
    second.page.evaluate("document.querySelector('main').removeAttribute('data-live')")
    button = second.page.get_by_role("button", name=take, exact=True)
    if button.count():
        button.click()
        expect(second.page.get_by_role("status")).to_contain_text("Somebody else has this conversation")
    second.open(f"/inbox/{asker.handover}")
    expect(second.page.get_by_text(f"{first.name} has this conversation.")).to_be_visible()
    expect(second.page.get_by_role("button", name="Send")).to_have_count(0)


def test_our_own_answer_is_inserted_in_the_language_of_the_person(hire, asker):
    page = hire("clerk").open(f"/inbox/{asker.handover}")
    page.get_by_role("button", name="Take this conversation").click()
    page.get_by_label("Insert answer").select_option("passport.lost")
    page.get_by_role("button", name="Insert").click()
    expect(page.get_by_label("Your reply")).not_to_be_empty()


def test_what_officers_note_the_person_never_hears(hire, asker):
    page = hire("clerk").open(f"/inbox/{asker.handover}")
    page.get_by_label("Note").fill("Called the mission, fictional")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Called the mission, fictional")).to_be_visible()
    asker.person.hears_nothing_more()


def test_new_words_show_without_reloading(hire, asker):
    page = hire("clerk").open(f"/inbox/{asker.handover}")
    page.get_by_role("button", name="Take this conversation").click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    asker.person.writes("Are you there, fictional officer?")
    expect(page.get_by_role("region", name="What was said")).to_contain_text("Are you there", timeout=12_000)


def test_an_alarm_shows_within_five_seconds_and_is_taken_on(hire, network, twilio):
    officer = hire("approver")
    somebody = Person(network, twilio, f"+278355{next(_numbers)}")
    somebody.writes("he locked me in the house and beats me, please help")
    button = officer.page.get_by_role("button", name="Take alarm").first
    expect(button).to_be_visible(timeout=6_000)
    expect(officer.page.locator("main")).not_to_contain_text("locked me in")
    officer.is_clean()
    button.click()
    expect(officer.page.get_by_role("status")).to_contain_text("You have taken the alarm on")


@pytest.mark.parametrize("width", [360, 1366])
def test_people_are_found_without_a_number_on_any_page(hire, asker, width):
    desk = hire("clerk", width=width)
    page = desk.open("/people")
    desk.is_clean()
    page.get_by_label("Telephone number").fill(asker.person.number)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="not on the register").click()
    expect(page.locator("main")).to_contain_text(f"… {asker.person.number[-3:]}")
    assert asker.person.number[4:] not in page.content()
    assert asker.person.number[4:] not in page.url
    desk.is_clean()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/inbox", "/cases"])
def test_empty_lists_say_what_to_do(hire, path):
    desk = hire("case_officer", width=360)
    page = desk.open(path)
    desk.is_clean()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_only_who_took_the_alarm_on_sees_the_number_and_it_is_logged(hire, network, twilio):
    officer, boss = hire("approver"), hire("administrator")
    somebody = Person(network, twilio, f"+278355{next(_numbers)}")
    somebody.writes("they took my passport and I cannot leave this farm, please help")
    somebody.hears_something()
    page = officer.open("")
    page.get_by_role("button", name="Take alarm").last.click()
    page.get_by_role("button", name="Show the number").first.click()
    expect(page.get_by_text(somebody.number)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Do not call or write")
    officer.is_clean()
    expect(boss.open("/log").get_by_role("row").filter(has_text="number shown").first).to_contain_text(officer.name)
