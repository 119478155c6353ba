"""Learns the weights of the net from its texts; the same texts always give the same file."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from benchmarks.screen.texts import DANGERS, LANGUAGES, Text, fingerprint
from gateway.screen.features import CLASS, Features, features, pair_of
from gateway.screen.model import KINDS, SAID
from gateway.screen.optout import patterns_say, rules_say
from gateway.screen.patterns import PATTERNS, is_danger
from gateway.screen.reading import LEXICON, read, split
from gateway.screen.rules import Said
from gateway.screen.spelling import Spelling

# How closely a scorer may follow its texts, and how much it listens to how telling each feature is by itself: chosen by
# cross-validation.
CLOSENESS: Final = 3.0
TELLING: Final = 0.5
RAREST: Final = 3
FOLDS: Final = 3
# The share of the hard neighbours (texts written to sound like it) that may fire unseen: where yes begins. What people
# ask in earnest is less hard: of that a fourth as much fires.
FALSE_ALARMS: Final = {"danger": 0.04, "stop": 0.03, "start": 0.015}
VERDICTS: Final = ("danger", "stop", "start")
_INT8: Final = 127


@dataclass(frozen=True)
class Columns:
    """The place of every feature in the matrix, kind after kind."""

    names: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, texts: Iterable[Features]) -> Columns:
        """Every feature of these texts that is not too rare, in an order that does not depend on the run."""
        counts: Counter[tuple[str, Any]] = Counter()
        for each in texts:
            for kind, names, _ in _valued(each):
                counts.update((kind, name) for name in names)
        kept = (name for name, count in counts.items() if count >= RAREST)
        return cls(tuple(sorted(kept, key=lambda name: (KINDS.index(name[0]), str(name[1])))))

    def matrix(self, texts: Sequence[Features]) -> sp.csr_matrix:
        """One row for each text."""
        places = {name: place for place, name in enumerate(self.names)}
        rows, columns, values = [], [], []
        for row, each in enumerate(texts):
            for kind, names, value in _valued(each):
                found = sorted((places[kind, name], many) for name, many in names.items() if (kind, name) in places)
                rows += [row] * len(found)
                columns += [place for place, _ in found]
                values += [value * many for _, many in found]
        return sp.csr_matrix((values, (rows, columns)), shape=(len(texts), len(self.names)))


def _valued(each: Features) -> Iterator[tuple[str, Mapping[Any, int], float]]:
    """The features of each kind, how many times a text has them, and what one counts."""
    yield "letters", each.letters, each.per_letters
    yield "pairs", dict.fromkeys(each.pairs, 1), each.per_pair
    yield "apart", dict.fromkeys(each.apart, 1), each.per_apart
    yield "classes", dict.fromkeys(each.classes, 1), CLASS
    yield "patterns", dict.fromkeys(each.patterns, 1), 1.0


@dataclass(frozen=True)
class Lessons:
    """The texts as numbers, with what they say."""

    texts: Sequence[Text]
    features: Sequence[Features]
    says: np.ndarray
    folds: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[Text], spelling: Spelling) -> Lessons:
        """Read every text."""
        found = [features(read(each.text, spelling)) for each in texts]
        return cls(texts, found, np.array([each.says for each in texts]), np.array([fold_of(each) for each in texts]))

    def answers(self, kind: str) -> np.ndarray:
        """Which texts are of a kind: a danger, any danger, "stop"."""
        return np.isin(self.says, DANGERS) if kind == "danger" else self.says == kind


def fold_of(text: Text) -> int:
    """The part of a cross-validation a text belongs to: a scene stays together, a topic does not."""
    name = text.text if text.is_topic else text.scene
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def vocabulary(texts: Iterable[Text]) -> list[str]:
    """The words that the texts have more than once, the commonest first."""
    counts = Counter(word for each in texts for word in split(each.text) if word.isalpha())
    return sorted((word for word, count in counts.items() if count >= 2), key=lambda word: (-counts[word], word))


@dataclass(frozen=True)
class Line:
    """A linear classifier."""

    weights: np.ndarray
    bias: float

    def scores(self, matrix: sp.csr_matrix) -> np.ndarray:
        """One score for each row: above 0 is yes."""
        return np.asarray(matrix @ self.weights) + self.bias


def fit(matrix: sp.csr_matrix, answers: np.ndarray) -> Line:
    """The mean of two classifiers: over the features as they are, and with the more telling ones enlarged."""
    telling = (1 - TELLING) + TELLING * _telling(matrix, answers)
    lines = []
    for scale in (np.ones(matrix.shape[1]), telling):
        model = LogisticRegression(C=CLOSENESS, solver="liblinear", class_weight="balanced", random_state=0)
        model.fit((matrix @ sp.diags(scale)).tocsr(), answers)
        lines.append(Line(model.coef_[0] * scale, float(model.intercept_[0])))
    return Line(np.mean([line.weights for line in lines], axis=0), float(np.mean([line.bias for line in lines])))


def _telling(matrix: sp.csr_matrix, answers: np.ndarray) -> np.ndarray:
    """How far apart the two kinds of text are in each feature: the log of the ratio of its shares."""
    has = (matrix > 0).astype(float)
    yes, no = (np.asarray(has[rows].sum(axis=0)).ravel() + 1 for rows in (answers, ~answers))
    return np.abs(np.log((yes / yes.sum()) / (no / no.sum())))


def train(texts: Sequence[Text], say: Callable[[str], None] = print) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The content of the weights file, and for each verdict the margin of every text, by scorers that never saw it."""
    words = vocabulary(texts)
    lessons = Lessons.of(texts, Spelling(words))
    columns = Columns.of(lessons.features)
    matrix = columns.matrix(lessons.features)
    say(f"{len(texts)} texts, {len(columns.names)} features")
    unseen = {kind: _unseen(matrix, lessons, kind) for kind in VERDICTS}
    at_least = {kind: round(_at_least(unseen[kind], lessons, kind), 2) for kind in VERDICTS}
    say(f"scored unseen; yes begins at {at_least}")
    weights = {
        "learned_from": fingerprint(),
        "features": _stored_names(columns),
        "scorers": dict(_scorers(matrix, lessons)),
        "at_least": at_least,
        "words": " ".join(words),
    }
    return weights, {kind: unseen[kind] - at_least[kind] for kind in VERDICTS}


def _scorers(matrix: sp.csr_matrix, lessons: Lessons) -> Iterator[tuple[str, Any]]:
    for kind in VERDICTS:
        yield kind, _stored(fit(matrix, lessons.answers(kind)))
    # Which danger it is, is asked of dangers only.
    cries = lessons.answers("danger")
    for kind in DANGERS:
        yield kind, _stored(fit(matrix[cries], lessons.answers(kind)[cries]))


def _unseen(matrix: sp.csr_matrix, lessons: Lessons, kind: str) -> np.ndarray:
    answers, scores = lessons.answers(kind), np.zeros(len(lessons.texts))
    for fold in range(FOLDS):
        held = lessons.folds == fold
        scores[held] = fit(matrix[~held], answers[~held]).scores(matrix[held])
    return scores + np.array([_said(*pair, kind) for pair in zip(lessons.texts, lessons.features, strict=True)])


def _said(text: Text, found: Features, kind: str) -> float:
    labels = PATTERNS.labels(found.patterns)
    if kind == "stop":
        return rules_say(Said(text.text), labels)
    if kind == "start":
        return patterns_say(labels)
    return SAID * is_danger(labels)


def _at_least(scores: np.ndarray, lessons: Lessons, kind: str) -> float:
    """The score from which on no more than the allowed share of the hard neighbours fires."""
    hard = np.array([_is_neighbour(text, kind) for text in lessons.texts])
    highest = np.sort(scores[hard])[::-1]
    return float(highest[int(FALSE_ALARMS[kind] * len(highest))])


def _is_neighbour(text: Text, kind: str) -> bool:
    if text.is_topic or text.is_made:
        return False
    if kind == "start" and text.says == "stop":
        return True
    return text.says == "none" and (kind == "danger" or text.file.startswith("optout_neighbours"))


def _stored(line: Line) -> dict[str, Any]:
    step = round(float(np.abs(line.weights).max()) / _INT8, 4)
    whole = np.clip(np.rint(line.weights / step), -_INT8, _INT8).astype(np.int8)
    return {"bias": round(line.bias, 2), "step": step, "weights": b64encode(whole.tobytes()).decode()}


def _stored_names(columns: Columns) -> dict[str, list[str]]:
    stored: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, name in columns.names:
        stored[kind].append(_NAMES[kind](name))
    return stored


_CLASSES: Final = {number: name for name, number in LEXICON.numbers.items()}
_NAMES: Final[dict[str, Callable[[Any], str]]] = {
    "letters": str,
    "pairs": lambda number: " ".join(_CLASSES[each] for each in pair_of(number)),
    "apart": " ".join,
    "classes": lambda number: _CLASSES[number],
    "patterns": lambda number: PATTERNS.all[number].source,
}


def write(weights: dict[str, Any], path: Path) -> None:
    """Write the weights as compact JSON."""
    path.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def unseen(texts: Sequence[Text], margins: dict[str, np.ndarray]) -> dict[str, Any]:
    """What the scorers say of texts they never saw, by language: of the net's own texts and of those of the topics."""
    return {language: _shares([text.language == language for text in texts], texts, margins) for language in LANGUAGES}


def _shares(spoken: Sequence[bool], texts: Sequence[Text], margins: dict[str, np.ndarray]) -> dict[str, float]:
    of_language = np.array(spoken)
    is_made, is_topic = (np.array([getattr(text, name) for text in texts]) for name in ("is_made", "is_topic"))
    says = np.array([text.says for text in texts])
    own, cries = ~is_made & ~is_topic, np.isin(says, DANGERS)
    groups = {
        "recall": ("danger", own & cries),
        "false_alarms": ("danger", own & (says == "none")),
        "topics_recall": ("danger", is_topic & cries),
        "topics_false_alarms": ("danger", is_topic & (says == "none")),
        "optout_recall": ("stop", own & (says == "stop")),
        "optout_false": ("stop", own & np.isin(says, ("none", *DANGERS))),
        "topics_optout_false": ("stop", is_topic & np.isin(says, ("none", *DANGERS))),
        "start_recall": ("start", own & (says == "start")),
        "start_false": ("start", own & (says != "start")),
        "topics_start_false": ("start", is_topic),
    }
    return {
        name: round(float((margins[kind][of_language & rows] >= 0).mean()), 4) for name, (kind, rows) in groups.items()
    }
