"""The committed summary of an evaluation, and whether a change costs more than it may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.nlu.own import Measured


SUMMARY = Path(__file__).with_name("summary.json")
CHECKED = (0,)  # the folds that `--check` measures again: one is quick, and as long as others stay out it is the same
MAY_COST = 1.0  # points
WATCHED = ("all", "language", "spelling")


@dataclass(frozen=True)
class Cost:
    """A part of the messages that is understood less often than the committed summary says; shares in percent."""

    part: str
    before: float
    now: float


def checked(measured: Measured) -> dict[str, dict[str, float]]:
    """Percent right, first and among three, of every watched part of the checked folds."""
    from benchmarks.nlu.scores import ranks
    from benchmarks.nlu.tables import slices

    place = ranks(measured.chances, measured.truth)
    told = {}
    for kind, name, members in slices(measured):
        chosen = place[members & [fold in CHECKED for fold in measured.folds.tolist()]]
        if kind in WATCHED and len(chosen):
            told[name] = {
                "texts": len(chosen),
                "first": round(100 * float((chosen == 1).mean()), 2),
                "three": round(100 * float((chosen <= 3).mean()), 2),
            }
    return told


def committed() -> dict[str, Any]:
    """The summary as committed."""
    told: dict[str, Any] = json.loads(SUMMARY.read_text(encoding="utf-8"))
    return told


def costs(before: dict[str, dict[str, float]], now: dict[str, dict[str, float]]) -> Iterator[Cost]:
    """What costs more than it may. A part that is gone costs everything."""
    for part, was in before.items():
        found = now.get(part, {"first": 0.0})["first"]
        if was["first"] - found > MAY_COST:
            yield Cost(part, was["first"], found)
