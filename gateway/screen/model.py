"""The small linear classifiers behind the rules: weights learned by `python -m benchmarks.screen train`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any, Final, cast

from gateway.screen.features import CLASS, Features, pair
from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import LEXICON
from gateway.screen.screened import Danger
from gateway.screen.spelling import Spelling

WEIGHTS: Final = Path(__file__).with_name("weights.json")
# Weights are kept as whole numbers of this part of one.
STEP: Final = 0.01


@dataclass(frozen=True)
class Scorer:
    """One weighted sum over the features of a text."""

    bias: float
    letters: Mapping[str, int]
    pairs: Mapping[int, int]
    classes: Mapping[int, int]
    patterns: Mapping[int, int]

    def score(self, features: Features) -> float:
        """The sum: above 0 speaks for, below 0 against."""
        letters, pairs = self.letters, self.pairs
        return self.bias + STEP * (
            features.per_letters * sum([letters[each] for each in features.letters if each in letters])
            + features.per_pair * sum([pairs[each] for each in features.pairs if each in pairs])
            + CLASS * sum([self.classes.get(each, 0) for each in features.classes])
            + sum([self.patterns.get(each, 0) for each in features.patterns])
        )

    def probability(self, features: Features) -> float:
        """The sum as a chance between 0 and 1."""
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, self.score(features)))))


@dataclass(frozen=True)
class Model:
    """Is it danger, which danger, is it a wish to be left alone; and the words known to be spelt right."""

    danger: Scorer
    kinds: Mapping[Danger, Scorer]
    optout: Scorer
    danger_from: float
    optout_from: float
    spelling: Spelling


def load(path: Path = WEIGHTS) -> Model:
    """The model of a weights file. Raises KeyError when it was trained with other classes or patterns."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        danger=_scorer(stored["danger"]),
        kinds={cast(Danger, kind): _scorer(weights) for kind, weights in stored["kinds"].items()},
        optout=_scorer(stored["optout"]),
        danger_from=stored["danger_from"],
        optout_from=stored["optout_from"],
        spelling=Spelling(stored["words"].split()),
    )


def _scorer(stored: dict[str, Any]) -> Scorer:
    numbers = {pattern.source: number for number, pattern in enumerate(PATTERNS.all)}
    return Scorer(
        bias=stored["bias"],
        letters=stored["letters"],
        pairs={_pair(names): weight for names, weight in stored["pairs"].items()},
        classes={_class(name): weight for name, weight in stored["classes"].items()},
        patterns={numbers[source]: weight for source, weight in stored["patterns"].items()},
    )


def _class(name: str) -> int:
    return LEXICON.bits[name].bit_length() - 1


def _pair(names: str) -> int:
    first, second = names.split()
    return pair(_class(first), _class(second))
