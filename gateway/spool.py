"""Where webhooks wait while the database is away: one locked file each, whole or not there at all.

A file is written under another name, brought to the disk, and only then given its own: what has a name is complete,
even after a power cut. Names hold an order and a blind index, never a number; contents are ciphertext of the vault.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registry.vault import Vault

SUFFIX, UNFINISHED = ".spooled", ".part"
REFUSED = "refused"


@dataclass(frozen=True)
class Spooled:
    """One webhook that waits: `kind` is `message` or `status`."""

    path: Path
    kind: str
    data: dict[str, Any] = field(repr=False)


class Spool:
    """A directory of one node; its service processes may share it."""

    def __init__(self, directory: Path, vault: Vault) -> None:
        self.directory, self.vault = directory, vault
        self._lock = threading.Lock()

    def put(self, kind: str, data: dict[str, Any], *, sid: str) -> Path | None:
        """Keep one webhook; None when it is here already. Raises `OSError` on a full disk: nothing is left."""
        name = self.vault.blind(f"spool {kind} {sid}")[:32]
        with self._locked(".lock"):
            if kind == "message" and any(self.directory.glob(f"*-{name}{SUFFIX}")):
                return None
            path = self.directory / f"{self._next():020d}-{name}{SUFFIX}"
            self._write(path, {"kind": kind, "data": data})
        return path

    def amend(self, path: Path, data: dict[str, Any]) -> bool:
        """Write a message's data anew; False when it has been taken in meanwhile. Raises `OSError`."""
        with self._locked(".lock"):
            if not path.exists():
                return False
            self._write(path, {"kind": "message", "data": data})
        return True

    def paths(self) -> list[Path]:
        """All that wait, oldest first."""
        try:
            return sorted(Path(each.path) for each in os.scandir(self.directory) if each.name.endswith(SUFFIX))
        except FileNotFoundError:
            return []

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self.paths()

    def read(self, path: Path) -> Spooled:
        """One that waits. Raises `ValueError` or `KeyError` when it cannot be read, `OSError` when it is gone."""
        try:
            kept = json.loads(self.vault.unlock(path.read_bytes()))
        except (OSError, KeyError):
            raise
        except Exception as error:
            raise ValueError(type(error).__name__) from None
        return Spooled(path, str(kept["kind"]), dict(kept["data"]))

    def remove(self, path: Path) -> None:
        """It is in the database now."""
        path.unlink(missing_ok=True)

    def refuse(self, path: Path) -> None:
        """Put aside what can never be taken in, for a person to look at."""
        aside = self.directory / REFUSED
        aside.mkdir(mode=0o700, exist_ok=True)
        path.replace(aside / path.name)

    @contextmanager
    def taking(self) -> Iterator[bool]:
        """Whether this process is the one that takes in, for the length of the block."""
        with self._open(".taking") as descriptor:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def state(self) -> tuple[int, float, int]:
        """How many wait, for how many seconds the oldest has, and how many were put aside."""
        paths, refused = self.paths(), self.directory / REFUSED
        oldest = 0.0
        for path in paths[:1]:
            try:
                oldest = max(0.0, time.time() - path.stat().st_mtime)
            except FileNotFoundError:
                pass
        return len(paths), oldest, len(list(refused.iterdir())) if refused.exists() else 0

    def _next(self) -> int:
        # Later than everything that waits, whatever the clock does.
        paths = self.paths()
        last = int(paths[-1].name.split("-")[0]) if paths else 0
        return max(time.time_ns(), last + 1)

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        part = path.with_suffix(UNFINISHED)
        locked = self.vault.lock(json.dumps(content))
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _write_whole(descriptor, locked)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._sync_directory()

    def _sync_directory(self) -> None:
        descriptor = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with self._lock, self._open(name) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _open(self, name: str) -> Iterator[int]:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.directory / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _write_whole(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
