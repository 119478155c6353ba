"""Train the language models of `sesotho`: `python -m benchmarks.identify.train`.

Logistic regression by AdaGrad in plain Python, about a minute on one core. Reads this folder's
texts and the bot's utterances, writes `sesotho/weights/*.txt`. The same inputs give the same files.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from typing import Final

from benchmarks.identify import corpus
from benchmarks.identify.corpus import Example
from sesotho.features import features, telling, tokens
from sesotho.model import UNIT, Model, probability, shares

WEIGHTS: Final = corpus.ROOT / "sesotho" / "weights"
SEED: Final = 7
RATE: Final = 0.5
LASSO: Final = 2e-5
SHARE: Final = 1500
"""Utterances of English and of Sesotho that the model of all languages sees."""

MISLABELLED: Final = 2.0
"""An utterance whose own words speak this clearly against its label (an English term in a Sesotho file) is left out."""

Vector = tuple[tuple[str, ...], float]
Weights = dict[str, float]


def vector(text: str) -> Vector:
    """The features of a text and what each counts for."""
    words = telling(tokens(text))
    names = tuple(name for word in words for name in features(word))
    return names, 1 / sqrt(len(words)) if words else 0.0


class Learner:
    """The weights of one class, moved by the error of each example."""

    def __init__(self) -> None:
        self.weights: defaultdict[str, float] = defaultdict(float)
        self._moved: defaultdict[str, float] = defaultdict(lambda: 1e-2)

    def score(self, names: Iterable[str], scale: float) -> float:
        """Log-odds of the class."""
        get = self.weights.get
        return scale * sum([get(name, 0.0) for name in names])

    def move(self, names: Iterable[str], scale: float, error: float) -> None:
        """One step against the error, and a small one towards nothing."""
        slope = error * scale
        for name in names:
            self._moved[name] += slope * slope
            step = RATE / sqrt(self._moved[name])
            weight = self.weights[name] - step * slope
            shrink = step * LASSO
            self.weights[name] = 0.0 if abs(weight) < shrink else weight - shrink if weight > 0 else weight + shrink


def fit_frame(examples: list[Example], epochs: int = 4) -> Learner:
    """English or Sesotho: weights above 0 speak for Sesotho."""
    rows = [(*vector(one.text), 1.0 if one.language == "st" else 0.0) for one in examples]
    rows = [row for row in rows if row[1]]
    dice = random.Random(SEED)
    learner = Learner()
    for _ in range(epochs):
        dice.shuffle(rows)
        for names, scale, truth in rows:
            error = probability(learner.score(names, scale)) - truth
            if abs(error) > 0.01:
                learner.move(names, scale, error)
    return learner


def fit_tongues(examples: list[Example], epochs: int = 6) -> dict[str, Weights]:
    """Every language against the others."""
    classes = ["en", "st", *corpus.OTHERS]
    rows = [(*vector(one.text), classes.index(one.language)) for one in examples]
    dice = random.Random(SEED)
    learners = [Learner() for _ in classes]
    for _ in range(epochs):
        dice.shuffle(rows)
        for names, scale, truth in rows:
            guess = shares([learner.score(names, scale) for learner in learners])
            for index, learner in enumerate(learners):
                error = guess[index] - (index == truth)
                if abs(error) > 0.02:
                    learner.move(names, scale, error)
    return {name: learner.weights for name, learner in zip(classes, learners, strict=True)}


def cleaned(examples: list[Example]) -> list[Example]:
    """The examples without those whose words belong to another language than their label says."""
    own = corpus.widened(list(corpus.own()), SEED)
    tongues = Model(written(fit_tongues(own + list(corpus.foreign()), epochs=3), 1))
    home = [tongues.classes.index("en"), tongues.classes.index("st")]

    def at_home(example: Example) -> bool:
        words = telling(tokens(example.text))
        chances = shares(tongues.scores(words))
        return len(words) < 2 or sum(chances[index] for index in home) > 0.05

    examples = [example for example in examples if at_home(example)]
    learner = fit_frame(examples + list(corpus.words()), epochs=2)

    def speaks_for(example: Example) -> float:
        score = learner.score(*vector(example.text))
        return score if example.language == "st" else -score

    return [example for example in examples if speaks_for(example) > -MISLABELLED]


def train_frame(examples: list[Example]) -> list[str]:
    """The file of the model that tells English from Sesotho."""
    wide = corpus.widened(examples, SEED) + list(corpus.words()) * 2
    return written({"st": fit_frame(wide).weights}, 0)


def train_tongues(examples: list[Example], foreign: list[Example]) -> list[str]:
    """The file of the model of all languages, from a balanced share of English and Sesotho."""
    dice = random.Random(SEED)
    home = [example for example in examples if example.group == "own"]
    for language in ("en", "st"):
        some = [one for one in examples if one.language == language and one.group != "own"]
        home += dice.sample(some, min(SHARE, len(some)))
    return written(fit_tongues(corpus.widened(home, SEED) + foreign * 2), 1)


def written(classes: dict[str, Weights], least: int) -> list[str]:
    """The lines of a weights file: features of one weight on one line, weights up to ``least`` left out."""
    out = ["# Written by benchmarks/identify/train.py; see sesotho/model.py for the format."]
    for name, weights in classes.items():
        out.append(f"[{name}]")
        lines: defaultdict[int, list[str]] = defaultdict(list)
        for feature, weight in weights.items():
            whole = round(weight * UNIT)
            if abs(whole) > least:
                lines[whole].append(feature)
        out += [f"{whole} {' '.join(sorted(lines[whole]))}" for whole in sorted(lines)]
    return out


def main() -> None:
    """Train both models and write their files."""
    examples = cleaned([*corpus.utterances(), *corpus.own()])
    files = {"frame.txt": train_frame(examples), "tongues.txt": train_tongues(examples, list(corpus.foreign()))}
    for name, lines in files.items():
        path = WEIGHTS / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {path.stat().st_size / 1024:.0f} KB from {len(examples)} texts")


if __name__ == "__main__":
    main()
