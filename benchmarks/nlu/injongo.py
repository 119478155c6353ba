"""The Injongo protocol with the features and the classifier of the product, alone and jointly with CLINC's English.

The official test; 56 training utterances an intent drawn from the rest; five draws. Nothing was chosen on the test.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.nlu.models import Product, chances, confidence
from benchmarks.nlu.scores import ranks
from benchmarks.nlu.utterances import Utterance, clinc, injongo
from bot.classifier import LinearIntents
from sesotho import to_lesotho

DRAWS, EACH = 5, 56
STRANGER = "oos"


@dataclass(frozen=True)
class Found:
    """Shares right, of one draw: first and among three, as written and in the spelling of Lesotho."""

    first: float
    three: float
    first_respelled: float
    three_respelled: float


@dataclass(frozen=True)
class FoundEnglish:
    """CLINC's test, of one draw: shares right, and what is refused when at most 5 % of good sentences are."""

    first: float
    three: float
    refused: float
    falsely: float


def run() -> None:
    """Measure and print mean and spread of the draws."""
    pool, test = injongo()
    english = clinc()
    inside = {part: [each for each in some if each.intent != STRANGER] for part, some in english.items()}
    draws = [_draw(pool, seed) for seed in range(DRAWS)]
    print(f"Injongo Sesotho: {len(test)} official test utterances, {EACH} an intent to train, {DRAWS} draws; percent")
    _print("alone", [_sesotho(_fit(drawn), test) for drawn in draws])
    joint = [_fit(drawn + english["train"]) for drawn in draws]
    _print("with CLINC", [_sesotho(model, test) for model in joint])
    found = [_english(model, english["val"], inside["test"], english["test"]) for model in joint]
    _print(f"CLINC, {len(inside['test'])} English sentences", found)


def _draw(pool: Sequence[Utterance], seed: int) -> list[Utterance]:
    chance = random.Random(seed)
    drawn: list[Utterance] = []
    for intent in sorted({each.intent for each in pool}):
        drawn += chance.sample([each for each in pool if each.intent == intent], EACH)
    return drawn


def _fit(utterances: Sequence[Utterance]) -> Product:
    model = Product(classifier=LinearIntents(folds=3, stranger=STRANGER))
    return model.fit([each.text for each in utterances], [each.intent for each in utterances])


def _truth(model: Product, utterances: Sequence[Utterance]) -> np.ndarray:
    return np.searchsorted(model.labels, [each.intent for each in utterances])


def _sesotho(model: Product, test: Sequence[Utterance]) -> Found:
    shares = []
    for texts in ([each.text for each in test], [to_lesotho(each.text) for each in test]):
        place = ranks(model.margins(texts), _truth(model, test))
        shares += [float((place == 1).mean()), float((place <= 3).mean())]
    return Found(*shares)


def _sureness(model: Product, utterances: Sequence[Utterance]) -> np.ndarray:
    """How sure the product is that a text is one of its own; zero where it takes it for a stranger."""
    found = chances(model.margins([each.text for each in utterances]), model.classifier.temperature)
    judged = confidence(model.labels, found, STRANGER)
    return np.where(found.argmax(axis=1) == model.labels.index(STRANGER), 0, judged)


def _english(model: Product, val: list[Utterance], inside: list[Utterance], test: list[Utterance]) -> FoundEnglish:
    place = ranks(model.margins([each.text for each in inside]), _truth(model, inside))
    limit = np.quantile(_sureness(model, [each for each in val if each.intent != STRANGER]), 0.05)
    outside = [each for each in test if each.intent == STRANGER]
    return FoundEnglish(
        float((place == 1).mean()),
        float((place <= 3).mean()),
        float((_sureness(model, outside) < limit).mean()),
        float((_sureness(model, inside) < limit).mean()),
    )


def _print(name: str, draws: Sequence[Found | FoundEnglish]) -> None:
    print(f"\n{name}")
    for what in vars(draws[0]):
        values = [100 * getattr(draw, what) for draw in draws]
        print(f"  {what:18} {np.mean(values):5.1f} +- {np.std(values):.1f}   ({', '.join(f'{v:.1f}' for v in values)})")
