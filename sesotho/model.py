"""Linear models of language over words and letters, trained by ``benchmarks/identify/train.py``.

A model is a text file in ``sesotho/weights``: a line ``[name]`` opens the weights of one class,
and every other line is a whole number followed by the features that weigh so much, in units of
one sixteenth.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from math import exp, sqrt
from typing import Final

from sesotho.features import features

UNIT: Final = 16
"""Whole numbers in a weights file to one unit of log-odds."""


class Model:
    """One set of weights: a score per class for a sequence of words."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.classes: list[str] = []
        self._weights: list[dict[str, int]] = []
        for line in lines:
            if line.startswith("["):
                self.classes.append(line.strip()[1:-1])
                self._weights.append({})
            elif line and not line.startswith("#"):
                weight, *names = line.split()
                self._weights[-1].update(dict.fromkeys(names, int(weight)))
        self._of_word = lru_cache(maxsize=8192)(self._word)

    @classmethod
    def shipped(cls, name: str) -> "Model":
        """A model that comes with the package."""
        return cls(files("sesotho.weights").joinpath(name).read_text(encoding="utf-8").splitlines())

    def _word(self, token: str) -> tuple[int, ...]:
        named = features(token)
        return tuple(sum(map(weights.get, named, repeat(0))) for weights in self._weights)

    def scores(self, words: Sequence[str]) -> list[float]:
        """The score of each class in log-odds, in the order of ``classes``.

        Divided by the square root of the number of words, so that a long text is not surer
        than its words are. No words score nothing.
        """
        if not words:
            return [0.0] * len(self.classes)
        scale = UNIT * sqrt(len(words))
        return [sum(column) / scale for column in zip(*map(self._of_word, words), strict=True)]


def probability(score: float) -> float:
    """Log-odds as a probability.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def shares(scores: Sequence[float]) -> list[float]:
    """Scores of several classes as probabilities that add up to 1.

    >>> shares([1.0, 1.0])
    [0.5, 0.5]
    """
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]
