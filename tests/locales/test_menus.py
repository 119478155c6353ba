"""Menu labels fit a small screen and are written in the spelling of their reader."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from registry.content import load
from registry.content.languages import misspelt
from sesotho import segments, to_gsm7

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "st_LS", "st_ZA")
CONTENT = load(ROOT / "content")
MENUS = yaml.safe_load((ROOT / "content/menus.yaml").read_text("utf-8"))
LABELS = [(code, language, label) for code, row in MENUS["labels"].items() for language, label in row.items()]
LONGEST_LABEL = 24


def test_there_are_labels_in_every_language():
    assert [code for code, row in MENUS["labels"].items() if tuple(row) != LANGUAGES] == []


@pytest.mark.parametrize(("code", "language", "label"), LABELS)
def test_a_label_is_short_and_spelt_right(code, language, label):
    assert len(to_gsm7(label)) <= LONGEST_LABEL
    assert list(misspelt(CONTENT.words.without_accepted(label), language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MENUS["menus"])
def test_a_whole_menu_fits_two_segments(name, language):
    titles = {code: row[language] for code, row in MENUS["labels"].items()}
    titles |= {code: answer.title[language] for code, answer in CONTENT.answers.items()}
    lines = [f"{number} {titles[code]}" for number, code in enumerate(MENUS["menus"][name], 1)]
    title = "U hloka eng? Araba ka nomoro:" if name == "main" else f"{titles[name]}:"
    assert segments(to_gsm7("\n".join([title, *lines]))).count <= 2
