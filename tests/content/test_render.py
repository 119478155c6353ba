"""What a reader gets, from where they are, on the day they ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from registry.content import load, render, source_tag
from registry.content.phrases import SILENT

FEE = "answers/passport/passport.fee.yaml"
FACTS = "facts/passport.yaml"
TODAY = dt.date(2026, 11, 22)
LATER = dt.date(2027, 6, 1)


def rendered(directory, topic="passport.fee", locale="en", country="ZA", on=TODAY):
    content = load(directory)
    return render(content.answers[topic], content.facts, locale=locale, country=country, on=on)


SHORT = [
    ("en", "ZA", "A passport costs M130. Call 0800 222 777, free."),
    ("en", "LS", "A passport costs M130."),
    ("en", "GB", "A passport costs M130."),
    ("st_LS", "ZA", "Phasepoto e bitsa M130. Letsetsa 0800 222 777, mahala."),
    ("st_ZA", "LS", "Phasepoto e bitsa M130."),
]


@pytest.mark.parametrize(("locale", "country", "short"), SHORT)
def test_sentences_are_for_who_can_use_them(content_dir, locale, country, short):
    assert rendered(content_dir(), locale=locale, country=country).short == short


def test_an_unpublished_fact_silences_its_sentence_only(content_dir):
    assert "Call 010" not in rendered(content_dir()).short
    confirmed = content_dir((FACTS, "standing: verify_first", "standing: published"))
    assert "Call 010 100 3001." in rendered(confirmed).short
    withheld = content_dir(
        (
            FACTS,
            "standing: published\n  confidence: high\n  stale_risk: medium",
            "standing: withheld\n  confidence: high\n  stale_risk: medium",
        )
    )
    assert rendered(withheld).short == "Call 0800 222 777, free."


@pytest.mark.parametrize("locale", ["en", "st_LS", "st_ZA"])
def test_when_nothing_can_be_said_it_says_so(content_dir, locale):
    content = load(content_dir())
    nothing = {name: replace(fact, standing="withheld") for name, fact in content.facts.items()}
    said = render(content.answers["passport.fee"], nothing, locale=locale, country="ZA", on=TODAY)
    assert said.short == SILENT[locale]
    assert said.full == [SILENT[locale]]
    assert (said.source, said.checked, said.facts) == (None, None, [])
    assert source_tag(said, locale) == ""


def test_a_fact_nobody_knows_silences_too(content_dir):
    content = load(content_dir())
    said = render(content.answers["passport.fee"], {}, locale="en", country="ZA", on=TODAY)
    assert said.short == SILENT["en"]


def test_what_goes_with_the_words(content_dir):
    said = rendered(content_dir(), locale="st_LS")
    assert said.title == "Tefo ea phasepoto"
    assert said.choices == ["passport.lost", "passport.apply"]
    assert said.facts == ["fee", "line"]
    assert (said.source, said.checked) == ("gov.ls", dt.date(2026, 11, 22))


GOV, NEWS = "https://www.gov.ls/fees/", "https://lestimes.example/fees"
TAGS = [
    (GOV, "en", "(gov.ls, Nov 2026)"),
    (GOV, "st_ZA", "(gov.ls, Pudu 2026)"),
    (GOV, "st_LS", "(gov.ls, Pulu 2026)"),
    ("https://unclaimed.mwpf.co.za/x", "en", "(MWPF, Nov 2026)"),
    ("https://notgov.ls/x", "en", "(checked Nov 2026)"),
    (NEWS, "st_LS", "(e hlahlobiloe Pulu 2026)"),
]


@pytest.mark.parametrize(("url", "locale", "tag"), TAGS)
def test_the_source_where_readers_know_it_and_the_month_it_was_checked(content_dir, url, locale, tag):
    assert source_tag(rendered(content_dir((FACTS, GOV, url)), locale=locale), locale) == tag


AGES = [(dt.date(2026, 11, 22), False), (dt.date(2027, 5, 22), False), (dt.date(2027, 5, 23), True)]


@pytest.mark.parametrize(("on", "aged"), AGES)
def test_past_its_review_date_an_answer_says_so(content_dir, on, aged):
    said = rendered(content_dir(), on=on)
    assert said.aged is aged
    assert any("may have changed" in line for line in said.full) is aged
    assert ("May have changed" in said.short) is aged


WHO = [
    ("https://www.gov.ls/fees/", "en", "the nearest Lesotho mission (text MISSION and your town)"),
    ("https://www.homeaffairs.gov.ls/faqs/", "en", "Home Affairs in Lesotho"),
    ("https://unclaimed.mwpf.co.za/", "st_LS", "Mineworkers Provident Fund"),
    ("https://notmwpf.co.za/", "st_ZA", "romella MISSION"),
]


@pytest.mark.parametrize(("url", "locale", "who"), WHO)
def test_an_aged_answer_names_whom_to_ask(content_dir, url, locale, who):
    said = rendered(content_dir((FACTS, "https://www.gov.ls/fees/", url)), locale=locale, on=LATER)
    assert who in said.full[-1]


def test_a_short_answer_that_is_full_says_nothing_of_its_age(content_dir):
    long = "A passport costs {fee}. " + "Bring every paper that you have with you. " * 6
    said = rendered(content_dir((FEE, "A passport costs {fee}.", long.strip())), on=LATER)
    assert said.aged
    assert said.short.endswith("Call 0800 222 777, free.")
    assert "may have changed" in said.full[-1]


def test_nothing_is_added_to_the_words_for_a_person_in_danger(content_dir):
    said = rendered(content_dir(), "tip.help", on=dt.date(2040, 1, 1))
    assert said.aged
    assert said.short == "Are you safe to read this? Call 0800 222 777."
    assert said.full == ["To be called, reply YES."]
    assert source_tag(said, "en") == ""
