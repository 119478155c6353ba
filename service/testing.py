"""`./thuso test`: every check and every test, each step named, the first failure shown whole."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from service import evaluate
from service.catalogues import compile_catalogues
from service.model import Untrainable, trained_model
from service.settings import ROOT
from service.stack import bot_python
from service.up import tell


@dataclass(frozen=True)
class Step:
    """One check: what it is called, and the command."""

    name: str
    command: list[str]


def steps(model: Path, pytest_arguments: list[str]) -> list[Step]:
    """Everything, quickest first."""
    here, bot = [sys.executable, "-m"], [bot_python(), "-W", "ignore", "-m", "bot"]
    return [
        Step("style", [*here, "ruff", "check", "--quiet", "."]),
        Step("format", [*here, "ruff", "format", "--check", "--quiet", "."]),
        Step("types", [*here, "mypy"]),
        Step("import direction", [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]),
        Step("catalogues", [*here, "service.catalogues", "check"]),
        Step("content", [*here, "registry.content", "check"]),
        Step("assistant's data", [*bot, "data", "validate", "--fail-on-warnings"]),
        Step("assistant's stories", _stories(bot, model)),
        Step("understanding", evaluate.command("--check")),
        Step("tests", [*here, "pytest", *pytest_arguments]),
    ]


def _stories(bot: list[str], model: Path) -> list[str]:
    out = ROOT / "var" / "stories"
    return [*bot, "test", "core", "--stories", "tests/bot", "--model", str(model), "--out", str(out),
            "--fail-on-prediction-errors", "--no-plot"]  # fmt: skip


def test(arguments: argparse.Namespace) -> int:
    """Run all steps; stop at the first that fails. Words after `--` go to pytest."""
    try:
        compile_catalogues()
        model = trained_model(bot_python(), tell)
    except Untrainable as error:
        tell(f"thuso: {error}")
        return 1
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "THUSO_ACTIONS_URL": "http://127.0.0.1:1/webhook",
        "MPLCONFIGDIR": str(ROOT / "var" / "matplotlib"),
    }
    for step in steps(model, arguments.pytest):
        if status := _run(step, environment):
            return status
    tell("Everything passed.")
    return 0


def _run(step: Step, environment: dict[str, str]) -> int:
    began = time.monotonic()
    if step.name == "tests":
        tell("tests ...")
        return subprocess.run(step.command, cwd=ROOT, env=environment).returncode
    done = subprocess.run(step.command, cwd=ROOT, env=environment, capture_output=True, text=True)
    tell(f"{step.name:<20} {'ok' if done.returncode == 0 else 'FAILED'}  {time.monotonic() - began:.0f} s")
    if done.returncode:
        print(done.stdout[-8000:] + done.stderr[-8000:])
        print(f"0 passed, 1 failed ({step.name})")
    return done.returncode
