"""What a message looks like to the classifier: four views of its spelling-neutral key.

`sesotho.key` makes both spellings of a word the same, and unknown words are mended (`bot.mending`). Then: pieces of one
to four letters forgive what people merge and inflect; words and pairs of words keep what pieces lose; concepts
(`bot.concepts`) say what words of both languages mean, and pairs of concepts anywhere in the message what it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from math import log

import numpy as np
from scipy.sparse import csr_matrix

from bot.concepts import Concepts
from bot.mending import Mender
from sesotho import key


@dataclass(frozen=True)
class Reading:
    """A message as read: the words of its mended key and the concepts they stand for."""

    words: list[str]
    concepts: list[str]


@lru_cache(maxsize=20_000)
def pieces_of(word: str) -> tuple[str, ...]:
    """The pieces of one to four letters of a word between spaces, and a shorter word whole."""
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in (1, 2, 3, 4) for at in range(max(len(padded) - size, 0) + 1))


def _pieces(reading: Reading) -> list[str]:
    return [piece for word in reading.words for piece in pieces_of(word)]


def _words(reading: Reading) -> list[str]:
    words = reading.words
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def _company(reading: Reading) -> list[str]:
    return [f"{first}&{second}" for first, second in combinations(sorted(set(reading.words)), 2)]


def _concepts(reading: Reading) -> list[str]:
    return reading.concepts


def _pairs(reading: Reading) -> list[str]:
    return [f"{first}+{second}" for first, second in combinations(sorted(set(reading.concepts)), 2)]


class View:
    """One kind of token, weighed by how rare it is, each message's share of unit length times `weight`."""

    def __init__(self, tokens: Callable[[Reading], list[str]], weight: float, least: int = 2) -> None:
        self.tokens = tokens
        self.weight = weight
        self.least = least
        self.columns: dict[str, int] = {}
        self.rarity: list[float] = []

    def fit(self, readings: list[Reading], start: int) -> int:
        """Keep the tokens of at least `least` messages as columns from `start`; the column after the last."""
        counts = Counter(token for reading in readings for token in set(self.tokens(reading)))
        kept = sorted(token for token, count in counts.items() if count >= self.least)
        self.columns = {token: start + at for at, token in enumerate(kept)}
        self.rarity = [log((1 + len(readings)) / (1 + counts[token])) + 1 for token in kept]
        self.start = start
        return start + len(kept)

    def row(self, reading: Reading) -> tuple[list[int], list[float]]:
        """Columns and values of one message."""
        counts = Counter(self.columns[token] for token in self.tokens(reading) if token in self.columns)
        columns = list(counts)
        values = [(1 + log(count)) * self.rarity[at - self.start] for at, count in counts.items()]
        length = sum(value * value for value in values) ** 0.5
        return columns, [value * self.weight / length for value in values]


class KeyFeatures:
    """The views of a text side by side, as one sparse row."""

    def __init__(self) -> None:
        self.concepts = Concepts.from_file()
        self.views = [
            View(_pieces, 1.0),
            View(_words, 0.7),
            View(_company, 0.5, least=3),
            View(_concepts, 0.5),
            View(_pairs, 0.6),
        ]
        self.width = 0

    def fit(self, texts: list[str]) -> KeyFeatures:
        """Learn words, tokens and their rarity from training texts."""
        keys = [key(text) for text in texts]
        self.mender = Mender(keys, self.concepts.knows)
        readings = [self._read(each) for each in keys]
        self.width = 0
        for view in self.views:
            self.width = view.fit(readings, self.width)
        return self

    def read(self, text: str) -> Reading:
        """The words and concepts of a text."""
        return self._read(key(text))

    def _read(self, key: str) -> Reading:
        words = self.mender.text(key).split()
        return Reading(words, self.concepts.of([word for word in words if word != "?"]))

    def transform(self, texts: list[str]) -> csr_matrix:
        """One row a text, `width` columns."""
        columns: list[int] = []
        values: list[float] = []
        ends = [0]
        for text in texts:
            reading = self.read(text)
            for view in self.views:
                more, theirs = view.row(reading)
                columns += more
                values += theirs
            ends.append(len(columns))
        return csr_matrix(
            (np.array(values, dtype=np.float32), np.array(columns, dtype=np.int32), ends),
            shape=(len(texts), self.width),
        )
