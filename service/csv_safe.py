"""CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

# What begins with one of these is computed by a spreadsheet; an apostrophe before it makes it a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def cell(value: object) -> str:
    """One cell, harmless."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def write(out: TextIO, header: list[str], rows: Iterable[list[object]]) -> None:
    """A whole table."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell(value) for value in row])
