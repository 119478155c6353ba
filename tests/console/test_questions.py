"""What was not understood: shown without people in it, alike together, taught, answered to everyone who asked."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from registry.models import Lesson, Miss
from registry.models.base import now
from registry.services.questions import Asked, clustered, without_people
from tests.system.person import Person

_numbers = itertools.count(50_001)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("My number is 083 555 0101, where is my thing?", "My number is …, where is my thing?"),
        ("my name is Palesa Mokoena and i want to know", "my name is … and i want to know"),
        ("Lebitso la ka ke Thabo, ke batla thuso", "Lebitso la ka ke …, ke batla thuso"),
        ("write to palesa@example.org about ZA-LEP-12345", "write to … about …"),
        ("is there a forum in 2 days", "is there a forum in 2 days"),
        ("Where did Lerato Sello go", "Where did … go"),
    ],
)
def test_nobody_is_named(text, shown):
    assert without_people(text) == shown


def test_like_questions_of_both_spellings_are_together(at):
    texts = [
        "ke batla ho tseba ka dikgomo tsa ka",
        "ke batla ho tseba ka likhomo tsa ka",
        "what about the rain tomorrow",
    ]
    found = clustered([Asked(n, text, "st", None, at, [("menu", 0.1)]) for n, text in enumerate(texts)])
    assert [sorted(cluster.ids) for cluster in found] == [[0, 1], [2]]


@pytest.fixture
def at():
    return now()


@pytest.fixture
def askers(network, twilio) -> list[Person]:
    """Three people who ask, each in their own way, what nobody has an answer to."""
    people = [Person(network, twilio, f"+278355{next(_numbers)}") for _ in range(3)]
    texts = [
        "Can I bring a goat over the bridge",
        "can i bring my goat over the bridge?",
        "bring goat over the bridge can i",
    ]
    for person, text in zip(people, texts, strict=True):
        person.writes(text)
        assert "not sure" in person.hears_something()
    return people


def test_everyone_who_asked_is_answered_once(hire, askers):
    desk = hire("editor")
    page = desk.open("/questions")
    desk.is_clean()
    card = page.get_by_role("article").filter(has_text="goat").first
    expect(card).to_contain_text("3 question(s)")
    card.get_by_text("Answer everyone who asked this").click()
    card.get_by_label("English").fill("Animals need a paper from the vet, fictional.")
    card.get_by_label("Sesotho (Lesotho)").fill("Liphoofolo li hloka lengolo, boiqapelo.")
    card.get_by_label("Sesotho (Afrika Boroa)").fill("Diphoofolo di hloka lengolo, boiqapelo.")
    card.get_by_role("button", name="Send to everyone who asked").click()
    expect(page.get_by_role("status")).to_contain_text("Answered: 3 people")
    for person in askers:
        person.hears("Animals need a paper from the vet, fictional.")
        person.hears_nothing_more()
    expect(page.get_by_text("goat")).to_have_count(0)


def test_what_is_taught_becomes_a_lesson_for_the_next_model(hire, askers, rows):
    page = hire("editor").open("/questions")
    card = page.get_by_role("article").filter(has_text="goat").first
    card.get_by_label("This is about").select_option("passport.lost")
    card.get_by_role("button", name="Teach").click()
    expect(page.get_by_role("status")).to_contain_text("Kept as lessons")
    with rows.read() as session:
        taught = list(session.scalars(select(Lesson).where(Lesson.topic == "passport.lost")))
        assert {each.state for each in taught} == {"proposed"}
        assert any("goat" in each.text for each in taught)
        assert session.scalar(select(Miss.outcome).order_by(Miss.id.desc()).limit(1)) == "taught"
