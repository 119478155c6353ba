"""Patterns over the words of a text: what is said of whom, in which order and how near.

A pattern is a line of `words/patterns.txt`; that file explains how it is written. Where an item fits is a number with
one bit for each word of the text, so that a whole text is held against a pattern with a few operations.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.screen.reading import LEXICON, Reading
from gateway.screen.screened import DANGERS
from sesotho import key

FILE: Final = Path(__file__).parent / "words" / "patterns.txt"
_GAPS: Final = {"~": 2, "~~": 5, "~~~": 10}
_ANYWHERE: Final = -1
_ANY_LENGTH: Final = 100_000
# How many places of a pattern the index looks at: what stands behind rules hardly any pattern out.
_INDEXED: Final = 4
_LINE: Final = re.compile(
    r"(?P<label>[a-z.]+)(?P<alone>!?): (?P<items>.*?)"
    r"(?: in (?P<most>\d+))?(?: unless (?P<unless>\S+))?"
)


@dataclass(frozen=True, eq=False)
class Item:
    """What may stand at a place: any of these classes, all of one of these sets of classes, or one of these words."""

    classes: tuple[int, ...]
    joint: tuple[tuple[int, ...], ...]
    words: frozenset[str]


class Sought:
    """A text in which items are looked for, each once."""

    def __init__(self, reading: Reading) -> None:
        self.length = len(reading.words)
        self.by_class: dict[int, int] = {}
        self.by_word: dict[str, int] = {}
        self._found: dict[Item, int] = {}
        by_class, by_word = self.by_class, self.by_word
        place = 1
        for word, classes in zip(reading.words, reading.kinds, strict=True):
            by_word[word] = by_word.get(word, 0) | place
            for each in classes:
                by_class[each] = by_class.get(each, 0) | place
            place <<= 1

    def places(self, item: Item) -> int:
        """Where the item fits."""
        found = self._found.get(item)
        if found is None:
            found = self._found[item] = self._look(item)
        return found

    def _look(self, item: Item) -> int:
        found = 0
        by_class, by_word = self.by_class, self.by_word
        for each in item.classes:
            if each in by_class:
                found |= by_class[each]
        for first, *others in item.joint:
            both = by_class.get(first, 0)
            for each in others:
                both &= by_class.get(each, 0)
            found |= both
        for word in item.words & by_word.keys():
            found |= by_word[word]
        return found


@dataclass(frozen=True)
class Pattern:
    """What it speaks for, whether it is enough alone, and its items in order, each with the room left before it."""

    label: str
    is_enough: bool
    items: tuple[Item, ...]
    gaps: tuple[int, ...]
    most: int
    unless: Item | None
    source: str

    def matches(self, sought: Sought) -> bool:
        """Whether the text says this."""
        if sought.length > self.most:
            return False
        reached = sought.places(self.items[0])
        for item, gap in zip(self.items[1:], self.gaps[1:], strict=True):
            if not reached:
                return False
            reached = sought.places(item) & _within(reached, gap)
        return bool(reached) and not (self.unless and sought.places(self.unless))


def _within(reached: int, gap: int) -> int:
    if gap == _ANYWHERE:
        # One word does not count for two items.
        return ~reached if reached & (reached - 1) == 0 else -1
    near = 0
    for room in range(1, gap + 2):
        near |= reached << room
    return near


def _parts(text: str, names: dict[str, str]) -> Iterator[str]:
    for part in text.split("|"):
        if part in names:
            yield from _parts(names[part], names)
        else:
            yield part


def _item(text: str, names: dict[str, str], known: dict[str, Item]) -> Item:
    if text in known:
        return known[text]
    classes: list[int] = []
    joint: list[tuple[int, ...]] = []
    words: set[str] = set()
    for part in _parts(text, names):
        if part.isupper():
            several = tuple(LEXICON.numbers[name] for name in part.split("+"))
            classes += several[:1] if len(several) == 1 else []
            joint += [several] if len(several) > 1 else []
        else:
            word = key(part)
            if " " in word:
                raise ValueError(f"two words: {part}")
            words.add(word)
    known[text] = Item(tuple(classes), tuple(joint), frozenset(words))
    return known[text]


def _pattern(line: str, names: dict[str, str], known: dict[str, Item]) -> Pattern:
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError(f"not a pattern: {line}")
    gap, items, gaps = 0, [], []
    for part in found["items"].split():
        if part in _GAPS or part == "&":
            gap = _GAPS.get(part, _ANYWHERE)
        else:
            items.append(_item(part, names, known))
            gaps.append(gap)
            gap = 0
    unless = _item(found["unless"], names, known) if found["unless"] else None
    most = int(found["most"] or _ANY_LENGTH)
    return Pattern(found["label"], bool(found["alone"]), tuple(items), tuple(gaps), most, unless, line)


def load(path: Path = FILE) -> tuple[Pattern, ...]:
    """The patterns of a file. Raises ValueError or KeyError at a line that is none."""
    names: dict[str, str] = {}
    known: dict[str, Item] = {}
    patterns = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if " = " in line:
            name, meaning = line.split(" = ")
            names[name] = meaning
        elif line and not line.startswith("#"):
            patterns.append(_pattern(line, names, known))
    return tuple(patterns)


class Patterns:
    """All patterns, with an index that leaves only the few that a text can match to be looked for."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self.all = patterns
        self._open = [0] * _INDEXED
        self._by_class: list[dict[int, int]] = [{} for _ in range(_INDEXED)]
        self._by_word: list[dict[str, int]] = [{} for _ in range(_INDEXED)]
        for number, pattern in enumerate(patterns):
            for place in range(_INDEXED):
                self._index(number, place, pattern.items[place] if place < len(pattern.items) else None)

    def _index(self, number: int, place: int, item: Item | None) -> None:
        bit = 1 << number
        if item is None:
            self._open[place] |= bit
            return
        for each in (*item.classes, *(first for first, *_ in item.joint)):
            self._by_class[place][each] = self._by_class[place].get(each, 0) | bit
        for word in item.words:
            self._by_word[place][word] = self._by_word[place].get(word, 0) | bit

    def found(self, reading: Reading) -> tuple[int, ...]:
        """The numbers of the patterns that a text matches, in order."""
        sought = Sought(reading)
        possible = -1
        for still, by_class, by_word in zip(self._open, self._by_class, self._by_word, strict=True):
            for each in by_class.keys() & sought.by_class.keys():
                still |= by_class[each]
            for word in by_word.keys() & sought.by_word.keys():
                still |= by_word[word]
            possible &= still
        return tuple([number for number in _bits(possible) if self.all[number].matches(sought)])

    def labels(self, found: tuple[int, ...]) -> frozenset[str]:
        """What those of the found patterns say that are enough alone."""
        return frozenset([self.all[number].label for number in found if self.all[number].is_enough])


def is_danger(labels: frozenset[str]) -> bool:
    """Whether patterns with these labels say danger: some do, and no figure of speech is among them."""
    return "calm" not in labels and not labels.isdisjoint(DANGERS)


def _bits(number: int) -> list[int]:
    found = []
    while number:
        lowest = number & -number
        found.append(lowest.bit_length() - 1)
        number ^= lowest
    return found


PATTERNS: Final = Patterns(load())
