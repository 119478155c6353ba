"""What was tried beside the product, on one held-out fold of our own data: the table of docs/decisions/0004."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from benchmarks.nlu.noise import mistyped
from benchmarks.nlu.own import SEED, held_out
from benchmarks.nlu.scores import Chances, ranks
from benchmarks.nlu.utterances import own
from bot import features
from bot.features import KeyFeatures, Reading, View

Make = Callable[[], KeyFeatures]


def _machine(rows: csr_matrix, labels: np.ndarray) -> LinearSVC:
    return LinearSVC(C=1.0, tol=0.01, random_state=7).fit(rows, labels)


@dataclass
class Data:
    """One fold, in and out, and where each text belongs."""

    seen: list[str]
    unseen: list[str]
    truth: np.ndarray
    known: np.ndarray
    family: dict[str, str]
    is_english: np.ndarray
    labels: list[str] = field(default_factory=list)


def data(share: float = 1.0) -> Data:
    """Fold 0 held out; of the whole only a share of the utterances, drawn at random."""
    utterances = own()
    utterances = random.Random(SEED).sample(utterances, round(share * len(utterances)))
    fold = held_out(utterances)
    inside, outside = ([utterances[at] for at in np.flatnonzero(chosen)] for chosen in (fold != 0, fold == 0))
    return Data(
        [each.text for each in inside],
        [each.text for each in outside],
        np.array([each.intent for each in outside]),
        np.array([each.intent for each in inside]),
        {each.intent: each.family for each in utterances},
        np.array([each.language == "en" for each in outside]),
        sorted({each.intent for each in utterances}),
    )


def _with(*views: View) -> Make:
    def make() -> KeyFeatures:
        made = KeyFeatures()
        made.views = list(views)
        return made

    return make


def _views() -> list[View]:
    return KeyFeatures().views


class Unmended(KeyFeatures):
    """The product's features without mending unknown words."""

    def _read(self, key: str) -> Reading:
        words = key.split()
        return Reading(words, self.concepts.of([word for word in words if word != "?"]))


class Raw(KeyFeatures):
    """The product's features over the text in small letters instead of over its key."""

    def fit(self, texts: list[str]) -> KeyFeatures:
        features.key, kept = str.lower, features.key  # type: ignore[assignment]
        try:
            return super().fit(texts)
        finally:
            features.key = kept

    def transform(self, texts: list[str]) -> csr_matrix:
        features.key, kept = str.lower, features.key  # type: ignore[assignment]
        try:
            return super().transform(texts)
        finally:
            features.key = kept


def _unlettered(reading: Reading) -> list[str]:
    return [piece for piece in features._pieces(reading) if len(piece) > 1]


def _margins(make: Make, learn: Callable[[csr_matrix, np.ndarray], LinearSVC], some: Data) -> Chances:
    made = make()
    learnt = learn(made.fit(some.seen).transform(some.seen), some.known)
    told = getattr(learnt, "decision_function", None) or learnt.predict_log_proba
    return np.asarray(told(made.transform(some.unseen)))


def candidates(some: Data) -> Iterator[tuple[str, Callable[[], Chances]]]:
    """Name, and how its margins come about."""
    pieces, words, company, concepts, pairs = _views()

    def plain(make: Make, learn: Callable[[csr_matrix, np.ndarray], LinearSVC] = _machine) -> Callable[[], Chances]:
        return lambda: _margins(make, learn, some)

    yield "the product", plain(KeyFeatures)
    yield "ensemble: one machine a view", lambda: _ensemble(some)
    yield "family first, then topic", lambda: _hierarchical(some)
    yield "with a mistyped copy of the data", lambda: _noisy(some)
    yield "over raw text, not the key", plain(Raw)
    yield "without mending", plain(Unmended)
    yield "without concepts", plain(_with(pieces, words, company))
    yield "pieces of words only", plain(_with(View(features._pieces, 1.0)))
    yield "words and pairs only", plain(_with(View(features._words, 1.0)))
    yield "concepts and pairs only", plain(_with(concepts, pairs))
    yield "without single letters", plain(_with(View(_unlettered, 1.0), *_views()[1:]))
    yield "without pairs of words anywhere", plain(_with(pieces, words, concepts, pairs))
    yield "logistic regression", plain(KeyFeatures, lambda rows, labels: LogisticRegression(
        C=20, solver="liblinear", dual=True, tol=0.05, random_state=7).fit(rows, labels))  # fmt: skip
    yield (
        "complement naive Bayes",
        plain(KeyFeatures, lambda rows, labels: ComplementNB(alpha=0.1, norm=True).fit(rows, labels)),
    )


def _ensemble(some: Data) -> Chances:
    whole = _margins(KeyFeatures, _machine, some)
    views = [_margins(_with(view), _machine, some) for view in (_views()[0], _views()[1], _views()[3])]
    return np.asarray(sum((each / each.std() for each in views), whole / whole.std()))


def _hierarchical(some: Data) -> Chances:
    made = KeyFeatures()
    rows = made.fit(some.seen).transform(some.seen)
    outside = made.transform(some.unseen)
    families = np.array([some.family[label] for label in some.known])
    first = _machine(rows, families)
    likely = first.decision_function(outside)
    told = np.zeros((len(some.unseen), len(some.labels)))
    for at, family in enumerate(first.classes_):
        inside = families == family
        known = sorted(set(some.known[inside]))
        if len(known) == 1:
            told[:, some.labels.index(known[0])] = 2 * likely[:, at]
            continue
        second = _machine(rows[inside], some.known[inside])
        margins = second.decision_function(outside)
        if len(known) == 2:
            # Of two topics there is one margin: it speaks for the second and against the first.
            margins = np.stack([-margins, margins], axis=1)
        for place, label in enumerate(second.classes_):
            told[:, some.labels.index(label)] = 2 * likely[:, at] + margins[:, place]
    return told


def _noisy(some: Data) -> Chances:
    chance = random.Random(SEED)
    made = KeyFeatures().fit(some.seen)
    texts = some.seen + [mistyped(text, 0.06, chance) for text in some.seen]
    learnt = _machine(made.transform(texts), np.concatenate([some.known, some.known]))
    return np.asarray(learnt.decision_function(made.transform(some.unseen)))


def run(share: float = 1.0) -> None:
    """Train, measure and print each."""
    some = data(share)
    truth = np.searchsorted(some.labels, some.truth)
    print(f"{len(some.unseen)} held out, {len(some.seen)} to train on; percent")
    print(f"{'':36}{'first':>7}{'three':>7}{'English':>9}{'Sesotho':>9}{'cpu s':>7}")
    for name, margins in candidates(some):
        began = time.process_time()
        place = ranks(margins(), truth)
        shares = [(place == 1).mean(), (place <= 3).mean(), (place == 1)[some.is_english].mean(),
                  (place == 1)[~some.is_english].mean()]  # fmt: skip
        line = "".join(f"{100 * share:{wide}.1f}" for share, wide in zip(shares, (7, 7, 9, 9), strict=True))
        print(f"{name:36}{line}{time.process_time() - began:7.0f}", flush=True)
