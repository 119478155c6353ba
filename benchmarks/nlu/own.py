"""Our own data, held out by groups: by language, spelling, style and family; noise; doubt; what it costs."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from benchmarks.nlu.models import Product, chances, confidence, temperatures
from benchmarks.nlu.noise import mistyped, without_vowels
from benchmarks.nlu.scores import Chances, Mask, Numbers
from benchmarks.nlu.utterances import ROOT, NoPublicTests, Utterance, clinc, own
from bot.grouping import groups_of
from sesotho import to_lesotho

Texts = Any  # an array of texts

NONSENSE = "out_of_scope"
FOREIGN = ROOT / "benchmarks" / "identify" / "text"
LANGUAGES = ("af", "fr", "ny", "pt", "sn", "ss", "sw", "ts", "ve", "xh", "zu")
SEED = 1
FOLDS = 5


@dataclass(frozen=True)
class Measured:
    """Every utterance as understood by a model that saw neither it nor a near-copy of it."""

    utterances: list[Utterance]
    labels: list[str]
    folds: Numbers
    truth: Numbers
    chances: Chances
    respelled: Chances
    noisy: dict[str, Chances]
    strangers: dict[str, Chances]
    temperature: float
    training_seconds: float
    milliseconds: list[float]

    def where(self, wanted: Callable[[Utterance], bool]) -> Mask:
        """Which utterances are wanted."""
        return np.array([wanted(each) for each in self.utterances])

    @property
    def nonsense(self) -> Mask:
        """Which utterances are out of scope."""
        return self.where(lambda each: each.intent == NONSENSE)


NOISES: dict[str, Callable[[str, random.Random], str]] = {
    "4 % of letters mistyped": lambda text, chance: mistyped(text, 0.04, chance),
    "8 % of letters mistyped": lambda text, chance: mistyped(text, 0.08, chance),
    "half of the vowels dropped": lambda text, chance: without_vowels(text, 0.5, chance),
    "all vowels dropped": lambda text, chance: without_vowels(text, 1, chance),
}


def held_out(utterances: Sequence[Utterance], folds: int = FOLDS) -> Numbers:
    """The fold in which each utterance is measured; near-copies and translations share one.

    A group's fold follows from its first text, so that new utterances leave the others where they are.
    """
    texts = [each.text for each in utterances]
    groups = groups_of(texts, [each.intent for each in utterances])
    firsts: dict[int, str] = {}
    for text, group in zip(texts, groups.tolist(), strict=True):
        firsts[group] = min(text, firsts.get(group, text))
    return np.array([crc32(firsts[group].encode()) % folds for group in groups.tolist()])


def measure(
    only: Sequence[int] = range(FOLDS), is_noisy: bool = False, tell: Callable[[str], None] = lambda line: None
) -> Measured:
    """Train once for each of these folds and understand what it holds: as written, respelled, and perhaps noisy;
    and what means nothing."""
    everything = own()
    fold = held_out(everything)
    held = np.flatnonzero(np.isin(fold, list(only)))
    labels = sorted({each.intent for each in everything})
    known = np.array([each.text for each in everything], dtype=object)
    intents = np.array([each.intent for each in everything])
    versions = {"": known, "respelled": _respelled(everything)} | (_noisy(known) if is_noisy else {})
    strangers = _strangers()
    margins = {name: np.zeros((len(known), len(labels))) for name in versions}
    strange = {name: np.zeros((len(some), len(labels))) for name, some in strangers.items()}
    seconds, milliseconds = [], []
    for at in only:
        seen, unseen = np.flatnonzero(fold != at), np.flatnonzero(fold == at)
        began = time.process_time()
        model = Product().fit(known[seen], intents[seen].tolist())
        seconds.append(time.process_time() - began)
        for name, version in versions.items():
            margins[name][unseen] = model.margins(version[unseen])
        for name, some in strangers.items():
            strange[name] += model.margins(some) / len(only)
        milliseconds += _timed(model, known[unseen][:200])
        tell(f"fold {at + 1}: trained in {seconds[-1]:.0f} s, {len(unseen)} held out")
    truth = np.searchsorted(labels, intents[held])
    margins = {name: found[held] for name, found in margins.items()}
    heat = temperatures(margins[""], truth, fold[held])
    told = {name: chances(found, heat) for name, found in margins.items()}
    return Measured(
        [everything[at] for at in held],
        labels,
        fold[held],
        truth,
        told.pop(""),
        told.pop("respelled"),
        told,
        {name: chances(found, float(heat.mean())) for name, found in strange.items()},
        float(heat.mean()),
        float(np.mean(seconds)),
        milliseconds,
    )


def _respelled(utterances: list[Utterance]) -> Texts:
    """Every Sesotho text in the spelling of Lesotho."""
    return np.array(
        [each.text if each.language == "en" else to_lesotho(each.text) for each in utterances], dtype=object
    )


def _noisy(texts: Texts) -> dict[str, Texts]:
    chance = random.Random(SEED)
    return {name: np.array([spoil(text, chance) for text in texts], dtype=object) for name, spoil in NOISES.items()}


def _strangers() -> dict[str, list[str]]:
    """Texts that none of our topics answers: keys at random, other languages, and the public out-of-scope sentences
    where they are."""
    chance = random.Random(SEED)
    found = {"keys at random": [_keys(chance) for _ in range(200)], "other languages": _foreign()}
    try:
        found["CLINC out of scope"] = [each.text for part in clinc().values() for each in part if each.intent == "oos"]
    except NoPublicTests:
        pass
    return found


def _foreign() -> list[str]:
    paths = [FOREIGN / f"{language}.txt" for language in LANGUAGES]
    return [line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line[:1].strip("#")]


def _keys(chance: random.Random) -> str:
    return " ".join(
        "".join(chance.choices(string.ascii_lowercase, k=chance.randint(3, 9))) for _ in range(chance.randint(1, 4))
    )


def _timed(model: Product, texts: Texts) -> list[float]:
    taken = []
    for text in texts:
        began = time.perf_counter()
        chances(model.margins([text]), 1.0)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


@dataclass(frozen=True)
class Doubt:
    """What one threshold does. Refused means: too unsure, or taken for out of scope."""

    threshold: float
    to_menu: float
    lost: float
    refused: dict[str, float]


def doubts(measured: Measured, thresholds: Sequence[float]) -> list[Doubt]:
    """For each threshold: the share of good messages that get a menu, of good ones refused outright, and of the rest
    the share refused."""
    return [_doubt(measured, threshold) for threshold in thresholds]


def _doubt(measured: Measured, threshold: float) -> Doubt:
    nonsense = measured.nonsense
    other = measured.labels.index(NONSENSE)

    def refused(chances: Chances) -> float:
        return float(((confidence(measured.labels, chances) < threshold) | (chances.argmax(axis=1) == other)).mean())

    good = measured.chances[~nonsense]
    sure = confidence(measured.labels, good) >= threshold
    strange = {"our own out of scope": measured.chances[nonsense]} | measured.strangers
    return Doubt(
        threshold,
        float((~sure).mean()),
        float((sure & (good.argmax(axis=1) == other)).mean()),
        {name: refused(chances) for name, chances in strange.items()},
    )
