"""Learns the weights of the net from its texts; the same texts always give the same file."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
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
from gateway.screen.model import KINDS
from gateway.screen.patterns import PATTERNS, is_danger
from gateway.screen.reading import LEXICON, read, split
from gateway.screen.spelling import Spelling

# How closely a scorer may follow its texts; chosen by cross-validation.
CLOSENESS = 3.0
RAREST = 2
KEPT = 16_000
FOLDS = 3
_INT8 = 127


@dataclass(frozen=True)
class Columns:
    """The place of every feature in the matrix, kind after kind."""

    names: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, texts: Iterable[Features]) -> Columns:
        """Every feature of these texts that is not too rare."""
        counts: Counter[tuple[str, Any]] = Counter()
        for each in texts:
            for kind, names, _ in _valued(each):
                counts.update((kind, name) for name in names)
        return cls.sorted(name for name, count in counts.items() if count >= RAREST)

    @classmethod
    def sorted(cls, names: Iterable[tuple[str, Any]]) -> Columns:
        """In an order that does not depend on the run."""
        return cls(tuple(sorted(names, key=lambda name: (KINDS.index(name[0]), str(name[1])))))

    def matrix(self, texts: Sequence[Features]) -> sp.csr_matrix:
        """One row for each text."""
        places = {name: place for place, name in enumerate(self.names)}
        rows, columns, values = [], [], []
        for row, each in enumerate(texts):
            for kind, names, value in _valued(each):
                for place in sorted(places[kind, name] for name in names if (kind, name) in places):
                    rows.append(row)
                    columns.append(place)
                    values.append(value)
        return sp.csr_matrix((values, (rows, columns)), shape=(len(texts), len(self.names)))


def _valued(each: Features) -> Iterable[tuple[str, Iterable[Any], float]]:
    yield "letters", each.letters, each.per_letters
    yield "pairs", each.pairs, each.per_pair
    yield "classes", each.classes, CLASS
    yield "patterns", each.patterns, 1.0


@dataclass(frozen=True)
class Lessons:
    """The texts as numbers, with the questions that are asked of them."""

    texts: Sequence[Text]
    features: Sequence[Features]
    answers: dict[str, np.ndarray]
    folds: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[Text], spelling: Spelling) -> Lessons:
        """Read every text."""
        kinds = np.array([kind_of(each) for each in texts])
        answers = {kind: kinds == kind for kind in sorted(set(kinds))}
        answers["danger"] = np.array([each.is_danger for each in texts])
        found = [features(read(each.text, spelling)) for each in texts]
        return cls(texts, found, answers, np.array([fold_of(each) for each in texts]))


def kind_of(text: Text) -> str:
    """What the text is to be told from all others as: a danger, "stop", or the ordinary kind of its file."""
    if text.is_danger or text.says == "stop":
        return text.says
    return text.file if text.is_topic else "written " + text.file.split("_")[0]


def fold_of(text: Text) -> int:
    """The part of a cross-validation a text belongs to: a scene stays together, a topic does not."""
    name = text.text if text.is_topic else text.scene
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def vocabulary(texts: Iterable[Text]) -> list[str]:
    """The words that the texts have more than once, the commonest first."""
    counts = Counter(word for each in texts for word in split(each.text) if word.isalpha())
    return sorted((word for word, count in counts.items() if count >= RAREST), key=lambda word: (-counts[word], word))


def fit(matrix: sp.csr_matrix, answers: np.ndarray, closeness: float = CLOSENESS) -> LogisticRegression:
    """A linear classifier, yes and no of equal weight."""
    model = LogisticRegression(C=closeness, solver="liblinear", class_weight="balanced", random_state=0)
    return model.fit(matrix, answers)


def train(texts: Sequence[Text], at_least: dict[str, float], say: Callable[[str], None] = print) -> dict[str, Any]:
    """The content of the weights file. `at_least`: the chance from which on each verdict is yes."""
    words = vocabulary(texts)
    lessons = Lessons.of(texts, Spelling(words))
    columns = Columns.of(lessons.features)
    say(f"{len(texts)} texts, {len(columns.names)} features")
    columns = _most_telling(columns, lessons)
    matrix = columns.matrix(lessons.features)
    scores = unseen_scores(matrix, lessons, say)
    scorers = {}
    for kind, answers in lessons.answers.items():
        model = fit(matrix, answers)
        scorers[kind] = _stored(model)
        say(f"  {kind}: {int(answers.sum())} texts")
    return {
        "features": _stored_names(columns),
        "scorers": scorers,
        "danger": {**_verdict(scores, lessons, "danger"), "at_least": at_least["danger"]},
        "stop": {**_verdict(scores, lessons, "stop"), "at_least": at_least["stop"]},
        "words": " ".join(words),
    }


def _most_telling(columns: Columns, lessons: Lessons) -> Columns:
    matrix = columns.matrix(lessons.features)
    weight = np.zeros(len(columns.names))
    for kind in ("danger", "stop", *DANGERS):
        weight = np.maximum(weight, np.abs(fit(matrix, lessons.answers[kind]).coef_[0]))
    # Pairs, classes and patterns count for more in one text than letters do.
    weight *= [1 if kind == "letters" else 2 if kind == "pairs" else 100 for kind, _ in columns.names]
    kept = np.argsort(-weight, kind="stable")[:KEPT]
    return Columns.sorted(columns.names[place] for place in kept)


def unseen_scores(matrix: sp.csr_matrix, lessons: Lessons, say: Callable[[str], None]) -> dict[str, np.ndarray]:
    """The score of each text with every scorer, by scorers that have not seen its scene."""
    scores = {kind: np.zeros(len(lessons.texts)) for kind in lessons.answers}
    for fold in range(FOLDS):
        held = lessons.folds == fold
        for kind, answers in lessons.answers.items():
            scores[kind][held] = fit(matrix[~held], answers[~held]).decision_function(matrix[held])
        say(f"  part {fold + 1} of {FOLDS} scored unseen")
    return scores


def says_pattern(found: Features, kind: str) -> bool:
    """Whether the patterns alone say that it is this."""
    labels = PATTERNS.labels(found.patterns)
    return is_danger(labels) if kind == "danger" else kind in labels


def weighed(scores: dict[str, np.ndarray], said: np.ndarray, kind: str) -> np.ndarray:
    """What a verdict weighs, a row for each text: its own scores, the strongest others, the patterns."""
    dangers = np.max([scores[each] for each in DANGERS], axis=0)
    ordinary = np.max([score for each, score in scores.items() if each not in (*DANGERS, "danger", "stop")], axis=0)
    return np.column_stack([scores[kind], dangers, ordinary, said])


def _verdict(scores: dict[str, np.ndarray], lessons: Lessons, kind: str, labels: Sequence[str]) -> dict[str, Any]:
    said = np.array([says_pattern(each, kind) for each in lessons.features], dtype=float)
    model = LogisticRegression(class_weight="balanced", max_iter=2_000)
    model.fit(weighed(scores, said, kind), lessons.answers[kind])
    own, danger, ordinary, pattern = (round(float(weight), 2) for weight in model.coef_[0])
    return {
        "intercept": round(float(model.intercept_[0]), 2),
        "scores": {kind: own},
        "strongest_danger": danger,
        "strongest_ordinary": ordinary,
        "pattern": pattern,
    }


def _stored(model: LogisticRegression) -> dict[str, Any]:
    weights = model.coef_[0]
    step = round(float(np.abs(weights).max()) / _INT8, 4)
    whole = np.clip(np.rint(weights / step), -_INT8, _INT8).astype(np.int8)
    return {"bias": round(float(model.intercept_[0]), 2), "step": step, "weights": b64encode(whole.tobytes()).decode()}


def _stored_names(columns: Columns) -> dict[str, list[str]]:
    stored: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, name in columns.names:
        stored[kind].append(_NAMES[kind](name))
    return stored


_CLASSES = {bit.bit_length() - 1: name for name, bit in LEXICON.bits.items()}
_NAMES: dict[str, Callable[[Any], str]] = {
    "letters": str,
    "pairs": lambda pair: f"{_CLASSES[pair >> 9]} {_CLASSES[pair & 511]}",
    "classes": lambda number: _CLASSES[number],
    "patterns": lambda number: PATTERNS.all[number].source,
}


def write(weights: dict[str, Any], path: Path) -> None:
    """Write the weights as compact JSON."""
    path.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
