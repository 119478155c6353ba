"""Patterns over the words of a text: what is said of whom, in which order and how near.

A pattern is a line of `words/patterns.txt`; that file explains how it is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.screen.reading import LEXICON, Reading
from sesotho import key

_FILE: Final = Path(__file__).parent / "words" / "patterns.txt"
_GAPS: Final = {"~": 2, "~~": 5, "~~~": 10}
_ANYWHERE: Final = -1
_ANY_LENGTH: Final = 100_000
_LINE: Final = re.compile(
    r"(?P<label>[a-z.]+)(?P<alone>!?): (?P<items>.*?)"
    r"(?: in (?P<most>\d+))?(?: unless (?P<unless>\S+))?"
)


@dataclass(frozen=True)
class Item:
    """One place of a pattern: any of these classes, all of one of these sets of classes, or one of these words."""

    classes: int
    joint: tuple[int, ...]
    words: frozenset[str]
    gap: int

    def is_in(self, reading: Reading) -> bool:
        """Whether some word of the text could stand here."""
        found = reading.all_classes
        if found & self.classes or not self.words.isdisjoint(reading.vocabulary):
            return True
        return any(found & joint == joint for joint in self.joint)

    def fits(self, reading: Reading, at: int) -> bool:
        """Whether the word at this place fits."""
        mask = reading.classes[at]
        if mask & self.classes or reading.words[at] in self.words:
            return True
        return any(mask & joint == joint for joint in self.joint)


@dataclass(frozen=True)
class Pattern:
    """What it speaks for, whether it is enough alone, and its places in order."""

    label: str
    is_enough: bool
    items: tuple[Item, ...]
    most: int
    unless: Item | None
    source: str

    def matches(self, reading: Reading) -> bool:
        """Whether the text says this."""
        if len(reading.words) > self.most:
            return False
        for item in self.items:
            if not item.is_in(reading):
                return False
        if self.unless and self.unless.is_in(reading):
            return False
        length = len(reading.words)
        return any(self._from(reading, 1, at) for at in range(length) if self.items[0].fits(reading, at))

    def _from(self, reading: Reading, number: int, at: int) -> bool:
        if number == len(self.items):
            return True
        item = self.items[number]
        length = len(reading.words)
        places = range(length) if item.gap == _ANYWHERE else range(at + 1, min(at + 2 + item.gap, length))
        return any(
            item.fits(reading, place) and self._from(reading, number + 1, place) for place in places if place != at
        )


def _parts(text: str, names: dict[str, str]) -> Iterator[str]:
    for part in text.split("|"):
        if part in names:
            yield from _parts(names[part], names)
        else:
            yield part


def _item(text: str, gap: int, names: dict[str, str]) -> Item:
    classes, joint, words = 0, [], set()
    for part in _parts(text, names):
        if part.isupper() and "+" in part:
            joint.append(sum(LEXICON.bits[name] for name in part.split("+")))
        elif part.isupper():
            classes |= LEXICON.bits[part]
        else:
            word = key(part)
            if " " in word:
                raise ValueError(f"two words: {part}")
            words.add(word)
    return Item(classes, tuple(joint), frozenset(words), gap)


def _pattern(line: str, names: dict[str, str]) -> Pattern:
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError(f"not a pattern: {line}")
    gap, items = 0, []
    for part in found["items"].split():
        if part in _GAPS or part == "&":
            gap = _GAPS.get(part, _ANYWHERE)
        else:
            items.append(_item(part, gap, names))
            gap = 0
    unless = _item(found["unless"], 0, names) if found["unless"] else None
    most = int(found["most"] or _ANY_LENGTH)
    return Pattern(found["label"], bool(found["alone"]), tuple(items), most, unless, line)


def load(path: Path = _FILE) -> tuple[Pattern, ...]:
    """The patterns of a file. Raises ValueError or KeyError at a line that is none."""
    names: dict[str, str] = {}
    patterns = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if " = " in line:
            name, meaning = line.split(" = ")
            names[name] = meaning
        elif line and not line.startswith("#"):
            patterns.append(_pattern(line, names))
    return tuple(patterns)


class Patterns:
    """All patterns, with an index that leaves only the few that a text can match to be looked for."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.all = patterns
        places = max(len(pattern.items) for pattern in patterns)
        self._open = [0] * places
        self._by_class: list[dict[int, int]] = [{} for _ in range(places)]
        self._by_word: list[dict[str, int]] = [{} for _ in range(places)]
        for number, pattern in enumerate(patterns):
            for place in range(places):
                self._index(number, place, pattern.items[place] if place < len(pattern.items) else None)

    def _index(self, number: int, place: int, item: Item | None) -> None:
        bit = 1 << number
        if item is None:
            self._open[place] |= bit
            return
        for mask in (item.classes, *item.joint):
            for each in _bits(mask):
                self._by_class[place][each] = self._by_class[place].get(each, 0) | bit
        for word in item.words:
            self._by_word[place][word] = self._by_word[place].get(word, 0) | bit

    def found(self, reading: Reading) -> tuple[int, ...]:
        """The numbers of the patterns that a text matches, in order."""
        possible = -1
        classes = _bits(reading.all_classes)
        for place, still in enumerate(self._open):
            by_class, by_word = self._by_class[place], self._by_word[place]
            for each in classes:
                still |= by_class.get(each, 0)
            for word in reading.vocabulary:
                still |= by_word.get(word, 0)
            possible &= still
        return tuple(number for number in _bits(possible) if self.all[number].matches(reading))


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


PATTERNS: Final = Patterns(load())
