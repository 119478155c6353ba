"""What the classifiers count in a reading: letters and words, classes of words near each other, patterns."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import Reading

_SIZES: Final = (3, 4, 5)
_NEAR: Final = 6
_SECOND: Final = 1 << 9

# How much one text can weigh in each kind, however long it is.
LETTERS, PAIRS, CLASS = 3.0, 3.0, 0.5


@dataclass(frozen=True)
class Features:
    """The different features of a text by kind; patterns by their place in `PATTERNS`."""

    letters: frozenset[str]
    pairs: frozenset[int]
    classes: tuple[int, ...]
    patterns: tuple[int, ...]

    @property
    def per_letters(self) -> float:
        """What one letter feature counts."""
        return LETTERS / sqrt(len(self.letters) or 1)

    @property
    def per_pair(self) -> float:
        """What one pair counts."""
        return PAIRS / sqrt(len(self.pairs) or 1)


def pair(first: int, second: int) -> int:
    """The number of a pair of classes, the first before the second."""
    return first * _SECOND + second


def features(reading: Reading) -> Features:
    """Everything that is counted in a reading."""
    bits = [_bits(mask) for mask in reading.classes]
    return Features(
        letters=_letters(reading.words),
        pairs=_pairs(bits),
        classes=tuple(_bits(reading.all_classes)),
        patterns=PATTERNS.found(reading),
    )


def _letters(words: tuple[str, ...]) -> frozenset[str]:
    found = set()
    before = "^"
    for word in words:
        padded = f"_{word[:30]}_"
        length = len(padded)
        for size in _SIZES:
            found.update([padded[at : at + size] for at in range(length - size + 1)])
        found.add(word + " ")
        found.add(f"{before} {word}")
        before = word
    return frozenset(found)


def _pairs(bits: list[list[int]]) -> frozenset[int]:
    found = set()
    for place, here in enumerate(bits):
        if here:
            after = [each for there in bits[place + 1 : place + _NEAR] for each in there]
            found.update([first * _SECOND + second for first in here for second in after])
    return frozenset(found)


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
