"""What the documents say is shown by a test is shown by one that exists; every bound is a setting.

The lines of the standard themselves: test_asvs.py.
"""

from __future__ import annotations

import re

import pytest

from service.settings import ROOT, Settings

DOCUMENTS = {"docs/security.md": 2, "docs/privacy.md": 8}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_is_named_exists(document):
    named = set(re.findall(r"`(tests/[\w/.]+)`", (ROOT / document).read_text("utf-8")))
    assert len(named) > DOCUMENTS[document]
    missing = {each for each in named if not (ROOT / each).exists()}
    assert not missing


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
