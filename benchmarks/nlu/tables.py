"""The measurement of our own data as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import yaml

from benchmarks.nlu.models import confidence
from benchmarks.nlu.own import FOLDS, Measured, doubts, measure
from benchmarks.nlu.scores import Mask, Scores, calibration, scores
from benchmarks.nlu.utterances import ROOT, STYLES

HEAD = f"{'':34}{'texts':>7}{'first':>8}{'three':>8}{'F1':>8}{'covered':>9}{'right':>8}"


def threshold() -> float:
    """Below this the person gets a menu: the value in config.yml."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return float(next(part["threshold"] for part in pipeline if part["name"] == "FallbackClassifier"))


def slices(measured: Measured) -> Iterator[tuple[str, str, Mask]]:
    """Kind, name and members of every part that is reported."""
    where = measured.where
    yield "all", "all", where(lambda each: True)
    for language in ("en", "st"):
        yield "language", language, where(lambda each, it=language: each.language == it)  # type: ignore[misc]
    for spelling in ("ls", "za", "either"):
        yield "spelling", spelling, where(lambda each, it=spelling: each.spelling == it)  # type: ignore[misc]
    for style in STYLES:
        yield "style", style, where(lambda each, it=style: it in each.styles)  # type: ignore[misc]
    for family in sorted({each.family for each in measured.utterances}):
        yield "family", family, where(lambda each, it=family: each.family == it)  # type: ignore[misc]


def line(name: str, found: Scores) -> str:
    """One line of a table."""
    shares = (found.first, found.three, found.macro_f1, found.covered, found.right_when_covered)
    return f"{name:34}{found.count:7d}" + "".join(
        f"{100 * share:{width}.1f}" for share, width in zip(shares, (8, 8, 8, 9, 8), strict=True)
    )


def run() -> None:
    """Measure and print."""
    measured = measure(is_noisy=True, tell=lambda words: print(words, flush=True))
    limit = threshold()
    sure = confidence(measured.labels, measured.chances) >= limit
    print(f"\n{len(measured.utterances)} utterances, {len(measured.labels)} intents; grouped, {FOLDS} folds; percent")
    print(HEAD)
    for kind, name, members in slices(measured):
        print(line(f"{kind}: {name}", scores(measured.chances, measured.truth, sure, members)))
    sesotho = measured.where(lambda each: each.language == "st")
    for name, changed in {"st respelled to Lesotho": measured.respelled, **measured.noisy}.items():
        sure = confidence(measured.labels, changed) >= limit
        print(line(name, scores(changed, measured.truth, sure, sesotho if name.startswith("st") else None)))
    error, _ = calibration(measured.chances, measured.truth)
    print(f"\ncalibration error {100 * error:.1f} points; temperature {measured.temperature:.2f}")
    print(
        f"training {measured.training_seconds:.0f} s of one core a fold; a message "
        f"{np.median(measured.milliseconds):.2f} ms (median), {np.quantile(measured.milliseconds, 0.95):.2f} ms (p95)"
    )
    print(f"\n{'threshold':>9}{'good to a menu':>16}{'good refused':>14}   nonsense refused")
    for doubt in doubts(measured, np.arange(0.1, 0.62, 0.04).tolist()):
        refused = "; ".join(f"{name} {100 * share:.1f}" for name, share in doubt.refused.items())
        print(f"{doubt.threshold:9.2f}{100 * doubt.to_menu:16.1f}{100 * doubt.lost:14.1f}   {refused}")
