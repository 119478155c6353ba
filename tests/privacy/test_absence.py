"""After five hundred conversations nothing of anybody is in the clear anywhere; and the search would have found it.

Ten thousand: `./thuso bench absence`.
"""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest

from benchmarks.absence.__main__ import run
from benchmarks.absence.planting import Found, Planted, people

CONVERSATIONS = 500


@pytest.mark.timeout(1200)
def test_nothing_of_anybody_is_in_the_clear(template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / "thuso.db")
    found, read, said = run(CONVERSATIONS, tmp_path)
    assert found.places == []
    assert said > 2 * CONVERSATIONS
    assert read > 1_000_000
    assert {path.name for path in tmp_path.iterdir()} >= {"thuso.db", "service.log"}
    assert (tmp_path / "service.log").stat().st_size > 10_000


SOMEBODY = Planted(123)
WORD = SOMEBODY.texts[0]


@pytest.mark.parametrize(
    "left",
    [
        WORD.encode(),
        WORD.upper().encode(),
        WORD.encode("utf-16-le"),
        WORD.encode().hex().encode(),
        base64.b64encode(WORD.encode()),
        base64.b64encode(b"x" + WORD.encode()),
        base64.b64encode(b"xy" + WORD.encode()),
        SOMEBODY.name.encode(),
        SOMEBODY.number.encode(),
        SOMEBODY.number[1:].encode(),
        f"0{SOMEBODY.number[3:]}".encode(),
        SOMEBODY.number.encode("utf-16-le"),
        SOMEBODY.number.encode().hex().encode(),
    ],
)
def test_the_search_finds_what_is_there(left: bytes) -> None:
    found = Found()
    found.look("somewhere", b"\x00 before " + left + b" after")
    assert found.places


def test_everybody_says_something_that_can_be_found_and_nobody_is_anybody_else() -> None:
    some = list(people(600))
    assert len({each.number for each in some}) == 600
    for each in some:
        found = Found()
        found.look("texts", " ".join(each.texts).encode())
        assert found.places
