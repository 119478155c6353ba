"""The first minute on a fresh machine: what is found, what is made, and one clear line for each way it can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Stands for uv: notes what it is asked, makes an environment whose python says what it was given.
UV = """#!/bin/sh
echo "$@" >> "$UV_NOTES"
case "$1 $2" in
"--version ") echo "uv 0.0" ;;
"sync --frozen")
  [ -z "$UV_FAILS" ] || { echo "$UV_FAILS"; exit 2; }
  mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
  printf '#!/bin/sh\\necho "ran $*"\\n' > "$UV_PROJECT_ENVIRONMENT/bin/python"
  chmod +x "$UV_PROJECT_ENVIRONMENT/bin/python" ;;
"venv --clear") mkdir -p "$5/bin" ;;
"--no-config pip") ;;
*) exit 1 ;;
esac
"""
OLD_PYTHON = """#!/bin/sh
echo "3 10"
"""


@dataclass
class Machine:
    """A machine with just what a test puts on it."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> Path:
        return self.home / "clone"

    @property
    def notes(self) -> list[str]:
        path = self.home / "uv-notes"
        return path.read_text().splitlines() if path.exists() else []

    def put(self, name: str, script: str) -> Path:
        path = self.home / "bin" / name
        path.write_text(script)
        path.chmod(0o755)
        return path

    def thuso(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.home / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.home),
            "PYENV_ROOT": str(self.home / ".pyenv"),
            "THUSO_PYTHON": sys.executable,
            "THUSO_SERVICE_PYTHON": sys.executable,
            "UV_NOTES": str(self.home / "uv-notes"),
            "PIP_NO_INDEX": "1",
            **self.environment,
        }
        return subprocess.run(
            [str(self.tree / "thuso"), *words], env=environment, capture_output=True, text=True, timeout=120
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for name in ("thuso", "pyproject.toml", "uv.lock", "service/bootstrap.py"):
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    (tmp_path / "bin").mkdir()
    made = Machine(tmp_path)
    made.put("uv", UV)
    made.put("python3.10", OLD_PYTHON)
    return made


def test_both_environments_are_made_from_the_lock_file_and_the_command_is_handed_over(machine: Machine) -> None:
    done = machine.thuso("up", "--port", "9000")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "ran -m service.cli up --port 9000"
    syncs = [note for note in machine.notes if note.startswith("sync")]
    assert syncs == ["sync --frozen --group service", "sync --frozen --group bot"]


def test_a_second_start_makes_nothing_again(machine: Machine) -> None:
    machine.thuso("up")
    before = len(machine.notes)
    assert machine.thuso("up").returncode == 0
    assert len(machine.notes) == before


def test_a_changed_lock_file_is_followed_and_the_developers_tools_stay(machine: Machine) -> None:
    machine.thuso("test")
    with (machine.tree / "uv.lock").open("a") as lock:
        lock.write("\n# newer\n")
    machine.thuso("up")
    assert [note for note in machine.notes if note.startswith("sync")] == [
        "sync --frozen --group dev",
        "sync --frozen --group bot",
        "sync --frozen --group dev",
        "sync --frozen --group bot",
    ]


@pytest.mark.parametrize(("line", "is_stock"), [("THUSO_STOCK_RASA=1", True), ("#THUSO_STOCK_RASA=1", False)])
def test_the_way_back_to_stock_rasa_is_one_line_in_the_settings(machine: Machine, line: str, is_stock: bool) -> None:
    (machine.tree / ".env").write_text(f"SMS_PRICE=1\n{line}\n")
    machine.thuso("up")
    assert any("rasa==3.6.21" in note for note in machine.notes) == is_stock


def test_commands_about_content_need_no_rasa(machine: Machine) -> None:
    assert machine.thuso("content", "check").returncode == 0
    assert "sync --frozen --group bot" not in machine.notes


def test_python_3_10_under_pyenv_is_found_behind_its_shims(machine: Machine) -> None:
    machine.put("python3.10", "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n")
    real = machine.home / ".pyenv/versions/3.10.13/bin/python"
    real.parent.mkdir(parents=True)
    real.write_text(OLD_PYTHON)
    real.chmod(0o755)
    done = machine.thuso("up")
    assert done.returncode == 0, done.stderr
    assert str(real) in done.stderr


FAILURES = {
    "no Python 3.10 and no network": (
        {},
        ["python3.10"],
        "Python 3.10 was not found and could not be downloaded. Install it, or name one: "
        "THUSO_BOT_PYTHON=/path/to/python3.10",
    ),
    "the Python named for the bot is another": (
        {"THUSO_BOT_PYTHON": sys.executable},
        [],
        f"THUSO_BOT_PYTHON={sys.executable} is not a Python 3.10 that runs",
    ),
    "the Python named for the service is none": (
        {"THUSO_SERVICE_PYTHON": "/nowhere/python"},
        [],
        "THUSO_SERVICE_PYTHON=/nowhere/python is not a Python 3.11, 3.12 or 3.13 that runs",
    ),
    "no uv and no network": ({}, ["uv"], "uv is missing and could not be installed"),
    "the disk fills up": ({"UV_FAILS": "error: No space left on device (os error 28)"}, [], "the disk is full"),
    "a package cannot be had": ({"UV_FAILS": "error: Failed to fetch: `x`"}, [], "(Failed to fetch: `x`)"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_way_to_fail_ends_in_one_line_that_says_what_to_do(machine: Machine, name: str) -> None:
    environment, missing, expected = FAILURES[name]
    machine.environment = environment
    for command in missing:
        (machine.home / "bin" / command).unlink()
    done = machine.thuso("up")
    assert done.returncode == 1
    assert done.stdout == ""
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("thuso: ")
    assert expected in last
    assert "Traceback" not in done.stderr


def test_too_little_disk_is_said_before_anything_is_installed(machine: Machine) -> None:
    script = machine.tree / "service" / "bootstrap.py"
    script.write_text(script.read_text().replace("3 * 1024**3", "10**18"))
    done = machine.thuso("up")
    assert done.returncode == 1
    assert "there is not enough disk space" in done.stderr
    assert not any(note.startswith("sync") for note in machine.notes)


def test_no_python_at_all(machine: Machine) -> None:
    machine.environment = {"THUSO_PYTHON": "/nowhere/python", "PATH": str(machine.home / "bin")}
    for name in ("bash", "dirname", "env"):
        os.symlink(shutil.which(name) or f"/bin/{name}", machine.home / "bin" / name)
    (machine.home / "bin" / "python3.10").unlink()
    done = machine.thuso("up")
    assert done.returncode == 1
    assert "no Python 3.8 or newer was found" in done.stderr
