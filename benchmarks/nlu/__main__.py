"""`./thuso bench nlu [WHAT]`, in the assistant's environment.

injongo: the public Sesotho test, alone and with CLINC. pipelines: ours beside Rasa's own. own: our data
by language, spelling, style, family, noise and doubt. compare: what else was tried. Without a word: the first two.
"""

from __future__ import annotations

import argparse
import sys
import warnings

from benchmarks.nlu.utterances import NoPublicTests


def main() -> int:
    """Run the measurements; 0 when all ran, 2 when the public tests are not there."""
    parser = argparse.ArgumentParser(
        prog="./thuso bench nlu", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=("injongo", "pipelines", "own", "compare"))
    parser.add_argument("--share", type=float, default=1.0, help="pipelines, compare: share of the data to use")
    parser.add_argument("--epochs", type=int, default=100, help="pipelines: of DIET; 100 is its default")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    status = 0
    for what in [arguments.what] if arguments.what else ["injongo", "pipelines"]:
        try:
            _run(what, arguments)
        except NoPublicTests as error:
            print(f"bench nlu: {error}", file=sys.stderr)
            status = 2
    return status


def _run(what: str, arguments: argparse.Namespace) -> None:
    if what == "injongo":
        from benchmarks.nlu import injongo

        injongo.run()
    elif what == "pipelines":
        from benchmarks.nlu import pipelines

        pipelines.run(arguments.share, arguments.epochs)
    elif what == "own":
        from benchmarks.nlu import tables

        tables.run()
    else:
        from benchmarks.nlu import compare

        compare.run(arguments.share)


if __name__ == "__main__":
    sys.exit(main())
