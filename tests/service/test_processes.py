"""The processes of one machine: ready means ready, a death is mended, nothing is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from service.processes import NotStarted, Part, Processes, free_port, is_taken

SERVER = "import http.server, sys; http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()"  # noqa: E501


def part(name: str = "part", code: str = SERVER) -> Part:
    port = free_port()
    return Part(name, [sys.executable, "-c", code, str(port)], {}, f"http://127.0.0.1:{port}/")


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def answers(one: Part) -> bool:
    try:
        return httpx.get(one.ready_url, timeout=1).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def processes(tmp_path: Path, told: list[str]) -> Iterator[Processes]:
    made = Processes([part("first"), part("second")], tmp_path, told.append)
    yield made
    made.stop()


def test_started_means_that_each_answers(processes: Processes) -> None:
    processes.start()
    assert all(answers(one) for one in processes.parts)


def test_a_process_that_is_killed_is_started_again(processes: Processes, told: list[str]) -> None:
    processes.start()
    first = processes.parts[0]
    assert first.process is not None
    os.kill(first.process.pid, signal.SIGKILL)
    assert eventually(lambda: bool(told) and answers(first))
    assert told == ["The first ended; it is started again in 0.5 s."]


def test_stopping_leaves_nothing_behind(processes: Processes) -> None:
    processes.start()
    processes.stop()
    assert not any(answers(one) for one in processes.parts)


def test_a_process_that_cannot_start_says_why(tmp_path: Path) -> None:
    broken = part("broken", "raise SystemExit('no such model')")
    with pytest.raises(NotStarted, match=r"the broken ended at once: no such model \(more in .*broken\.log\)"):
        Processes([broken], tmp_path, print).start()


def test_when_the_command_itself_is_killed_its_processes_end(tmp_path: Path) -> None:
    one = part()
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from service.processes import Part, Processes; "
            f"one = Part('one', {one.command!r}, {{}}, {one.ready_url!r}); "
            f"Processes([one], Path({str(tmp_path)!r}), print).start(); "
            "print('ready', flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    assert answers(one)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not answers(one))


def test_a_taken_port_is_seen() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert is_taken("127.0.0.1", listener.getsockname()[1])
    assert not is_taken("127.0.0.1", free_port())
