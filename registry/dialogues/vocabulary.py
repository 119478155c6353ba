"""Word lists: codes with the ways people write them, found in a text through the spelling-neutral key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from sesotho import key

WORDS = Path(__file__).parent / "words"
TOKEN = re.compile(r"(?:'(?=[mnMN]))?[^\W_]+(?:['’.-][^\W_]+)*'?")
# Two keys of at least so many letters are the same word from this likeness on (0-100); short ones must be more alike.
LONG, ALIKE, SHORT_ALIKE = 5, 85.0, 90.0


@dataclass(frozen=True, slots=True)
class Found:
    """A code, and the tokens of the text it was read from: [start, end)."""

    code: str
    start: int
    end: int

    @property
    def size(self) -> int:
        """How many tokens it took."""
        return self.end - self.start


@dataclass(frozen=True)
class Text:
    """A text cut into words: as written, and as keys. `breaks`: after which words a comma or a line ends a part."""

    written: tuple[str, ...]
    keys: tuple[str, ...]
    breaks: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Text:
        """Cut `text`."""
        matches = list(TOKEN.finditer(text.replace("’", "'")))
        breaks = {
            index
            for index, match in enumerate(matches)
            if re.match(r"\s*[,;:.\n/|()+&]", text[match.end() : match.end() + 3])
        }
        written = tuple(match[0].strip(".") for match in matches)
        return cls(written, tuple(_key(word) for word in written), frozenset(breaks))

    def spans(self, longest: int) -> Iterator[tuple[int, int, str]]:
        """Every run of up to `longest` words, longest first, as (start, end, key). None crosses a break."""
        for size in range(min(longest, len(self.keys)), 0, -1):
            for start in range(len(self.keys) - size + 1):
                if not any(start <= each < start + size - 1 for each in self.breaks):
                    yield start, start + size, " ".join(self.keys[start : start + size])


class Vocabulary:
    """Phrases and what they mean."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self.codes = phrases
        self.longest = max((phrase.count(" ") + 1 for phrase in phrases), default=1)

    def find(self, text: Text, *, is_typo_forgiven: bool = True) -> list[Found]:
        """What a text names, the longest phrases first; no word is read twice."""
        found: list[Found] = []
        taken: set[int] = set()
        for exact in (True, False) if is_typo_forgiven else (True,):
            for start, end, span in text.spans(self.longest):
                if taken.isdisjoint(range(start, end)):
                    code = self.codes.get(span) if exact else self._alike(span)
                    if code is not None:
                        found.append(Found(code, start, end))
                        taken.update(range(start, end))
        return sorted(found, key=lambda each: each.start)

    def _alike(self, span: str) -> str | None:
        if len(span) < LONG:
            return None
        return next((code for phrase, code in self.codes.items() if is_alike(span, phrase)), None)


def is_alike(one: str, other: str) -> bool:
    """Whether two keys are one word misspelt: long enough, the same first letter, nearly the same letters."""
    if min(len(one), len(other)) < LONG or one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return False
    return fuzz.ratio(one, other) >= (ALIKE if min(len(one), len(other)) > LONG + 1 else SHORT_ALIKE)


@cache
def vocabulary(name: str) -> Vocabulary:
    """`words/<name>.txt`: `code: phrase; phrase` a line."""
    phrases: dict[str, str] = {}
    for line in _lines(name):
        code, _, several = line.partition(":")
        for phrase in several.split(";"):
            phrases.setdefault(keyed(phrase), code.strip())
    return Vocabulary(phrases)


@cache
def occupations() -> tuple[Vocabulary, Mapping[str, str]]:
    """What people do, as skills, and the sector of each skill."""
    phrases: dict[str, str] = {}
    sectors: dict[str, str] = {}
    for line in _lines("occupations"):
        skill, sector, several = (part.strip() for part in line.split(":", 2))
        sectors[skill] = sector
        for phrase in several.split(";"):
            phrases.setdefault(keyed(phrase), skill)
    return Vocabulary(phrases), sectors


@cache
def word_set(name: str) -> frozenset[str]:
    """The keys of all words of `words/<name>.txt`."""
    return frozenset(_key(word) for line in _lines(name) for word in line.split())


def fillers() -> frozenset[str]:
    """Keys of words around an answer that are no part of it."""
    return word_set("fillers")


def keyed(phrase: str) -> str:
    """A phrase as `Text.spans` gives it."""
    return " ".join(Text.of(phrase).keys)


def _lines(name: str) -> Iterable[str]:
    for line in (WORDS / f"{name}.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _key(word: str) -> str:
    return re.sub(r"[^\w]", "", key(word))
