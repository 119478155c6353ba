"""What docs/console.md says about roles is what the program does; its pictures are there and light."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry.services.officers import PERMISSIONS

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "console.md").read_text("utf-8")
HEAVIEST = 150_000


def told() -> dict[str, set[str]]:
    lines = TEXT[TEXT.index("| Role |") :].split("\n\n", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    names = [name.lower() for name in rows[0][1:]]
    return {row[0]: {name for name, cell in zip(names, row[1:], strict=True) if cell} for row in rows[2:]}


def test_the_table_of_roles_is_what_the_program_does():
    assert told() == {role: set(allowed) for role, allowed in PERMISSIONS.items()}


@pytest.mark.parametrize("picture", re.findall(r"\((images/[^)]+)\)", TEXT))
def test_pictures_are_there_and_light(picture):
    assert 0 < (DOCS / picture).stat().st_size < HEAVIEST
