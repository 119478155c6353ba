"""The small linear classifiers behind the patterns, learned by `python -m benchmarks.screen train`.

Each scorer tells one kind of text from all others: danger, each danger, "stop", and the kinds of ordinary
texts. Two verdicts weigh their scores: a text that no ordinary kind explains is more likely to be a cry for help.
"""

import json
from array import array
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from pathlib import Path
from typing import Any, Final

from gateway.screen.features import CLASS, Features, pair
from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import LEXICON
from gateway.screen.screened import DANGERS
from gateway.screen.spelling import Spelling

WEIGHTS: Final = Path(__file__).with_name("weights.json")
KINDS: Final = ("letters", "pairs", "classes", "patterns")
_SURE: Final = 30.0


@dataclass(frozen=True)
class Places:
    """Where the features of a text stand in the weights of every scorer, by kind."""

    letters: Mapping[str, int]
    pairs: Mapping[int, int]
    classes: Mapping[int, int]
    patterns: Mapping[int, int]

    def of(self, features: Features) -> tuple[tuple[float, list[int]], ...]:
        """What one feature counts, and the places of those that a text has, for each kind."""
        letters, pairs, classes, patterns = self.letters, self.pairs, self.classes, self.patterns
        return (
            (features.per_letters, [letters[each] for each in features.letters if each in letters]),
            (features.per_pair, [pairs[each] for each in features.pairs if each in pairs]),
            (CLASS, [classes[each] for each in features.classes if each in classes]),
            (1.0, [patterns[each] for each in features.patterns if each in patterns]),
        )


@dataclass(frozen=True)
class Scorer:
    """One weighted sum: above 0 speaks for its kind of text, below 0 against it."""

    bias: float
    step: float
    weights: Sequence[int]

    def score(self, found: tuple[tuple[float, list[int]], ...]) -> float:
        """The sum over the features of a text."""
        weight = self.weights.__getitem__
        return self.bias + self.step * sum([value * sum(map(weight, places)) for value, places in found])


@dataclass(frozen=True)
class Verdict:
    """Weighs the scores of a text: is it this?"""

    intercept: float
    scores: Mapping[str, float]
    strongest_danger: float
    strongest_ordinary: float
    pattern: float
    at_least: float

    def probability(self, scores: Mapping[str, float], says_pattern: bool) -> float:
        """The chance, between 0 and 1, that it is."""
        dangers = max(scores[kind] for kind in DANGERS)
        ordinary = max(score for kind, score in scores.items() if kind not in _NOT_ORDINARY)
        total = self.intercept + self.pattern * says_pattern
        total += self.strongest_danger * dangers + self.strongest_ordinary * ordinary
        total += sum([weight * scores[kind] for kind, weight in self.scores.items()])
        return 1.0 / (1.0 + exp(-max(-_SURE, min(_SURE, total))))


_NOT_ORDINARY: Final = frozenset((*DANGERS, "danger", "stop"))


@dataclass(frozen=True)
class Model:
    """The scorers, the two verdicts, and the words known to be spelt right."""

    places: Places
    scorers: Mapping[str, Scorer]
    danger: Verdict
    stop: Verdict
    spelling: Spelling

    def scores(self, features: Features) -> dict[str, float]:
        """The score of a text with every scorer."""
        found = self.places.of(features)
        return {kind: scorer.score(found) for kind, scorer in self.scorers.items()}


def load(path: Path = WEIGHTS) -> Model:
    """The model of a weights file. What it says of classes and patterns that are no more is left out."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        places=_places(stored["features"]),
        scorers={kind: _scorer(each) for kind, each in stored["scorers"].items()},
        danger=Verdict(**stored["danger"]),
        stop=Verdict(**stored["stop"]),
        spelling=Spelling(stored["words"].split()),
    )


def _places(names: dict[str, list[str]]) -> Places:
    numbers = {pattern.source: number for number, pattern in enumerate(PATTERNS.all)}
    classes = {name: bit.bit_length() - 1 for name, bit in LEXICON.bits.items()}
    first = accumulate([0, *(len(names[kind]) for kind in KINDS)])
    letters, pairs, single, patterns = (enumerate(names[kind], start) for kind, start in zip(KINDS, first, strict=False))
    return Places(
        letters={name: place for place, name in letters},
        pairs={pair(*map(classes.__getitem__, name.split())): place for place, name in pairs if _known(name, classes)},
        classes={classes[name]: place for place, name in single if name in classes},
        patterns={numbers[name]: place for place, name in patterns if name in numbers},
    )


def _known(pair_of_names: str, classes: Mapping[str, int]) -> bool:
    return all(name in classes for name in pair_of_names.split())


def _scorer(stored: dict[str, Any]) -> Scorer:
    return Scorer(stored["bias"], stored["step"], array("b", b64decode(stored["weights"])))

