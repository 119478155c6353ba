"""An answer and a fact changed by one officer, published by another, heard by text."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.system.person import Person

_numbers = itertools.count(70_001)


@pytest.fixture
def anybody_hears(network, twilio) -> Callable[[str, str], None]:
    """Within a minute, whoever asks gets an answer with these words; each time somebody else asks."""

    def heard(question: str, words: str) -> None:
        until = time.monotonic() + 60
        while True:
            somebody = Person(network, twilio, f"+278355{next(_numbers)}")
            somebody.writes(question)
            if words in somebody.hears_something():
                return
            assert time.monotonic() < until, f"{words!r} was not heard within a minute"
            time.sleep(1)

    return heard


def test_a_fact_is_changed_by_two_people_and_asked_for_by_text(hire, anybody_hears):
    editor, approver = hire("editor"), hire("approver")
    page = editor.open("/facts/fee")
    editor.is_clean()
    page.get_by_label("value money").fill("145")
    page.get_by_label("Why").fill("New gazette, fictional")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("status")).to_contain_text("Somebody else can publish it")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    editor.is_clean()
    page = approver.open("/facts/fee")
    expect(page.locator(".diff .new").first).to_have_text("new:145")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("within a minute")
    anybody_hears("How much is a passport?", "M145")


def test_the_author_cannot_publish_not_even_as_administrator(hire, service):
    boss = hire("administrator")
    page = boss.open("/facts/fee")
    page.get_by_label("Note").fill("A word more")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Somebody else has to publish it.")).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("button", name="Take back")).to_have_count(0)


def test_which_answers_use_a_fact_is_seen_before_it_is_changed(hire):
    page = hire("editor").open("/facts/fee")
    users = page.get_by_role("region", name="Used by")
    expect(users.get_by_role("link")).not_to_have_count(0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A passport costs M999.", "a digit that no fact backs"),
        ("It costs {pp-fee-nowhere}.", "names no value"),
        ("[Mars] It costs more there.", "is not a reader"),
        ("It costs {fee.", "a brace is not closed"),
    ],
)
def test_a_wrong_answer_is_told_in_plain_words_and_not_kept(hire, line, said):
    desk = hire("editor")
    page = desk.open("/answers/passport.fee")
    desk.is_clean()
    text = page.locator('[id="short.en"]')
    text.fill(f"{text.input_value()}\n{line}")
    page.get_by_role("button", name="Propose").click()
    expect(page.locator("main")).to_contain_text(said)
    expect(page.get_by_role("heading", name="Proposed by")).to_have_count(0)
    assert line in page.locator('[id="short.en"]').input_value(), "what was typed is still there"


def test_an_answer_is_tried_then_proposed_then_published(hire, anybody_hears):
    editor, approver = hire("editor"), hire("approver")
    page = editor.open("/answers/passport.fee")
    for locale, more in (("en", "Ask for a receipt."), ("st_LS", "Kopa resiti."), ("st_ZA", "Kopa resiti.")):
        text = page.locator(f'[id="short.{locale}"]')
        text.fill(f"{text.input_value()}\n{more}")
    page.get_by_role("button", name="Check and preview").click()
    expect(page.get_by_text("Nothing has been kept yet")).to_be_visible()
    expect(page.get_by_role("region", name="English")).to_contain_text("Ask for a receipt.")
    expect(page.get_by_role("region", name="English")).to_contain_text("SMS: ")
    editor.is_clean()
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("status").first).to_contain_text("Proposed")
    page = approver.open("/answers/passport.fee")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Published")
    anybody_hears("How much is a passport?", "Ask for a receipt.")


def test_a_native_reader_approves_a_text_and_a_later_change_takes_it_back(hire):
    editor, approver = hire("editor"), hire("approver")
    page = editor.open("/answers/passport.fee")
    region = page.get_by_role("region", name="Sesotho (Lesotho)")
    region.get_by_role("button", name="I read").click()
    expect(page.get_by_role("region", name="Sesotho (Lesotho)")).to_contain_text(f"read by {editor.name}")
    text = page.locator('[id="short.st_LS"]')
    text.fill(text.input_value() + "\nKopa thuso.")
    page.get_by_role("button", name="Propose").click()
    page = approver.open("/answers/passport.fee")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("region", name="Sesotho (Lesotho)")).to_contain_text("no native reader yet")


SUGGESTIONS = [
    ("Lesotho", "st_ZA", "st_LS", "[ZA] Tjhelete ya {fee} e lefuwa teng.", "[ZA] Chelete ea {fee} e lefuoa teng."),
    (
        "South African",
        "st_LS",
        "st_ZA",
        "[ZA] Chelete ea {fee} u e lefa teng.",
        "[ZA] Tjhelete ya {fee} o e lefa teng.",
    ),
]


@pytest.mark.parametrize(("asked", "source", "target", "line", "suggested"), SUGGESTIONS, ids=["to-LS", "to-ZA"])
def test_the_other_spelling_of_an_answer_is_suggested_and_has_to_be_read(hire, asked, source, target, line, suggested):
    desk = hire("editor")
    page = desk.open("/answers/passport.lost")
    before = page.locator(f'[id="full.{source}"]').input_value()
    page.locator(f'[id="short.{source}"]').fill(line)
    page.get_by_role("button", name=f"Suggest the {asked} spelling").click()
    expect(page.get_by_role("status").first).to_contain_text("Read every word")
    expect(page.locator(f'[id="short.{target}"]')).to_have_value(suggested)
    expect(page.locator(f'[id="full.{source}"]')).to_have_value(before)
    desk.is_clean()
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("alert")).to_contain_text("Read the suggested text")
    # To look is free, and the mark stays.
    page.get_by_role("button", name="Check and preview").click()
    expect(page.get_by_text("nobody has read it")).to_have_count(1)
    expect(page.locator(f'[id="short.{target}"]')).to_have_value(suggested)
    page.get_by_label("I have read every word").check()
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Read the suggested text")).to_have_count(0)
    expect(page.get_by_text("nobody has read it")).to_have_count(0)


def test_a_fact_is_picked_not_typed(hire):
    page = hire("editor").open("/answers/passport.fee")
    page.locator('[id="short.en"]').focus()
    page.keyboard.press("Control+End")
    page.locator("#fact").select_option("{fee}")
    assert page.locator('[id="short.en"]').input_value().endswith("{fee}")


@pytest.mark.parametrize("path", ["/answers", "/facts", "/answers/passport.fee", "/facts/fee"])
def test_narrow_screens(hire, path):
    desk = hire("editor", width=360)
    page = desk.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    desk.is_clean()


def test_a_clerk_changes_no_content(hire):
    page = hire("clerk").open("/answers/passport.fee")
    expect(page.get_by_role("heading", name="This is not open to you")).to_be_visible()
