"""The processes of one machine: started in order, watched, restarted when they die, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from service.settings import ROOT

RESTART_WAITS = (0.5, 1.0, 2.0, 5.0, 10.0)
STOP_SECONDS = 8.0
LONGEST_START = 120.0


class NotStarted(Exception):
    """One line: which part, and where to read more."""


@dataclass
class Part:
    """One process: what to run, and how to know that it is ready. `niceness` (0 to 19): whom it lets go first."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(repr=False)
    ready_url: str
    ready_when: Callable[[httpx.Response], bool] = lambda answer: answer.is_success
    niceness: int = 0
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0


def free_port() -> int:
    """A port on loopback that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def is_taken(host: str, port: int) -> bool:
    """Whether somebody else listens on the port."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return True
    return False


class Processes:
    """Starts parts, watches them from a thread, stops them."""

    def __init__(self, parts: list[Part], logs: Path, tell: Callable[[str], None]) -> None:
        self.parts, self.logs, self.tell = parts, logs, tell
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start all at once and wait until each is really ready. Raises `NotStarted`."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for part in self.parts:
            self._launch(part)
        for part in self.parts:
            self._wait_ready(part)
        self._watcher.start()

    def stop(self) -> None:
        """Ask all to end, and make those that do not."""
        self._stopping.set()
        alive = [part.process for part in self.parts if part.process and part.process.poll() is None]
        for process in alive:
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for process in alive:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()

    def _launch(self, part: Part) -> None:
        with (self.logs / f"{part.name}.log").open("ab") as log:
            part.process = subprocess.Popen(
                part.command,
                cwd=ROOT,
                env={**os.environ, **part.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=partial(_begin, part.niceness),
            )

    def _wait_ready(self, part: Part) -> None:
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            if part.process is None or part.process.poll() is not None:
                raise NotStarted(f"the {part.name} ended at once: {self._last_words(part)}")
            if _is_ready(part):
                return
            time.sleep(0.1)
        raise NotStarted(f"the {part.name} was not ready after {LONGEST_START:.0f} s: see {self.logs / part.name}.log")

    def _last_words(self, part: Part) -> str:
        log = self.logs / f"{part.name}.log"
        lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
        return f"{lines[-1][:200] if lines else 'it said nothing'} (more in {log})"

    def _watch(self) -> None:
        while not self._stopping.wait(0.2):
            for part in self.parts:
                if part.process is not None and part.process.poll() is not None and not self._stopping.is_set():
                    self._restart(part)

    def _restart(self, part: Part) -> None:
        wait = RESTART_WAITS[min(part.deaths, len(RESTART_WAITS) - 1)]
        part.deaths += 1
        self.tell(f"The {part.name} ended; it is started again in {wait:g} s.")
        if not self._stopping.wait(wait):
            self._launch(part)


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _begin(niceness: int) -> None:
    # Whatever kills the command, its processes end with it.
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.nice(niceness)


def _is_ready(part: Part) -> bool:
    try:
        return part.ready_when(httpx.get(part.ready_url, timeout=2.0))
    except httpx.HTTPError:
        return False


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def python() -> str:
    """The interpreter of everything but Rasa."""
    return sys.executable
