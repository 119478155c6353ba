"""The content of this repository is sound."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from registry.content import load, render
from registry.content.__main__ import main
from registry.content.check import COUNTRIES, LOCALES
from registry.content.table import table
from sesotho import segments, to_gsm7

DIRECTORY = Path(__file__).parents[2] / "content"
CONTENT = load(DIRECTORY)
READERS = list(itertools.product(LOCALES, COUNTRIES))


def test_the_check_passes(capsys):
    assert main(["check", "--dir", str(DIRECTORY)]) == 0, capsys.readouterr().out


def test_every_sesotho_word_is_vouched_for(capsys):
    assert main(["check", "--words", "--dir", str(DIRECTORY)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("on", [dt.date(2026, 11, 22), dt.date(2027, 3, 1), dt.date(2030, 1, 1)])
@pytest.mark.parametrize(("locale", "country"), READERS)
def test_every_answer_fits_and_says_something_for_years(locale, country, on):
    for answer in CONTENT.answers.values():
        said = render(answer, CONTENT.facts, locale=locale, country=country, on=on)
        size = segments(to_gsm7(said.short))
        assert (size.encoding, size.count <= 2) == ("GSM-7", True), (answer.topic, said.short)
        assert "{" not in said.short + "".join(said.full)
        assert said.aged is any(CONTENT.facts[fact].review_at < on for fact in said.facts)


@pytest.mark.parametrize(("locale", "country"), READERS)
def test_withholding_any_fact_leaves_every_answer_with_words(locale, country):
    for name in sorted(CONTENT.facts):
        facts = {**CONTENT.facts, name: replace(CONTENT.facts[name], standing="withheld")}
        for answer in CONTENT.answers.values():
            if any(ref.fact == name for item in answer.texts[locale].lines() for ref in item.refs()):
                said = render(answer, facts, locale=locale, country=country, on=dt.date(2026, 11, 22))
                assert name not in said.facts
                assert said.short
                assert all(said.full)


def test_the_numbers_are_a_table():
    lines = table(CONTENT, dt.date(2026, 11, 22)).splitlines()
    assert lines[:2] == ["| What | Number |", "|---|---|"]
    numbers = dict(line.strip("| ").split(" | ") for line in lines[2:])
    assert numbers["Facts"] == str(len(CONTENT.facts))
    assert numbers["Facts past their review date"] == "0"
    assert all("GSM-7 100%" in number for what, number in numbers.items() if what.startswith("Segments"))
