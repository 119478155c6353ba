"""`./thuso evaluate`: measure on our own data, write the report; `--check` against the committed summary."""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from pathlib import Path

from benchmarks.nlu import report
from benchmarks.nlu.own import measure
from benchmarks.nlu.summary import CHECKED, SUMMARY, checked, committed, costs
from benchmarks.nlu.utterances import ROOT


def main() -> int:
    """0 when measured, and with `--check` when nothing costs more than it may; else 1."""
    parser = argparse.ArgumentParser(prog="./thuso evaluate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare with benchmarks/nlu/summary.json, quickly")
    parser.add_argument("--accept", action="store_true", help="write benchmarks/nlu/summary.json anew")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "evaluation", help="where to write the report")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    return check() if arguments.check else evaluate(arguments.out, arguments.accept)


def evaluate(out: Path, is_accepted: bool) -> int:
    """Measure all folds and write the report, and the summary when it is accepted."""
    measured = measure(tell=_tell)
    told = report.contents(measured)
    page = report.write(told, out)
    if is_accepted:
        whole = {name: round(100 * told["parts"][0][name], 2) for name in ("first", "three", "macro_f1", "covered")}
        summary = {
            "made": told["made"],
            "utterances": told["utterances"],
            "intents": told["intents"],
            "whole": whole,
            "checked_folds": list(CHECKED),
            "checked": checked(measured),
        }
        SUMMARY.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    _tell(f"The report is in {page}")
    return 0


def check() -> int:
    """Measure the checked folds only and say what costs too much."""
    now = checked(measure(CHECKED))
    found = list(costs(committed()["checked"], now))
    for cost in found:
        print(f"{cost.part}: {cost.now:.1f} % right, {cost.before:.1f} % in benchmarks/nlu/summary.json")
    if found:
        print("Understanding has become worse. If that is meant: ./thuso evaluate --accept")
    else:
        print(f"{now['all']['first']:.1f} % right first, {now['all']['three']:.1f} % among three; nothing lost")
    return 1 if found else 0


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
