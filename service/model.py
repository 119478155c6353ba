"""The trained model: made anew when what it is made from has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from service.settings import ROOT

INPUTS = (
    *("config.yml", "domain.yml", "data/nlu", "data/rules", "content/towns.yaml", "content/mines.yaml"),
    *("bot", "sesotho", "uv.lock"),
)
KEPT = 3


class Untrainable(Exception):
    """One line: what is wrong with the training data or the disk."""


def models_directory() -> Path:
    """Where models are kept; they are made from the checkout alone, so all data directories share them."""
    return Path(os.environ.get("THUSO_MODELS") or ROOT / "var" / "models")


def fingerprint(root: Path = ROOT) -> str:
    """Sixteen digits that change when any input of the model changes."""
    digest = hashlib.sha256(os.environ.get("THUSO_STOCK_RASA", "").encode())
    for path in _files(root):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        path = root / name
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)
        elif path.exists():
            yield path


def trained_model(python: str, tell: Callable[[str], None]) -> Path:
    """The model of the present inputs, trained now if it is not there. Raises `Untrainable`."""
    directory = models_directory()
    model = directory / f"{fingerprint()}.tar.gz"
    if model.exists():
        return model
    directory.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=directory) as scratch:
        _train(python, Path(scratch), tell)
        made = next(Path(scratch).glob("*.tar.gz"), None)
        if made is None:
            raise Untrainable("training made no model: run `./thuso test` to see what is wrong with data/")
        made.replace(model)
    tell(f"Trained in {time.monotonic() - began:.0f} s.")
    for old in sorted(directory.glob("*.tar.gz"), key=lambda each: each.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return model


def _train(python: str, scratch: Path, tell: Callable[[str], None]) -> None:
    if shutil.disk_usage(scratch).free < 300 * 1024**2:
        raise Untrainable(f"there is not enough disk space in {scratch.parent} to train: free 300 MB")
    log = scratch / "training.log"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "THUSO_ACTIONS_URL": "http://127.0.0.1:1/webhook",
        "MPLCONFIGDIR": str(scratch),
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(models_directory() / "cache"),
        "RASA_MAX_CACHE_SIZE": "400",
    }
    command = [python, "-W", "ignore", "-m", "bot", "train", "--quiet", "--skip-validation", "--out", str(scratch)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        tell("Training the assistant (a minute or two) ...")
        process.wait()
    if process.returncode:
        told = [line for line in log.read_text(errors="replace").splitlines() if "Error" in line or "Invalid" in line]
        raise Untrainable(f"training failed: {told[-1].strip() if told else 'see `rasa train`'}")
