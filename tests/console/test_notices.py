"""The whole way of a notice: written by one officer, approved by another, sent, watched, reported."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from registry.models import Broadcast
from registry.models.base import now
from registry.services import consents, contacts
from tests.system.person import Person

_numbers = itertools.count(40_001)
TEXTS = {
    "English": "The forum in Rustenburg is on Saturday at ten, fictional.",
    "Sesotho (Lesotho)": "Pitso ea Rustenburg e ka Moqebelo ka leshome, boiqapelo.",
    "Sesotho (Afrika Boroa)": "Pitso ya Rustenburg e ka Moqebelo ka leshome, boiqapelo.",
}


@pytest.fixture
def readers(network, twilio, rows, vault) -> list[Person]:
    """Three who agreed to notices, and one who did not."""
    people = [Person(network, twilio, f"+278355{next(_numbers)}") for _ in range(4)]
    with rows.write() as session:
        for number, person in enumerate(people):
            address = contacts.reach(session, vault, number=person.number, channel="sms", country="ZA")
            session.flush()
            if number < 3:
                consents.record(
                    session, address.contact_id, "notices", is_given=True, wording="test", channel="sms", source="test"
                )
    return people


def write(page: Page, title: str) -> None:
    """Fill the form in."""
    page.get_by_label("Title").fill(title)
    for language, text in TEXTS.items():
        page.get_by_label(language, exact=True).fill(text)
    # The forum is tonight: nobody sleeps in a test.
    page.get_by_label("saves lives").check()
    page.get_by_role("button", name="Keep the draft").click()


def test_a_notice_of_two_people_reaches_whoever_agreed(hire, readers, rows):
    writer, approver = hire("editor"), hire("approver")
    page = writer.open("/notices/new")
    writer.is_clean()
    write(page, "Forum in Rustenburg")
    expect(page.get_by_role("status")).to_contain_text("ask a second officer")
    expect(page.get_by_role("region", name="English, sms")).to_contain_text("The forum in Rustenburg")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    writer.is_clean()
    number = page.url.split("?")[0].rsplit("/", 1)[1]
    csv = "number\n" + "\n".join(person.number for person in readers) + "\nnot a number\n"
    page.get_by_label("CSV file").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": csv.encode()})
    page.get_by_role("button", name="Use these numbers").click()
    expect(page.get_by_role("status")).to_contain_text("5 lines: 4 people found, 0 not known to us")
    expect(page.get_by_role("status")).to_contain_text("Line 6:")
    expect(page.get_by_role("region", name="Who gets it now")).to_contain_text("never agreed to notices")
    page = approver.open(f"/notices/{number}")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status").first).to_contain_text("nothing has left")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    with rows.write() as session:
        # The minute to think again is over.
        session.execute(update(Broadcast).where(Broadcast.id == int(number)).values(starts_at=now()))
    for person in readers[:3]:
        assert "Rustenburg" in person.hears_something(60)
    readers[3].hears_nothing_more()
    expect(page.get_by_text("3 of 3 people reached")).to_be_visible(timeout=30_000)
    approver.is_clean()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Report (CSV)").click()
    report = downloaded.value.path().read_text()
    assert "recipient,country" in report
    assert all(person.number[4:] not in report for person in readers)


def test_what_is_missing_is_told_and_nothing_typed_is_lost(hire):
    page = hire("editor").open("/notices/new")
    page.get_by_label("Title").fill("Half a notice")
    page.get_by_label("English", exact=True).fill("Only English so far.")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("missing in st_LS, st_ZA")
    expect(page.get_by_label("English", exact=True)).to_have_value("Only English so far.")


LESOTHO, SOUTH_AFRICA = "Sesotho (Lesotho)", "Sesotho (Afrika Boroa)"
IN_LESOTHO = "Lipasa tsa lona li lokile, tlong kantorong ea Maseru: u tla fumana chelete."
IN_SOUTH_AFRICA = "Dipasa tsa lona di lokile, tlong kantorong ya Maseru: o tla fumana tjhelete."
SUGGESTIONS = [
    (SOUTH_AFRICA, IN_SOUTH_AFRICA, "Lesotho", LESOTHO, IN_LESOTHO.replace(": u tla", ": o tla")),
    (LESOTHO, IN_LESOTHO, "South African", SOUTH_AFRICA, IN_SOUTH_AFRICA),
]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(("source", "text", "asked", "target", "suggested"), SUGGESTIONS, ids=["to-LS", "to-ZA"])
def test_the_other_spelling_is_suggested_and_marked_until_read(hire, scripts, source, text, asked, target, suggested):
    desk = hire("editor", scripts=scripts)
    page = desk.open("/notices/new")
    page.get_by_label("English", exact=True).fill(TEXTS["English"])
    page.get_by_label(source, exact=True).fill(text)
    page.get_by_role("button", name=f"Suggest the {asked} spelling").click()
    expect(page.get_by_label(target, exact=True)).to_have_value(suggested)
    expect(page.get_by_label(source, exact=True)).to_have_value(text)
    expect(page.get_by_role("status").first).to_contain_text("Read every word")
    expect(page.get_by_text("nobody has read it")).to_have_count(1)
    if scripts:  # axe is a script
        desk.is_clean()
    page.get_by_label("Title").fill("Spelling")
    page.get_by_label(target, exact=True).fill(f"{suggested} Kea leboha.")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Read the suggested text")
    expect(page.get_by_label(target, exact=True)).to_have_value(f"{suggested} Kea leboha.")
    page.get_by_label("I have read every word").check()
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("heading", name="Spelling", level=1)).to_be_visible()


def test_nothing_is_suggested_from_nothing(hire):
    page = hire("editor").open("/notices/new")
    page.get_by_label(LESOTHO, exact=True).fill(IN_LESOTHO)
    page.get_by_role("button", name="Suggest the Lesotho spelling").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the text in the other spelling first")
    expect(page.get_by_label(LESOTHO, exact=True)).to_have_value(IN_LESOTHO)


def test_it_is_tried_on_ones_own_telephone_first(hire, network, twilio):
    own = Person(network, twilio, f"+278355{next(_numbers)}")
    page = hire("editor").open("/notices/new")
    write(page, "A trial")
    page.get_by_label("Your number").fill(own.number)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status")).to_contain_text("Sent to your telephone")
    assert own.hears_something().startswith("TEST. The forum in Rustenburg")


@pytest.mark.parametrize("path", ["/notices", "/notices/new", "/statistics"])
@pytest.mark.parametrize("width", [360, 1366])
def test_pages_fit_and_are_clean(hire, path, width):
    desk = hire("approver", width=width)
    page = desk.open(path)
    desk.is_clean()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
