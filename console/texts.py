"""Answers and facts between data and the forms people edit."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sesotho import Segments, segments, to_gsm7

TAGS = re.compile(r"\[([A-Za-z, ]+)\]\s*(.*)")
READERS = {"za": "ZA", "ls": "LS", "other": "other"}
AWAITS = "awaits"


class Unreadable(ValueError):
    """One sentence: what in a form cannot be read."""


def lines_of(items: list[Any]) -> str:
    """The sentences of a form of an answer, one a line; for whom, in brackets before it."""
    return "\n".join(_line(item) for item in items)


def items_of(text: str) -> list[Any]:
    """The way back. Raises `Unreadable`."""
    return [_item(line.strip()) for line in text.splitlines() if line.strip()]


def _line(item: Any) -> str:
    if isinstance(item, str):
        return item
    readers = item.get("for", [])
    tags = [readers] if isinstance(readers, str) else list(readers)
    tags += [AWAITS] if item.get("awaits") else []
    return f"[{', '.join(tags)}] {item['say']}"


def _item(line: str) -> Any:
    found = TAGS.fullmatch(line)
    if found is None:
        return line
    tags = [tag.strip().lower() for tag in found[1].split(",")]
    strange = [tag for tag in tags if tag not in READERS and tag != AWAITS]
    if strange:
        raise Unreadable(f"[{strange[0]}] is not a reader: write ZA, LS, other or awaits in the brackets.")
    readers = [READERS[tag] for tag in tags if tag in READERS]
    item: dict[str, Any] = {"say": found[2]}
    if readers:
        item["for"] = readers[0] if len(readers) == 1 else readers
    if AWAITS in tags:
        item["awaits"] = True
    return item


@dataclass(frozen=True)
class Field:
    """One input of a fact's value: its name in the form, what it is, what stands in it."""

    name: str
    label: str
    value: str


def fields_of(values: Mapping[str, Any]) -> list[Field]:
    """The inputs for the typed values of a fact."""
    return [Field("values." + ".".join(path), " ".join(path), str(value)) for path, value in _leaves(values, ())]


def values_of(values: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """The values as the form says, of the types they had. Raises `Unreadable`."""
    return {key: _as_before(value, form, f"values.{key}") for key, value in values.items()}


def _leaves(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _as_before(value: Any, form: Mapping[str, str], name: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_before(inner, form, f"{name}.{key}") for key, inner in value.items()}
    said = form.get(name, str(value)).strip()
    if isinstance(value, bool):
        return said.lower() in ("true", "yes", "1")
    if isinstance(value, int):
        if not said.lstrip("-").isdigit():
            raise Unreadable(f"{name.removeprefix('values.')}: write a whole number.")
        return int(said)
    return said


@dataclass(frozen=True)
class Measured:
    """A text as it goes out by SMS: what it becomes, what it costs, and what does not fit into GSM-7."""

    text: str
    size: Segments
    offending: tuple[str, ...]


def measured(text: str) -> Measured:
    """Measure a text that goes out by SMS."""
    sent = to_gsm7(text)
    return Measured(sent, segments(sent), tuple(sorted({each for each in text if each not in sent and each.strip()})))


def compared(before: str, after: str) -> list[tuple[str, str]]:
    """Line by line: (`same` | `gone` | `new`, line)."""
    names = {"  ": "same", "- ": "gone", "+ ": "new"}
    found = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(names[line[:2]], line[2:]) for line in found if line[:2] in names]
