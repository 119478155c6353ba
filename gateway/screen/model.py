"""The small linear classifiers behind the patterns, learned by `python -m benchmarks.screen train`.

Each scorer is a weighted sum that tells one kind of text from all others: danger, each danger, "stop", "start".
"""

import json
from array import array
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from operator import mul
from pathlib import Path
from typing import Any, Final

from gateway.screen.features import CLASS, Features, followed, letters, pair
from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import LEXICON
from gateway.screen.screened import DANGERS
from gateway.screen.spelling import Spelling

WEIGHTS: Final = Path(__file__).with_name("weights.json")
KINDS: Final = ("letters", "pairs", "apart", "classes", "patterns")
# What it counts, beside the score, that a pattern says danger.
SAID: Final = 2.0
_SURE: Final = 30.0


@dataclass(frozen=True)
class Scorer:
    """One weighted sum: above 0 speaks for its kind of text, below 0 against it."""

    kind: str
    bias: float
    step: float
    weights: Sequence[int]


class Places:
    """Where the features stand in the weights of every scorer, by kind."""

    def __init__(self, names: Mapping[str, list[str]]) -> None:
        numbers = {pattern.source: number for number, pattern in enumerate(PATTERNS.all)}
        classes = LEXICON.numbers
        first = dict(zip(KINDS, accumulate([0, *(len(names[kind]) for kind in KINDS)]), strict=False))
        placed = {kind: enumerate(names[kind], first[kind]) for kind in KINDS}
        pairs = ((place, name.split()) for place, name in placed["pairs"])
        self.letters = {name: place for place, name in placed["letters"]}
        self.pairs = {pair(*map(classes.__getitem__, two)): at for at, two in pairs if classes.keys() >= set(two)}
        self.apart = {tuple(name.split()): place for place, name in placed["apart"]}
        self.classes = {classes[name]: place for place, name in placed["classes"] if name in classes}
        self.patterns = {numbers[name]: place for place, name in placed["patterns"] if name in numbers}

    def of_word(self, word: str) -> list[int]:
        """Where the pieces of a word stand, and the word itself."""
        return [self.letters[each] for each in letters(word) if each in self.letters]


class Scorers:
    """Some scorers over the same features."""

    def __init__(self, places: Places, scorers: Sequence[Scorer], words: Mapping[str, Sequence[int]]) -> None:
        self._places = places
        self._scorers = scorers
        self._weights = [scorer.weights.__getitem__ for scorer in scorers]
        # The words of the lessons are weighed once; others whenever they come, and are not remembered.
        self._known = {word: self._sums(found) for word, found in words.items()}

    def _sums(self, found: Sequence[int]) -> tuple[int, ...]:
        """The weights at some places, added up for each scorer."""
        return tuple([sum(map(weight, found)) for weight in self._weights])

    def _sums_of(self, places: Mapping[Any, int], names: Iterable[Any]) -> tuple[int, ...]:
        return self._sums([places[each] for each in names if each in places])

    def scores(self, features: Features) -> dict[str, float]:
        """The score of a text with each of them."""
        known, places = self._known, self._places
        words = [known[word] if word in known else self._sums(places.of_word(word)) for word in set(features.words)]
        words.append(self._sums_of(places.letters, set(followed(features.words))))
        sums = zip(
            map(sum, zip(*words, strict=True)),
            self._sums_of(places.pairs, features.pairs),
            self._sums_of(places.apart, features.apart),
            self._sums_of(places.classes, features.classes),
            self._sums_of(places.patterns, features.patterns),
            strict=True,
        )
        worth = (features.per_letters, features.per_pair, features.per_apart, CLASS, 1.0)
        return {
            scorer.kind: scorer.bias + scorer.step * sum(map(mul, worth, each))
            for scorer, each in zip(self._scorers, sums, strict=True)
        }


def chance(margin: float) -> float:
    """A margin as a number between 0 and 1: one half where no becomes yes."""
    return 1.0 / (1.0 + exp(-max(-_SURE, min(_SURE, margin))))


@dataclass(frozen=True)
class Model:
    """What tells danger, "stop" and "start" from all else, and from which score on; what tells the dangers apart."""

    verdicts: Scorers
    dangers: Scorers
    at_least: Mapping[str, float]
    spelling: Spelling


def load(path: Path = WEIGHTS) -> Model:
    """The model of a weights file. What it says of classes and patterns that are no more is left out."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    words = stored["words"].split()
    places = Places(stored["features"])
    known = {word: places.of_word(word) for word in words}
    scorers = [_scorer(*each) for each in stored["scorers"].items()]
    return Model(
        verdicts=Scorers(places, [each for each in scorers if each.kind not in DANGERS], known),
        dangers=Scorers(places, [each for each in scorers if each.kind in DANGERS], known),
        at_least=stored["at_least"],
        spelling=Spelling(words),
    )


def _scorer(kind: str, stored: dict[str, Any]) -> Scorer:
    return Scorer(kind, stored["bias"], stored["step"], array("b", b64decode(stored["weights"])))
