"""Linear models of language over words and letters, trained by ``benchmarks/identify/train.py``.

A model is a text file in ``sesotho/weights``: a line ``[name]`` opens the weights of one class,
and every other line is a whole number followed by the features that weigh so much, in units of
one sixteenth.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, sqrt
from typing import Final

from sesotho.features import features

UNIT: Final = 16
"""Whole numbers in a weights file to one unit of log-odds."""


class Model:
    """One set of weights: a score per class for a sequence of words."""

    def __init__(self, name: str) -> None:
        self.classes: list[str] = []
        self._weights: dict[str, dict[str, int]] = {}
        for line in files("sesotho.weights").joinpath(name).read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                self.classes.append(line[1:-1])
                weights = self._weights.setdefault(self.classes[-1], {})
            elif line and not line.startswith("#"):
                weight, *names = line.split(" ")
                weights.update(dict.fromkeys(names, int(weight)))
        self._of_word = lru_cache(maxsize=8192)(self._word)

    def _word(self, token: str) -> tuple[int, ...]:
        named = features(token)
        return tuple(sum(map(self._weights[name].get, named, _zeros(len(named)))) for name in self.classes)

    def scores(self, words: Iterable[str]) -> list[float]:
        """The score of each class in log-odds, in the order of ``classes``.

        Divided by the square root of the number of words, so that a long text is not surer
        than its words are.
        """
        sums = [self._of_word(word) for word in words]
        if not sums:
            return [0.0] * len(self.classes)
        scale = UNIT * sqrt(len(sums))
        return [sum(column) / scale for column in zip(*sums, strict=True)]


def _zeros(count: int) -> tuple[int, ...]:
    return (0,) * count


def probability(score: float) -> float:
    """Log-odds as a probability.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def shares(scores: list[float]) -> list[float]:
    """Scores of several classes as probabilities that add up to 1.

    >>> shares([1.0, 1.0])
    [0.5, 0.5]
    """
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]


@cache
def frame() -> Model:
    """English or Sesotho: one class, ``st``, whose score is above 0 for Sesotho."""
    return Model("frame.txt")


@cache
def tongues() -> Model:
    """English, Sesotho and the other languages people in the region write."""
    return Model("tongues.txt")
