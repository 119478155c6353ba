"""How commands find the service that is running: a small file in the data directory, for its owner only."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Running:
    """A service that has been started."""

    pid: int
    url: str
    token: str = field(repr=False)


def announce(data: Path, running: Running) -> None:
    """Say where the service is."""
    path = _path(data)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(running), file)


def withdraw(data: Path) -> None:
    """The service has ended."""
    _path(data).unlink(missing_ok=True)


def find(data: Path) -> Running | None:
    """The service that runs on this data directory; None when there is none."""
    try:
        running = Running(**json.loads(_path(data).read_text()))
        os.kill(running.pid, 0)
    except (OSError, ValueError, TypeError):
        return None
    return running


def _path(data: Path) -> Path:
    return data / "run.json"
