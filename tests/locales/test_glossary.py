"""The Sesotho of answers, menus and phrases keeps to the one glossary, docs/glossary-st.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from registry.content import load
from registry.content.languages import misspelt

ROOT = Path(__file__).parents[2]
SPELLINGS = ("st_LS", "st_ZA")
COMMANDS = "| We mean |"


@dataclass(frozen=True)
class Row:
    english: str
    preferred: dict[str, list[str]]
    instead: list[str]
    attested: str


def read_glossary(text: str) -> list[Row]:
    rows = []
    for line in text.split(COMMANDS)[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in ("English", "---"):
            english, ls, za, attested, instead, _note = cells
            preferred = {"st_LS": _terms(ls, ";"), "st_ZA": _terms(za, ";")}
            rows.append(Row(english, preferred, _terms(instead, ","), attested))
    return rows


def _terms(cell: str, separator: str) -> list[str]:
    return [term.strip() for term in cell.split(separator) if term.strip()]


def texts_of(locale: str) -> dict[str, str]:
    """Every Sesotho text that a person can get in this spelling, by where it stands."""
    found = {}
    for answer in CONTENT.answers.values():
        found[f"{answer.topic}: title"] = answer.title[locale]
        for number, item in enumerate(answer.texts[locale].lines()):
            found[f"{answer.topic}: {number}"] = item.say
    for code, labels in yaml.safe_load((ROOT / "content/menus.yaml").read_text("utf-8"))["labels"].items():
        found[f"menus.yaml: {code}"] = labels[locale]
    for path in (ROOT / "locales" / locale / "LC_MESSAGES").glob("*.po"):
        for message in read_po(path.open("rb"), locale=locale):
            if message.id:
                found[f"{path.name}: {message.id}"] = str(message.string)
    return found


def uses(term: str, text: str) -> bool:
    return re.search(rf"(?<![\w'-]){re.escape(term)}(?![\w'])", text, re.IGNORECASE) is not None


CONTENT = load(ROOT / "content")
GLOSSARY = read_glossary((ROOT / "docs/glossary-st.md").read_text("utf-8"))
TEXTS = {locale: texts_of(locale) for locale in SPELLINGS}
TERMS = [(locale, row.english, term) for row in GLOSSARY for locale in SPELLINGS for term in row.preferred[locale]]


def test_the_glossary_is_read():
    assert len(GLOSSARY) > 80
    assert [row.english for row in GLOSSARY if not (row.attested and all(row.preferred.values()))] == []
    twice = [row.english for row in GLOSSARY if [other.english for other in GLOSSARY].count(row.english) > 1]
    assert twice == []


@pytest.mark.parametrize("row", [row for row in GLOSSARY if row.instead], ids=lambda row: row.english)
def test_no_text_uses_another_word(row):
    found = [
        (locale, where, term)
        for locale in SPELLINGS
        for where, text in TEXTS[locale].items()
        for term in row.instead
        if uses(term, text)
    ]
    assert found == [], f"say {row.preferred}"


@pytest.mark.parametrize(("locale", "english", "term"), TERMS)
def test_each_preferred_word_is_used(locale, english, term):
    assert any(uses(term, text) for text in TEXTS[locale].values())


@pytest.mark.parametrize(("locale", "english", "term"), TERMS)
def test_each_preferred_word_is_in_its_own_spelling(locale, english, term):
    assert list(misspelt(CONTENT.words.without_accepted(term), locale)) == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Boloka foto ea phasepoto", True),
        ("Foto: nka e le 'ngoe", True),
        ("fotokopi", False),
        ("li-foto", False),
    ],
)
def test_a_word_is_found_as_a_word(text, is_found):
    assert uses("foto", text) is is_found
