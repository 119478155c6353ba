"""Before there is an environment: find uv and two Pythons, make both environments from the one lock file, hand over.

Runs on any Python from 3.8, with the standard library only. Every way to fail ends in one line that says what to do.
"""

import contextlib
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from typing import Callable, Iterator, List, Mapping, Optional, Tuple

Version = Tuple[int, int]
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV, BOT_VENV, TOOLS = (os.path.join(ROOT, name) for name in (".venv", ".venv-bot", ".tools"))
SERVICE_PYTHONS = ((3, 13), (3, 12), (3, 11))
BOT_PYTHON = (3, 10)
ROOM_FOR_ENVIRONMENTS = 3 * 1024**3
NEEDS_NO_BOT = ("content", "alarms", "applications")
TENSORFLOW = ("rasa==3.6.21", "jsonschema==3.2.0", "setuptools<81")


class Stop(Exception):
    """One line that says what is wrong and what to do."""


def main(arguments: List[str]) -> None:
    """Make sure of the environments that a command needs, then become that command."""
    command = arguments[0] if arguments else "help"
    group = "dev" if command in ("test", "check", "bench") else "service"
    with _one_at_a_time():
        sync(VENV, group, service_python)
        if command not in NEEDS_NO_BOT and command not in ("help", "--help", "-h"):
            sync_bot()
    python = os.path.join(VENV, "bin", "python")
    environment = dict(
        os.environ,
        PYTHONPATH=ROOT,
        THUSO_BOT_PYTHON_FOUND=os.path.join(bot_venv(), "bin", "python"),
        THUSO_STOCK_RASA="1" if _is_stock() else "",
    )
    os.execve(python, [python, "-m", "service.cli", *arguments], environment)


def sync(directory: str, group: str, find: Callable[[str], str]) -> None:
    """Bring one environment to what the lock file says; nothing to do when it is there already."""
    stamp = _stamp()
    if _is_ready(directory, group, stamp):
        return
    if _has(directory)[0] == "dev":
        group = "dev"
    _need_room()
    uv = find_uv()
    python = find(uv)
    say("Setting up {} with Python {} ...".format(os.path.basename(directory), python))
    environment = dict(os.environ, UV_PROJECT_ENVIRONMENT=directory, UV_PYTHON=python)
    environment.pop("VIRTUAL_ENV", None)
    run([uv, "sync", "--frozen", "--group", group], environment, "the packages could not be installed")
    with open(os.path.join(directory, ".thuso"), "w") as file:
        file.write(group + " " + stamp)


def sync_bot() -> None:
    """The environment of Rasa: light, or as published when `THUSO_STOCK_RASA` is set."""
    if not _is_stock():
        sync(BOT_VENV, "bot", bot_python)
        return
    directory = bot_venv()
    if _is_ready(directory, "stock", _stamp()):
        return
    _need_room()
    uv = find_uv()
    say("Setting up stock Rasa with TensorFlow in {} ...".format(os.path.basename(directory)))
    run(
        [uv, "venv", "--clear", "--python", bot_python(uv), directory],
        os.environ,
        "no environment could be made",
    )
    python = os.path.join(directory, "bin", "python")
    run(
        # without this project's own settings, which leave TensorFlow out
        [uv, "--no-config", "pip", "install", "--python", python, *TENSORFLOW],
        os.environ,
        "stock Rasa could not be installed",
    )
    with open(os.path.join(directory, ".thuso"), "w") as file:
        file.write("stock " + _stamp())


def bot_venv() -> str:
    """Where Rasa's environment is."""
    return BOT_VENV + "-stock" if _is_stock() else BOT_VENV


def find_uv() -> str:
    """uv as named, on PATH, where its installer puts it, or installed beside the project."""
    names = [os.environ.get("THUSO_UV"), shutil.which("uv"), os.path.expanduser("~/.local/bin/uv")]
    for name in [*names, os.path.join(TOOLS, "bin", "uv")]:
        if name and _works([name, "--version"]):
            return name
    say("Installing uv in .tools ...")
    os.makedirs(TOOLS, exist_ok=True)
    ways = [
        [
            [sys.executable, "-m", "venv", TOOLS],
            [os.path.join(TOOLS, "bin", "python"), "-m", "pip", "install", "-q", "uv"],
        ],
        [[sys.executable, "-m", "pip", "install", "-q", "--prefix", TOOLS, "uv"]],
    ]
    for commands in ways:
        if all(_works(command) for command in commands) and _works([os.path.join(TOOLS, "bin", "uv"), "--version"]):
            return os.path.join(TOOLS, "bin", "uv")
    raise Stop(
        "uv is missing and could not be installed. Install it (https://docs.astral.sh/uv, or `pip install uv`), "
        "or name it: THUSO_UV=/path/to/uv"
    )


def service_python(uv: str) -> str:
    """A supported Python for everything but Rasa."""
    named = setting("THUSO_SERVICE_PYTHON")
    if named:
        return _named(named, SERVICE_PYTHONS, "THUSO_SERVICE_PYTHON", "3.11, 3.12 or 3.13")
    if sys.version_info[:2] in SERVICE_PYTHONS:
        return sys.executable
    for version in SERVICE_PYTHONS:
        found = find_python(version)
        if found:
            return found
    return _downloaded(uv, "3.12", "THUSO_SERVICE_PYTHON")


def bot_python(uv: str) -> str:
    """Python 3.10 for Rasa: named by the person, on PATH, under pyenv, known to uv, or downloaded by uv."""
    named = setting("THUSO_BOT_PYTHON")
    if named:
        return _named(named, (BOT_PYTHON,), "THUSO_BOT_PYTHON", "3.10")
    return find_python(BOT_PYTHON) or _downloaded(uv, "3.10", "THUSO_BOT_PYTHON")


def setting(name: str) -> str:
    """A setting of the person's: from the environment, else from `.env`."""
    if name in os.environ:
        return os.environ[name]
    try:
        with open(os.path.join(ROOT, ".env"), encoding="utf-8", errors="replace") as lines:
            found = [line.partition("=")[2] for line in lines if line.partition("=")[0].strip() == name]
    except OSError:
        return ""  # None, or one that cannot be read: the service says so in its own words.
    return found[-1].strip().strip("\"'") if found else ""


def find_python(version: Version) -> Optional[str]:
    """A Python of exactly this version on PATH or under pyenv; its shims are passed over, they may lead nowhere."""
    name = "python{}.{}".format(*version)
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    under_pyenv = sorted(glob.glob(os.path.join(pyenv, "versions", "{}.{}.*".format(*version), "bin", "python")))
    for candidate in [shutil.which(name), *reversed(under_pyenv)]:
        if candidate and version_of(candidate) == version:
            return candidate
    return None


def version_of(python: str) -> Optional[Version]:
    """(major, minor) of an interpreter; None when it does not run."""
    try:
        said = subprocess.run(
            [python, "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=20,
        )
        major, minor = said.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _named(python: str, versions: Tuple[Version, ...], setting: str, wanted: str) -> str:
    if version_of(python) not in versions:
        raise Stop("{}={} is not a Python {} that runs".format(setting, python, wanted))
    return python


def _downloaded(uv: str, version: str, setting: str) -> str:
    found = subprocess.run([uv, "python", "find", version], capture_output=True, text=True)
    if found.returncode == 0 and found.stdout.strip():
        return found.stdout.strip()
    say("Downloading Python {} with uv ...".format(version))
    if _works([uv, "python", "install", version]):
        found = subprocess.run([uv, "python", "find", version], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.strip()
    raise Stop(
        "Python {0} was not found and could not be downloaded. Install it, or name one: {1}=/path/to/python{0}".format(
            version, setting
        )
    )


def run(command: List[str], environment: Mapping[str, str], trouble: str) -> None:
    """Run a step that may take minutes, showing that time passes; its output is kept for when it fails."""
    os.makedirs(TOOLS, exist_ok=True)
    log = os.path.join(TOOLS, "last-step.log")
    began = time.monotonic()
    with open(log, "wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            time.sleep(0.2)
            if sys.stderr.isatty():
                sys.stderr.write("\r  {:.0f} s ".format(time.monotonic() - began))
                sys.stderr.flush()
    if sys.stderr.isatty():
        sys.stderr.write("\r")
    if process.returncode == 0:
        return
    with open(log, errors="replace") as output:
        told = output.read()
    if "No space left" in told:
        raise Stop("{}: the disk is full. Free some space and start again".format(trouble))
    errors = re.findall(r"(?:error|Caused by|×)[: ]+(.+)", told)
    raise Stop("{} ({}). The whole story: {}".format(trouble, errors[0].strip() if errors else "see the log", log))


def say(words: str) -> None:
    """Progress goes to standard error: standard output belongs to the command."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _is_stock() -> bool:
    return setting("THUSO_STOCK_RASA") not in ("", "0")


def _is_ready(directory: str, group: str, stamp: str) -> bool:
    has, of = _has(directory)
    enough = has == group or (group, has) == ("service", "dev")
    return enough and of == stamp and os.path.exists(os.path.join(directory, "bin", "python"))


def _has(directory: str) -> Tuple[str, str]:
    try:
        with open(os.path.join(directory, ".thuso")) as file:
            group, stamp = file.read().split()
            return group, stamp
    except (OSError, ValueError):
        return "", ""


def _stamp() -> str:
    with open(os.path.join(ROOT, "uv.lock"), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:16]


def _need_room() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < ROOM_FOR_ENVIRONMENTS:
        raise Stop(
            "there is not enough disk space: {:.1f} GB free, {:.0f} GB needed in {}".format(
                free / 1024**3, ROOM_FOR_ENVIRONMENTS / 1024**3, ROOT
            )
        )


def _works(command: List[str]) -> bool:
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    import fcntl

    os.makedirs(TOOLS, exist_ok=True)
    with open(os.path.join(TOOLS, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as stop:
        say("thuso: {}".format(stop))
        sys.exit(1)
    except PermissionError as error:
        say("thuso: {} may not be written: run as its owner, or clone where you may write".format(error.filename))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
