"""The product's features and classifier, trained without Rasa around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.nlu.scores import Chances, Numbers
from bot.classifier import LinearIntents, best_temperature, softmax
from bot.features import KeyFeatures


@dataclass
class Product:
    """What `config.yml` names, with the temperature left to whoever holds unseen margins."""

    features: KeyFeatures = field(default_factory=KeyFeatures)
    classifier: LinearIntents = field(default_factory=lambda: LinearIntents(folds=0))

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Product:
        """Train on texts and labels."""
        rows = self.features.fit(list(texts)).transform(list(texts))
        self.classifier.fit(rows, list(labels))
        return self

    def margins(self, texts: Sequence[str]) -> Chances:
        """Texts x intents in the order of `labels`."""
        return np.asarray(self.classifier.margins(self.features.transform(list(texts))), dtype=np.float64)

    @property
    def labels(self) -> list[str]:
        """The intents, sorted."""
        return self.classifier.labels


def temperatures(margins: Chances, truth: Numbers, folds: Numbers) -> Chances:
    """For each text the temperature that fits the margins of the other folds."""
    found = np.full(len(truth), best_temperature(margins, truth))
    for fold in np.unique(folds) if len(np.unique(folds)) > 1 else ():
        here = folds == fold
        found[here] = best_temperature(margins[~here], truth[~here])
    return found


def chances(margins: Chances, temperature: Chances | float) -> Chances:
    """Margins as probabilities."""
    factor = np.broadcast_to(np.asarray(temperature, dtype=np.float64), len(margins))
    return np.asarray(softmax(margins * factor[:, np.newaxis]))


def confidence(labels: list[str], chances: Chances, stranger: str = "out_of_scope") -> Chances:
    """How sure the product would be of the likeliest of these labels."""
    judge = LinearIntents(stranger=stranger)
    judge.labels = labels
    return np.asarray(judge.confidence(chances.astype(np.float32)))
