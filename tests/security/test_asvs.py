"""docs/asvs.md has a line for every requirement of ASVS 5.0.0 levels 1 and 2, and whatever a line names is there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest

from service.settings import ROOT

# How many requirements of levels 1 and 2 each section has; in all sections those of level 3 come last. 3.1, 3.6, 6.7
# and 15.4 have only such.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
LINE = re.compile(
    r"^\| (?P<number>\d+\.\d+\.\d+) \| (?P<asked>[^|]+) \| (?P<result>[^|]+) \| (?P<shown>.+) \|$", re.MULTILINE
)
CODE = re.compile(r"`([^`]+)`")
TEST = re.compile(r"tests/[\w/]+\.py::\w+")
FILE = re.compile(r"[\w.@-]+(?:/[\w.@-]+)*")
SUFFIXES = (".py", ".md", ".html", ".js", ".yaml", ".yml", ".conf", ".lock", ".toml")
TEXT = (ROOT / "docs/asvs.md").read_text("utf-8")
LINES = {found["number"]: found for found in LINE.finditer(TEXT)}


@cache
def functions(path: str) -> frozenset[str]:
    """What a test file defines."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def files(words: str) -> list[str]:
    """The files that are named: by their suffix, or because they begin where something of ours is."""
    named = [each for each in CODE.findall(words) if FILE.fullmatch(each)]
    return [each for each in named if each.endswith(SUFFIXES) or ("/" in each and (ROOT / each.split("/")[0]).exists())]


def test_every_requirement_of_the_two_levels_has_one_line():
    wanted = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
    assert len(wanted) == 70 + 183
    assert list(LINES) == wanted
    assert len(LINES) == sum(line.startswith("| ") and line[2].isdigit() for line in TEXT.splitlines())


def test_all_seventeen_chapters_are_there():
    assert [int(number) for number in re.findall(r"^## V(\d+) ", TEXT, re.MULTILINE)] == list(range(1, 18))


@pytest.mark.parametrize("number", LINES)
def test_a_line_is_shown_by_something_that_exists_or_says_why(number):
    line = LINES[number]
    tests, others = TEST.findall(line["shown"]), files(line["shown"])
    assert line["result"] in ("met", "not met", "n.a.")
    for test in tests:
        path, _, name = test.partition("::")
        assert name in functions(path), f"{number}: {test} is gone"
    for path in others:
        assert (ROOT / path).exists(), f"{number}: {path} is gone"
    for path, heading in re.findall(r'`(docs/[\w.]+)`, "([^"]+)"', line["shown"]):
        assert f"\n## {heading}\n" in (ROOT / path).read_text("utf-8"), f"{number}: {path} has no part {heading!r}"
    if line["result"] == "met":
        assert tests or others, f"{number} is said to be met, and nothing shows it"
    else:
        assert len(CODE.sub("", line["shown"]).split()) >= 2, f"{number} gives no reason"


def test_what_names_a_test_names_it_as_it_can_be_found():
    named = [each for each in CODE.findall(TEXT) if "::" in each]
    assert len(named) > 150
    assert all(TEST.fullmatch(each) for each in named)


def test_the_summary_counts_what_the_table_says():
    counted = Counter(line["result"] for line in LINES.values())
    summary = (ROOT / "docs/security.md").read_text("utf-8")
    assert f"{counted['met']} met, {counted['n.a.']} not applicable, {counted['not met']} not met" in summary
    listed = summary.split("\n## What is not met")[1].split("\n## ")[0]
    missing = {number for number, line in LINES.items() if line["result"] == "not met"}
    assert set(re.findall(r"\b\d+\.\d+\.\d+\b", listed)) == missing
