"""What is counted: right first, right among three, F1 over intents, coverage, calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float64]
Numbers = NDArray[np.int_]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Scores:
    """Shares (0 to 1) over some texts."""

    count: int
    first: float
    three: float
    macro_f1: float
    covered: float
    right_when_covered: float


def ranks(chances: Chances, truth: Numbers) -> Numbers:
    """The place of the true intent, from 1."""
    own = chances[np.arange(len(truth)), truth]
    return np.asarray((chances >= own[:, np.newaxis]).sum(axis=1))


def scores(chances: Chances, truth: Numbers, sure: Mask, chosen: Mask | None = None) -> Scores:
    """Over the chosen texts; covered are those of which the model is sure enough to answer at once."""
    if chosen is not None:
        chances, truth, sure = chances[chosen], truth[chosen], sure[chosen]
    if not len(truth):
        return Scores(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    place = ranks(chances, truth)
    return Scores(
        len(truth),
        float((place == 1).mean()),
        float((place <= 3).mean()),
        macro_f1(chances.argmax(axis=1), truth),
        float(sure.mean()),
        float((place[sure] == 1).mean()) if sure.any() else 0.0,
    )


def macro_f1(guessed: Numbers, truth: Numbers) -> float:
    """The mean over the intents that occur of the harmonic mean of precision and recall."""
    each = []
    for intent in np.unique(truth):
        right = ((guessed == intent) & (truth == intent)).sum()
        each.append(2 * right / ((guessed == intent).sum() + (truth == intent).sum()))
    return float(np.mean(each))


@dataclass(frozen=True)
class Bin:
    """Texts whose first guess had about the same probability."""

    count: int
    said: float
    right: float


def calibration(chances: Chances, truth: Numbers, bins: int = 10) -> tuple[float, list[Bin]]:
    """Expected calibration error, and the bins it comes from."""
    said, right = chances.max(axis=1), chances.argmax(axis=1) == truth
    at = np.minimum((said * bins).astype(int), bins - 1)
    found = [
        Bin(int((at == each).sum()), float(said[at == each].mean()), float(right[at == each].mean()))
        for each in range(bins)
        if (at == each).any()
    ]
    return sum(each.count * abs(each.said - each.right) for each in found) / len(truth), found
