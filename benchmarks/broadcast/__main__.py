"""`./thuso bench broadcast`: notices to many on SQLite and on PostgreSQL, each figure from this run on this machine.

Planned and frozen; sent unpaced by one sending process to a local stand-in for Twilio; sent in pace; sent while the
process is killed again and again. Prints a table and writes a plot of the messages of each second as SVG.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from benchmarks.broadcast.cluster import PostgresqlMissing, postgresql
from benchmarks.broadcast.people import populate
from benchmarks.broadcast.plot import Line, plot
from benchmarks.broadcast.stand_in import Arrived, StandIn
from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.services.broadcasts import drafts, freezing, life
from registry.services.terms import Terms
from registry.vault import Vault
from service.settings import ROOT

SECRET = "a fictional secret for benchmarks"
TEXTS = {
    "en": "The consulate in Welkom is closed on Monday. Bloemfontein is open from eight to four.",
    "st_LS": "Ofisi ea Welkom e koetsoe ka Mantaha. Ea Bloemfontein e butsoe ho tloha ka borobeli ho ea ho bone.",
    "st_ZA": "Ofisi ya Welkom e kwetswe ka Mantaha. Ya Bloemfontein e butswe ho tloha ka borobedi ho ya ho bone.",
}
TERMS = Terms(sms_pace=0, countries=frozenset({"ZA"}))
LONGEST = 7_200.0


@dataclass
class Outcome:
    """One measurement: what, on which database, its figure, and how it is told apart from good and bad."""

    what: str
    database: str
    figure: str
    note: str = ""


@dataclass
class Run:
    """Everything of one run."""

    outcomes: list[Outcome] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, *words: str) -> None:
        """One more figure, shown at once."""
        self.outcomes.append(Outcome(*words))
        print("   ".join(words), file=sys.stderr, flush=True)

    def table(self) -> str:
        """As Markdown."""
        rows = [f"| {each.what} | {each.database} | {each.figure} | {each.note} |" for each in self.outcomes]
        return "\n".join(["| measured | database | figure | note |", "|---|---|---|---|", *rows])


class Sender:
    """`python -m service.sender`, watched and killed."""

    def __init__(self, data: Path, url: str, provider: StandIn, pace: float = 0.0) -> None:
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "THUSO_DATA": str(data),
            "THUSO_NODE": "bench",
            "THUSO_SECRET_KEY": SECRET,
            "THUSO_PEPPER": SECRET,
            "DATABASE_URL": "" if url.startswith("sqlite") else url,
            "TWILIO_ACCOUNT_SID": "AC-fictional",
            "TWILIO_AUTH_TOKEN": "a-fictional-auth-token",
            "TWILIO_SMS_FROM": "MFAIR",
            "TWILIO_API_URL": provider.url,
            "PUBLIC_URL": "https://thuso.example",
            "SMS_PACE": str(pace),
            "SPEND_CAP_DAY": "0",
            "QUIET_FROM": "08:00",
            "QUIET_UNTIL": "08:00",
        }
        self.log = (data / "sender.log").open("ab")
        self.memory, self.cpu = 0.0, 0.0
        self.start()

    def start(self) -> None:
        """Begin, or begin again."""
        command = [sys.executable, "-m", "service.sender"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)

    def look(self) -> None:
        """The most memory so far (MB), and the processor time of this life (s)."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            ticks = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
        except OSError:
            return
        found = [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")]
        self.memory = max(self.memory, *found, 0.0)
        self.cpu = sum(int(each) for each in ticks) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """kill -9, and begin again."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.start()

    def stop(self) -> None:
        """End in good order."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


@contextmanager
def place(kind: str, data: Path) -> Iterator[str]:
    """The URL of an empty database of a kind."""
    if kind == "sqlite":
        yield f"sqlite:///{data / 'thuso.db'}"
    else:
        with postgresql() as url:
            yield url


def prepared(url: str, people: int) -> tuple[Database, int]:
    """A database with so many people, and a broadcast to all of them that has been told to leave."""
    engine = make_engine(url)
    upgrade(engine)
    database = Database(engine)
    populate(database, Vault([SECRET], SECRET), people)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
    with database.write() as session:
        broadcast = drafts.create(session, drafts.Draft("A benchmark", TEXTS, "Lerato", channels=["sms"]))
        life.approve(session, broadcast.id, "Thabo")
        life.send(session, broadcast.id, "Thabo", is_now=True)
        return database, broadcast.id


def freeze(run: Run, kind: str, database: Database, broadcast: int, people: int) -> None:
    """Plan and freeze."""
    began = time.monotonic()
    with database.write() as session:
        freezing.freeze(session, broadcast, TERMS)
    run.add(f"{people:,} planned and frozen", kind, f"{time.monotonic() - began:.1f} s", "at most 10 s")


def planned(run: Run, kind: str, people: int) -> None:
    """Plan and freeze only."""
    with tempfile.TemporaryDirectory(prefix="thuso-bench-") as directory, place(kind, Path(directory)) as url:
        database, broadcast = prepared(url, people)
        freeze(run, kind, database, broadcast, people)
        database.engine.dispose()


def finish(database: Database, broadcast: int, sender: Sender, provider: StandIn, kills: list[int]) -> bool:
    """Until it is done, killed whenever so many have arrived; whether it came to its end."""
    until = time.monotonic() + LONGEST
    left = list(kills)
    while time.monotonic() < until:
        time.sleep(0.5 if left else 1.0)
        sender.look()
        if left and provider.seen().count >= left[0]:
            sender.kill()
            left.pop(0)
        with database.read() as session:
            if life.get(session, broadcast).status == "done":
                return True
    return False


def often(seen: Arrived, people: int) -> str:
    """How many people were reached once, twice, never."""
    doubled = sum(count for times, count in seen.often.items() if times > 1)
    return f"once {seen.often.get(1, 0):,}, lost {people - sum(seen.often.values()):,}, doubled {doubled:,}"


def unpaced(run: Run, kind: str, people: int, latency: float, kills: int) -> None:
    """Freeze and send as fast as it goes; killed so many times on the way."""
    with tempfile.TemporaryDirectory(prefix="thuso-bench-") as directory, place(kind, Path(directory)) as url:
        database, broadcast = prepared(url, people)
        freeze(run, kind, database, broadcast, people)
        provider = StandIn(latency)
        sender = Sender(Path(directory), url, provider)
        marks = [people * (kill + 1) // (kills + 1) for kill in range(kills)]
        ended = finish(database, broadcast, sender, provider, marks)
        sender.stop()
        seen = provider.seen()
        provider.stop()
        database.engine.dispose()
    if kills:
        note = f"kill -9 {kills} times" + ("" if ended else "; it did not end in time")
        run.add(f"{people:,} sent, killed", kind, often(seen, people), note)
    else:
        cpu = 1_000 * sender.cpu / people
        run.add(
            f"{people:,} sent unpaced",
            kind,
            f"{seen.rate:,.0f} a second",
            f"{often(seen, people)}; {cpu:.2f} ms CPU each",
        )
        run.add("memory of the sending process", kind, f"{sender.memory:.0f} MB", "at most 300 MB")
        run.lines.append(Line(f"{kind}, unpaced", seen.by_second()))


def paced(run: Run, kind: str, pace: float, seconds: float, latency: float) -> None:
    """Send in pace for a while; the mean and the most in any ten seconds, as a share of the setting."""
    people = int(pace * seconds)
    with tempfile.TemporaryDirectory(prefix="thuso-bench-") as directory, place(kind, Path(directory)) as url:
        database, broadcast = prepared(url, people)
        provider = StandIn(latency)
        sender = Sender(Path(directory), url, provider, pace)
        finish(database, broadcast, sender, provider, [])
        sender.stop()
        seen = provider.seen()
        provider.stop()
        database.engine.dispose()
    each = [count for _, count in seen.by_second()]
    most = max((sum(each[begin : begin + 10]) / 10 for begin in range(max(1, len(each) - 9))), default=0.0)
    figure = f"{100 * seen.rate / pace:.1f} % of {pace:g} segments a second"
    run.add(
        f"{people:,} sent in pace", kind, figure, f"most in any 10 s: {100 * most / pace:.1f} %; {often(seen, people)}"
    )
    run.lines.append(Line(f"{kind}, {pace:g} a second", seen.by_second()))


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="./thuso bench broadcast", description=__doc__)
    parser.add_argument("--people", type=int, default=200_000, help="recipients of the unpaced broadcast")
    parser.add_argument("--frozen-people", type=int, default=0, help="freeze so many besides, without sending")
    parser.add_argument("--latency", type=float, default=200.0, help="milliseconds the provider takes for a message")
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--pace", type=float, default=80.0, help="segments a second for the paced run; 0: none")
    parser.add_argument("--paced-seconds", type=float, default=60.0, help="how long the paced run lasts")
    parser.add_argument("--kills", type=int, default=10, help="deaths on the way of a further broadcast; 0: none")
    parser.add_argument("--killed-people", type=int, default=0, help="its recipients (default: as --people)")
    parser.add_argument("--plot", type=Path, default=Path("var/bench-broadcast.svg"), help="where to draw")
    given = parser.parse_args()
    run, latency = Run(), given.latency / 1_000
    for kind in given.databases:
        try:
            if given.frozen_people:
                planned(run, kind, given.frozen_people)
            if given.people:
                unpaced(run, kind, given.people, latency, 0)
            if given.pace:
                paced(run, kind, given.pace, given.paced_seconds, latency)
            if given.kills:
                unpaced(run, kind, given.killed_people or given.people, latency, given.kills)
        except PostgresqlMissing as missing:
            print(f"{kind}: {missing}", file=sys.stderr)
    print(run.table())
    if run.lines:
        given.plot.parent.mkdir(parents=True, exist_ok=True)
        given.plot.write_text(plot("Messages a second", run.lines))
        print(f"\nPlot: {given.plot}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
