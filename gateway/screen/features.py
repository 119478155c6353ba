"""What the classifiers count in a reading: letters and words, words and classes near each other, patterns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from typing import Final

from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import Reading, numbers

_SIZES: Final = (3, 4, 5)
_LONGEST: Final = 30
_NEAR: Final = 6
# How far apart two words are that are counted together: chosen by cross-validation.
_APART: Final = (1, 2, 3)
_SECOND: Final = 1 << 9

# How much one text can weigh in each kind, however long it is.
LETTERS, PAIRS, APART, CLASS = 3.0, 3.0, 3.0, 0.5


@dataclass(frozen=True)
class Features:
    """The different features of a text by kind; patterns by their place in `PATTERNS`."""

    words: tuple[str, ...]
    pairs: frozenset[int]
    apart: frozenset[tuple[str, str]]
    classes: tuple[int, ...]
    patterns: tuple[int, ...]

    @property
    def letters(self) -> Counter[str]:
        """The pieces of the words and the words, by how many different words have them; the words by twos."""
        found = Counter(set(followed(self.words)))
        for word in set(self.words):
            found.update(letters(word))
        return found

    @property
    def per_letters(self) -> float:
        """What one letter feature counts."""
        return LETTERS / sqrt(sum(map(size, set(self.words))) or 1)

    @property
    def per_pair(self) -> float:
        """What one pair counts."""
        return PAIRS / sqrt(len(self.pairs) or 1)

    @property
    def per_apart(self) -> float:
        """What two words apart count."""
        return APART / sqrt(len(self.apart) or 1)


def pair(first: int, second: int) -> int:
    """The number of a pair of classes, the first before the second."""
    return first * _SECOND + second


def pair_of(number: int) -> tuple[int, int]:
    """The classes of a pair."""
    return divmod(number, _SECOND)


def features(reading: Reading) -> Features:
    """Everything that is counted in a reading."""
    return Features(
        words=reading.words,
        pairs=_pairs(reading.kinds),
        apart=_apart(reading.words),
        classes=numbers(reading.all_classes),
        patterns=PATTERNS.found(reading),
    )


def letters(word: str) -> set[str]:
    """The pieces of a word, and the word itself."""
    padded = f"_{word[:_LONGEST]}_"
    length = len(padded)
    found = {padded[at : at + size] for size in _SIZES for at in range(length - size + 1)}
    found.add(word + " ")
    return found


def size(word: str) -> int:
    """About how many features a word brings."""
    return 3 * min(len(word), _LONGEST) - 1


def followed(words: Sequence[str]) -> list[str]:
    """Each word with the one before it."""
    return [f"{before} {word}" for before, word in zip(("^", *words), words, strict=False)]


def _pairs(kinds: Sequence[tuple[int, ...]]) -> frozenset[int]:
    found: set[int] = set()
    for place, here in enumerate(kinds):
        if here:
            after = [each for there in kinds[place + 1 : place + _NEAR] for each in there]
            for first in here:
                start = first * _SECOND
                found.update([start + second for second in after])
    return frozenset(found)


def _apart(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    return frozenset(chain.from_iterable([zip(words, words[far:], strict=False) for far in _APART]))
