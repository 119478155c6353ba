"""Tables of text the tests of `sesotho` read."""

from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).with_name("data")


def table(name: str) -> list[tuple[str, ...]]:
    """The rows of a tab-separated file without its comments."""
    rows = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [tuple(row.split("\t")) for row in rows if row and not row.startswith("#")]


PAIRS: Final = [(za, ls) for za, ls in table("pairs.tsv")]
"""Words in South African and in Lesotho spelling."""

SENTENCES: Final = [(za, ls) for za, ls in table("sentences.tsv")]
"""Sentences in South African and in Lesotho spelling."""
