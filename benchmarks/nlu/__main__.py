"""`python -m benchmarks.nlu injongo | own | compare | rasa`, in the bot's environment."""

from __future__ import annotations

import argparse
import sys
import warnings

from benchmarks.nlu.utterances import NoPublicTests


def main() -> int:
    """Run one measurement; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="./thuso bench nlu", description=__doc__)
    parser.add_argument("what", choices=("injongo", "own", "compare", "rasa"))
    parser.add_argument("--folds", type=int, default=5, help="of our own data; fewer are quicker")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    try:
        _run(arguments.what, arguments.folds)
    except NoPublicTests as error:
        print(f"bench nlu: {error}", file=sys.stderr)
        return 2
    return 0


def _run(what: str, folds: int) -> None:
    if what == "injongo":
        from benchmarks.nlu import injongo

        injongo.run()
    elif what == "own":
        from benchmarks.nlu import tables

        tables.run(folds)
    elif what == "compare":
        from benchmarks.nlu import compare

        compare.run()
    else:
        from benchmarks.nlu import stock

        stock.run()


if __name__ == "__main__":
    sys.exit(main())
