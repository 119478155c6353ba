"""What the documents say is shown by a test is shown by one that exists; every chapter of the standard has its line."""

from __future__ import annotations

import re

import pytest

from service.settings import ROOT, Settings

DOCUMENTS = ("docs/security.md", "docs/privacy.md")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_is_named_exists(document):
    named = set(re.findall(r"`(tests/[\w/.]+)`", (ROOT / document).read_text("utf-8")))
    assert len(named) > 8
    missing = {each for each in named if not (ROOT / each).exists()}
    assert not missing


def test_every_chapter_of_the_standard_has_a_line():
    text = (ROOT / "docs/security.md").read_text("utf-8")
    assert [int(number) for number in re.findall(r"\*\*V(\d+) ", text)] == list(range(1, 18))


def test_every_line_of_the_assessment_has_a_test_or_a_reason():
    text = (ROOT / "docs/security.md").read_text("utf-8").split("## ASVS 5.0, level 2")[1].split("## Known gaps")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| section")]
    assert len(lines) > 45
    for line in lines:
        _, section, how, shown, _ = line.split("|")
        if section.strip().startswith("**") and not how.strip():
            continue
        assert how.strip(), line
        assert "tests/" in shown or shown.strip() in ("-", "reason given"), line


def test_every_bound_is_a_setting_and_in_the_example():
    text = (ROOT / "docs/security.md").read_text("utf-8")
    example = (ROOT / ".env.example").read_text("utf-8")
    for name in re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", text.split("## ASVS")[0]):
        assert name.lower() in Settings.model_fields, name
        assert f"{name}=" in example, name


def test_the_example_lists_every_setting_of_people():
    example = (ROOT / ".env.example").read_text("utf-8")
    ours = ("alarm_", "smtp_", "keep_", "number_per", "address_per", "spend_", "send_", "thuso_pepper")
    for name in Settings.model_fields:
        if name.startswith(ours):
            assert f"\n{name.upper()}=" in example, name
