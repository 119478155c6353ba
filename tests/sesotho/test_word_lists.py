import doctest
import importlib
import pkgutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sesotho_samples import PAIRS

import sesotho
from sesotho import key
from sesotho.markers import LESOTHO, SOUTH_AFRICA
from sesotho.shapes import SHAPE
from sesotho.words import lines, mapping, words

MODULES = sorted(f"sesotho.{module.name}" for module in pkgutil.walk_packages(sesotho.__path__))
LISTS = ("english.txt", "names.txt", "given_names.txt")
NATIVE = {word for pair in PAIRS for word in pair}


@pytest.mark.parametrize("name", ["sesotho", *MODULES])
def test_examples_in_the_documentation(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0


def test_there_are_examples() -> None:
    found = [doctest.DocTestFinder().find(importlib.import_module(name)) for name in MODULES]
    assert sum(len(one.examples) for module in found for one in module) > 40


@pytest.mark.parametrize("name", LISTS)
def test_every_protected_word_needs_protection(name: str) -> None:
    assert [w for w in words(name) if not SHAPE.fullmatch(w) or not (SOUTH_AFRICA.search(w) or LESOTHO.search(w))] == []


@pytest.mark.parametrize("name", LISTS[:2])
def test_no_protected_word_is_a_native_one(name: str) -> None:
    assert words(name) & NATIVE == set()


@pytest.mark.parametrize("name", [*LISTS, "neutral.txt", "apostrophes.txt"])
def test_no_word_is_listed_twice(name: str) -> None:
    listed = Counter(word for line in lines(name) for word in line.split())
    assert [word for word, times in listed.items() if times > 1] == []


def test_merged_words_are_written_in_key_letters() -> None:
    for merged, apart in mapping("merged.txt").items():
        assert key(apart) == key(merged)
        assert merged == key(merged) or key(merged) != merged.replace(" ", "")


def test_no_message_is_in_two_languages() -> None:
    listed = [message.strip() for line in lines("messages.txt") for message in line.partition("=")[2].split("|")]
    assert [message for message, times in Counter(listed).items() if times > 1] == []


def test_it_stands_alone() -> None:
    """Imported without anything but the standard library in reach."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from sesotho import identify; print(identify('ke kopa').language)"
    )
    root = str(Path(sesotho.__file__).parents[1])
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", code, root], capture_output=True, text=True, check=True)
    assert ran.stdout == "st\n"
