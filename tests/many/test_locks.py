"""The lock store that several Rasa servers share, on a real Redis."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from service.processes import free_port
from service.settings import ROOT
from service.stack import bot_python


@pytest.fixture
def redis(tmp_path) -> Iterator[int]:
    program = shutil.which("redis-server")
    if program is None:
        message = "Redis is not installed: apt-get install redis-server"
        if os.environ.get("THUSO_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()


@pytest.mark.timeout(120)
def test_a_person_s_turns_come_one_after_another_whichever_server_takes_them(redis):
    done = subprocess.run(
        [bot_python(), "-W", "ignore", "-m", "tests.many.locks", str(redis)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[-1]) == ["0 begins", "0 ends", "1 begins", "1 ends"]
