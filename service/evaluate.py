"""`./thuso evaluate`: how well people are understood, measured in the assistant's environment."""

from __future__ import annotations

import argparse
import os
import subprocess

from service.settings import ROOT
from service.stack import bot_python


def command(*words: str) -> list[str]:
    """The evaluation as a command of its own."""
    return [bot_python(), "-W", "ignore", "-m", "benchmarks.nlu.evaluate", *words]


def evaluate(arguments: argparse.Namespace) -> int:
    """Write the report, or with `--check` compare with the committed summary."""
    words = [f"--{name}" for name in ("check", "accept") if getattr(arguments, name)]
    return subprocess.run(command(*words), cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode
