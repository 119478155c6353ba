"""`./thuso bench`: the measurements in `benchmarks/`, each in the environment it needs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass

from service.settings import ROOT
from service.stack import bot_python


@dataclass(frozen=True)
class Bench:
    """A module, and whether it measures what runs inside Rasa."""

    module: str
    is_bot: bool = False


BENCHES = {
    "absence": Bench("benchmarks.absence"),
    "broadcast": Bench("benchmarks.broadcast"),
    "console": Bench("benchmarks.console"),
    "load": Bench("benchmarks.load"),
    "dialogues": Bench("benchmarks.dialogues"),
    "nlu": Bench("benchmarks.nlu", is_bot=True),
    "identify": Bench("benchmarks.identify.measure"),
    "screen": Bench("benchmarks.screen", is_bot=True),
}


def bench(arguments: argparse.Namespace) -> int:
    """Run one benchmark; what follows its name goes to it."""
    return _run(BENCHES[arguments.what], arguments.rest)


def _run(one: Bench, rest: list[str]) -> int:
    python = bot_python() if one.is_bot else sys.executable
    command = [python, "-W", "ignore", "-m", one.module, *rest]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode
