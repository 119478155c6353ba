"""Learns the weights of the net from its texts; the same texts always give the same file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from benchmarks.screen.texts import DANGERS, Text
from gateway.screen.features import CLASS, Features, features
from gateway.screen.model import STEP
from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import LEXICON, read, split
from gateway.screen.spelling import Spelling

STRICTNESS = 3.0
RAREST = 2
SMALLEST = 3
KIND_SMALLEST = 12


@dataclass(frozen=True)
class Columns:
    """The place of every feature in the matrix."""

    names: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, texts: Iterable[Features]) -> Columns:
        """Every feature of these texts that is not too rare."""
        counts: Counter[tuple[str, Any]] = Counter()
        for each in texts:
            counts.update(("letters", name) for name in each.letters)
            counts.update(("pairs", name) for name in each.pairs)
            counts.update(("classes", name) for name in each.classes)
            counts.update(("patterns", name) for name in each.patterns)
        return cls(tuple(sorted((name for name, count in counts.items() if count >= RAREST), key=repr)))

    def matrix(self, texts: Sequence[Features]) -> sp.csr_matrix:
        """One row for each text."""
        places = {name: place for place, name in enumerate(self.names)}
        rows, columns, values = [], [], []
        for row, each in enumerate(texts):
            for kind, names, value in _valued(each):
                for name in names:
                    place = places.get((kind, name))
                    if place is not None:
                        rows.append(row)
                        columns.append(place)
                        values.append(value)
        return sp.csr_matrix((values, (rows, columns)), shape=(len(texts), len(self.names)))


def _valued(each: Features) -> Iterable[tuple[str, Iterable[Any], float]]:
    yield "letters", each.letters, each.per_letters
    yield "pairs", each.pairs, each.per_pair
    yield "classes", each.classes, CLASS
    yield "patterns", each.patterns, 1.0


def vocabulary(texts: Iterable[Text]) -> list[str]:
    """The words that the texts have more than once, the commonest first."""
    counts = Counter(word for each in texts for word in split(each.text) if word.isalpha())
    return sorted((word for word, count in counts.items() if count >= RAREST), key=lambda word: (-counts[word], word))


def fit(matrix: sp.csr_matrix, answers: np.ndarray, strictness: float = STRICTNESS) -> LogisticRegression:
    """A linear classifier, both answers of equal weight."""
    model = LogisticRegression(C=strictness, solver="liblinear", class_weight="balanced", random_state=0)
    return model.fit(matrix, answers)


def train(texts: Sequence[Text], danger_from: float, optout_from: float) -> dict[str, Any]:
    """The content of the weights file."""
    words = vocabulary(texts)
    spelling = Spelling(words)
    found = [features(read(each.text, spelling)) for each in texts]
    columns = Columns.of(found)
    matrix = columns.matrix(found)
    dangers = np.array([each.is_danger for each in texts])
    stops = np.array([each.says == "stop" for each in texts])
    kinds = np.array([each.says for each in texts])
    inside = np.flatnonzero(dangers)
    return {
        "danger_from": danger_from,
        "optout_from": optout_from,
        "danger": _stored(columns, fit(matrix, dangers), SMALLEST),
        "kinds": {
            kind: _stored(columns, fit(matrix[inside], kinds[inside] == kind), KIND_SMALLEST) for kind in DANGERS
        },
        "optout": _stored(columns, fit(matrix, stops), SMALLEST),
        "words": " ".join(words),
    }


def _stored(columns: Columns, model: LogisticRegression, smallest: int) -> dict[str, Any]:
    stored: dict[str, Any] = {"bias": round(float(model.intercept_[0]), 2)}
    stored.update({kind: {} for kind in _NAMES})
    for (kind, name), weight in zip(columns.names, model.coef_[0], strict=True):
        value = round(float(weight) / STEP)
        if abs(value) >= smallest:
            stored[kind][_NAMES[kind](name)] = value
    return stored


_CLASSES = {bit.bit_length() - 1: name for name, bit in LEXICON.bits.items()}
_NAMES: dict[str, Callable[[Any], str]] = {
    "letters": str,
    "pairs": lambda pair: f"{_CLASSES[pair >> 8]} {_CLASSES[pair & 255]}",
    "classes": lambda number: _CLASSES[number],
    "patterns": lambda number: PATTERNS.all[number].source,
}


def write(weights: dict[str, Any], path: Path) -> None:
    """Write the weights, one feature a line, in order."""
    path.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
