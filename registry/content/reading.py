"""Reading plain data (from YAML or JSON) into typed values, with errors that say where and what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

LOCALES = ("en", "st_LS", "st_ZA")
COUNTRY = re.compile(r"[A-Z]{2}")

T = TypeVar("T", bound=str)
Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]


class Malformed(ValueError):
    """Data that breaks the format. `path` leads to the place inside the item; the message says what to do."""

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        where = ".".join(str(step) for step in self.path)
        return f"{where}: {self.message}" if where else self.message


def mapping(data: object, path: Path = ()) -> Mapping[str, object]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise Malformed("write this as pairs of key and value", path)
    return data


def keys(data: Mapping[str, object], required: Iterable[str], optional: Iterable[str] = (), path: Path = ()) -> None:
    needed, allowed = tuple(required), (*required, *optional)
    for key in data:
        if key not in allowed:
            raise Malformed(f"unknown key `{key}`: use one of {', '.join(allowed)}", (*path, key))
    for key in needed:
        if key not in data:
            raise Malformed(f"`{key}` is missing: add it", path)


def items(data: object, path: Path = ()) -> Sequence[object]:
    if not isinstance(data, Sequence) or isinstance(data, str | bytes):
        raise Malformed("write this as a list", path)
    return data


def string(data: object, path: Path = ()) -> str:
    if not isinstance(data, str):
        raise Malformed(f"`{data}` is not read as text: put it in quotes", path)
    if not data.strip():
        raise Malformed("this is empty: write it", path)
    if data != data.strip() or "\n" in data:
        raise Malformed("no space around the text and no line break in it", path)
    return data


def whole(data: object, path: Path = ()) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise Malformed(f"`{data}` is not a whole number: write one, without quotes", path)
    return data


def truth(data: object, path: Path = ()) -> bool:
    if not isinstance(data, bool):
        raise Malformed(f"`{data}` is neither true nor false", path)
    return data


def choice(data: object, allowed: Sequence[T], path: Path = ()) -> T:
    for one in allowed:
        if data == one:
            return one
    raise Malformed(f"`{data}` is not one of {', '.join(allowed)}", path)


def day(data: object, path: Path = ()) -> dt.date:
    if isinstance(data, dt.date) and not isinstance(data, dt.datetime):
        return data
    if isinstance(data, str):
        try:
            return dt.date.fromisoformat(data)
        except ValueError:
            pass
    raise Malformed(f"`{data}` is not a date: write it as 2026-11-22", path)


def country(data: object, path: Path = ()) -> str:
    if not isinstance(data, str) or not COUNTRY.fullmatch(data):
        raise Malformed(f"`{data}` is not a country: write two capital letters, as ZA or LS", path)
    return data


def three(data: object, path: Path = ()) -> dict[str, str]:
    """A text in each locale."""
    texts = mapping(data, path)
    keys(texts, LOCALES, path=path)
    return {locale: string(texts[locale], (*path, locale)) for locale in LOCALES}
