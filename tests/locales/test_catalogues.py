"""The service's own phrases are all translated, and what is wrong with a catalogue is found."""

from __future__ import annotations

import gettext
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from service import catalogues
from service.catalogues import check, compile_catalogues, extract, update
from sesotho import segments, to_gsm7

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
DOMAINS = tuple(catalogues.DOMAINS)
# Shown on pages, never sent by SMS.
NOT_SENT = ("console", "register")
SPELLINGS = ("st_LS", "st_ZA")


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the catalogues that a test may spoil."""
    return Path(shutil.copytree(LOCALES, tmp_path / "locales", ignore=shutil.ignore_patterns("*.mo")))


def spoil(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_every_phrase_is_translated_and_fits():
    assert check() == []


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        ("st_LS/LC_MESSAGES/gateway.po", 'msgstr "Ngola EKETSA."', 'msgstr ""', "'Write MORE.' has no translation"),
        ("st_ZA/LC_MESSAGES/gateway.po", '#: gateway/words.py\nmsgid "Write MORE."',
         '#: gateway/words.py\n#, fuzzy\nmsgid "Write MORE."', "'Write MORE.' is fuzzy"),
        ("st_LS/LC_MESSAGES/actions.po", "Pitso e tlang: {name}", "Pitso e tlang: {nane}", "has other placeholders"),
        ("st_LS/LC_MESSAGES/gateway.po", "tse ling", "tse ding", "`ding` is not st_LS spelling"),
        ("st_ZA/LC_MESSAGES/gateway.po", "tse ding", "tse ling", "`ling` is not st_ZA spelling"),
        ("st_ZA/LC_MESSAGES/gateway.po", "Ngola EKETSA.", "Ngola EKETSA. " * 12, "takes 2 SMS segments"),
        ("st_LS/LC_MESSAGES/gateway.po", 'msgid "Write MORE."', 'msgid "Write MORE now."', "is said nowhere"),
        ("gateway.pot", 'msgid "Write MORE."', 'msgid "Write more."', "not what the code says now"),
        ("long.yaml", "Nearest Lesotho office", "Nearest office", "is said nowhere"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(copy, file, before, after, problem):
    spoil(copy / file, before, after)
    assert any(problem in found for found in check(copy)), check(copy)


def test_extraction_gives_the_same_files_every_time(copy):
    assert extract(copy) == []
    (copy / "bot.pot").unlink()
    assert extract(copy) == [copy / "bot.pot"]
    assert (copy / "bot.pot").read_bytes() == (LOCALES / "bot.pot").read_bytes()


def test_templates_name_their_sources_without_lines_and_dates():
    for domain in DOMAINS:
        text = (LOCALES / f"{domain}.pot").read_text("utf-8")
        assert f"#: {catalogues.SOURCES.get(domain, 'console/templates/')}" in text
        assert not re.search(r"^#: .*:\d", text, re.MULTILINE)
        assert "-Date:" not in text


def test_an_update_keeps_what_is_translated(copy):
    assert update(copy) == []
    path = copy / "st_LS/LC_MESSAGES/gateway.po"
    spoil(path, 'msgid "Write MORE."', 'msgid "Write MORE now."')
    assert update(copy) == [path]
    assert any("'Write MORE.' is fuzzy" in found for found in check(copy))
    shutil.rmtree(copy / "st_ZA")
    assert len(update(copy)) == len(DOMAINS)
    assert "No native reader" in (copy / "st_ZA/LC_MESSAGES/bot.po").read_text("utf-8")


@pytest.mark.parametrize("locale", SPELLINGS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_gettext_says_each_phrase_as_it_is_sent(copy, domain, locale):
    assert compile_catalogues(copy) == len(DOMAINS) * len(SPELLINGS)
    assert compile_catalogues(copy) == 0
    words = gettext.translation(domain, copy, [locale])
    with (LOCALES / f"{domain}.pot").open("rb") as file:
        phrases = [str(message.id) for message in read_po(file) if message.id]
    assert phrases
    for phrase in phrases:
        said = words.gettext(phrase)
        # A name is the same in every language: Mohale's Hoek, CCMA; and so are some words of the office: agent, SMS.
        assert (
            said != phrase
            or domain in NOT_SENT
            or all(word[0].isupper() or not word[0].isalpha() for word in phrase.split())
        )
        assert domain in NOT_SENT or segments(to_gsm7(said)).encoding == "GSM-7"


@pytest.mark.parametrize("locale", SPELLINGS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_catalogue_says_who_reviewed_it(domain, locale):
    comment = (LOCALES / locale / "LC_MESSAGES" / f"{domain}.po").read_text("utf-8").split("msgid")[0]
    assert "No native reader has reviewed this file yet" in comment
