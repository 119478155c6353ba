"""An installation of real processes: services, stand-ins for Rasa, a database; each can be killed and started again."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import text

from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.services.loading import load_content
from service.processes import free_port
from service.settings import ROOT
from tests.conftest import SECRET, SMALL_CONTENT
from tests.postgresql.conftest import as_whom, programs
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER

PUBLIC = "https://thuso.example"
AUTH_TOKEN, SERVICE_TOKEN, BOT_TOKEN = "the-auth-token", "the-service-token", "the-token-of-the-bot"
NO_LIMITS = ("NUMBER_PER_MINUTE", "NUMBER_PER_HOUR", "NUMBER_PER_DAY", "ADDRESS_PER_MINUTE")
QUIET_LIMITS = {**dict.fromkeys(NO_LIMITS, "1000000"), "SPEND_CAP_DAY": "0"}


_LIBC = ctypes.CDLL(None)
# One for all: what asks again and again leaves the machine to what is asked.
_ASKING = httpx.Client(timeout=2.0, limits=httpx.Limits(max_keepalive_connections=0))


def _end_with_us() -> None:
    # Whatever ends a test run, nothing of it goes on running.
    _LIBC.prctl(1, signal.SIGKILL)


@dataclass
class Process:
    """One process: killed without a word, started on the same port."""

    command: list[str]
    environment: dict[str, str]
    port: int
    log: Path
    ready: str
    running: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    deaths: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, wait: bool = True) -> None:
        """Begin."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=_end_with_us,
            )  # fmt: skip
        if wait:
            self.wait()

    def wait(self, seconds: float = 90.0) -> None:
        """Until it answers."""
        until = time.monotonic() + seconds
        while not self.answers():
            assert self.running is not None
            assert self.running.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < until, f"not ready: {self.log.read_text()[-2000:]}"
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it does now."""
        try:
            _ASKING.get(self.url + self.ready)
        except httpx.HTTPError:
            return False
        return True

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self.running is not None and self.running.poll() is None:
            os.killpg(self.running.pid, number)

    def kill(self) -> None:
        """kill -9: it learns nothing of it."""
        self.signal(signal.SIGKILL)
        if self.running is not None:
            self.running.wait()
        self.deaths += 1


class Cluster:
    """A PostgreSQL of our own that can be stopped in the middle of everything."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None, "PostgreSQL is not installed: apt-get install postgresql"
        directory = Path(tempfile.mkdtemp(prefix="thuso-pg-"))
        directory.chmod(0o777)
        self.programs, self.directory = found, directory
        self._run("initdb", "-D", str(directory / "cluster"), "-U", "thuso", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        engine = make_engine(self.url("postgres"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("create database thuso"))
        engine.dispose()

    def remove(self) -> None:
        """End, and leave nothing behind."""
        try:
            self.stop()
        except subprocess.CalledProcessError:
            pass
        shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, name: str = "thuso") -> str:
        """The URL of one of its databases."""
        return f"postgresql://thuso@/{name}?host={self.directory}"

    def start(self) -> None:
        """Begin, and wait until it takes connections."""
        options = f"-k {self.directory} -c listen_addresses='' -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", str(self.directory / "cluster"), "-o", options, "-w", "-l", "/dev/null", "start")

    def stop(self, mode: str = "immediate") -> None:
        """End: `immediate` is a crash."""
        self._run("pg_ctl", "-D", str(self.directory / "cluster"), "-m", mode, "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_whom(), str(self.programs / program), *arguments],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.directory,
        )  # fmt: skip


class Site:
    """Services over one database, with stand-ins for Rasa behind them."""

    def __init__(
        self,
        data: Path,
        twilio: str,
        database_url: str,
        bots: int = 1,
        logs: Path | None = None,
        content: Path = SMALL_CONTENT,
    ) -> None:
        self.logs = logs or data
        self.data, self.twilio, self.database_url = data, twilio, database_url
        self.bots = [self._bot(number) for number in range(bots)]
        self.services: list[Process] = []
        self.database = Database(make_engine(database_url))
        upgrade(self.database.engine)
        with self.database.write() as session:
            load_content(session, content)

    def _bot(self, number: int) -> Process:
        port = free_port()
        named = {"THUSO_BOT_TOKEN": BOT_TOKEN, "THUSO_BOT_NAME": f"{number}. "}
        command = [sys.executable, "-m", "tests.faults.bot", str(port)]
        bot = Process(command, named, port, self.logs / f"bot-{number}.log", "/")
        bot.start()
        return bot

    def add_service(self, own_data: bool = False, wait: bool = True, **changes: str) -> Process:
        """One more service process; `own_data`: with a disk of its own, as on another machine."""
        port, number = free_port(), len(self.services)
        data = self.data / f"machine-{number}" if own_data else self.data
        data.mkdir(exist_ok=True)
        bots = ",".join(bot.url for bot in self.bots)
        environment = {
            "THUSO_DATA": str(data), "DATABASE_URL": self.database_url, "THUSO_SECRET_KEY": SECRET,
            "THUSO_PORT": str(port), "THUSO_HOST": "127.0.0.1", "THUSO_PHONE": "0", "PUBLIC_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_SMS_FROM": SMS_SENDER,
            "TWILIO_WHATSAPP_FROM": WHATSAPP_SENDER, "TWILIO_API_URL": self.twilio,
            "THUSO_BOT_URL": bots, "THUSO_BOT_TOKEN": BOT_TOKEN, "THUSO_ACTIONS_URL": self.bots[0].url,
            "THUSO_SERVICE_TOKEN": SERVICE_TOKEN, **QUIET_LIMITS, **changes,
        }  # fmt: skip
        command = [sys.executable, "-m", "service.serve"]
        service = Process(command, environment, port, self.logs / f"service-{number}.log", "/healthz")
        self.services.append(service)
        service.start(wait)
        return service

    def stop(self) -> None:
        """End everything."""
        for process in (*self.services, *self.bots):
            process.signal(signal.SIGKILL)
            if process.running is not None:
                process.running.wait()
        self.database.engine.dispose()
