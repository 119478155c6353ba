"""CSV that no spreadsheet takes for a formula: every file that leaves the registry is written here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

# What begins with one of these is computed by a spreadsheet; an apostrophe before it makes it a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def cell(value: object) -> str:
    """One cell, harmless. A number stays one."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def lines(rows: Iterable[Iterable[object]], end: str = "\n") -> Iterator[str]:
    """Rows as lines of CSV, one at a time."""
    for row in rows:
        written = io.StringIO()
        csv.writer(written, lineterminator=end).writerow([cell(value) for value in row])
        yield written.getvalue()
