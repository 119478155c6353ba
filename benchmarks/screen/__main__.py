"""Train and measure the net.

`python -m benchmarks.screen train` learns the weights; `measure` says what they are worth.
"""

from __future__ import annotations

import argparse
import json
from typing import Any, Final

from benchmarks.screen.texts import topics, written

UNSEEN: Final = "unseen.json"


def main() -> None:
    """Train or measure. Training needs scikit-learn."""
    parser = argparse.ArgumentParser(prog="screen", description=__doc__)
    parser.add_argument("what", choices=("train", "measure"), nargs="?", default="measure")
    what = parser.parse_args().what
    _train() if what == "train" else _measure()


def _train() -> None:
    # Only here: measuring needs no scikit-learn.
    from benchmarks.screen.measure import RESULTS
    from benchmarks.screen.train import train, unseen, write
    from gateway.screen.model import WEIGHTS

    texts = written("train") + topics()
    weights, margins = train(texts)
    write(weights, WEIGHTS)
    (RESULTS / UNSEEN).write_text(json.dumps(unseen(texts, margins), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1_000_000:.1f} MB")


def _measure() -> None:
    from benchmarks.screen.measure import RESULTS, figures, latency, rows, write

    texts = written("test")
    found: dict[str, Any] = {
        "sealed": figures(texts),
        "latency_ms": latency(texts),
        "unseen": json.loads((RESULTS / UNSEEN).read_text(encoding="utf-8")),
    }
    table = rows(found["sealed"], found["latency_ms"], found["unseen"])
    write(found, table)
    for what, count, value in table:
        print(f"{what:48} {count:>6} {value:>10}")


if __name__ == "__main__":
    main()
