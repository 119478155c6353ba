"""`./thuso bench load`: how quickly texts are acknowledged and answered, and what it costs.

First texts arrive at a steady rate; then, closed loop, each of N people sends a text, waits for the reply, sends the
next. The webhook is signed as Twilio signs; the reply is counted when the local provider has it. Then the same people
write to Rasa's default pipeline behind Rasa's own Twilio channel. Figures are of this machine and this run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from uuid import uuid4

import httpx
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from benchmarks.load import builtin
from benchmarks.load.plot import draw
from benchmarks.load.processes import used
from benchmarks.load.provider import Recorder
from service.processes import free_port
from service.settings import ROOT, Settings
from service.stack import running_stack

QUESTIONS = (
    "How much is a passport?",
    "Ke bokae ho etsa phasepoto?",
    "my boss did not pay me this month",
    "LEP ea ka e felloa neng",
    "ke batla ho tseba ka tjhelete ya TEBA",
    "I lost my passport in Welkom",
    "where can i get my mine pension",
    "menu",
)
RATES = (20, 50)
LEVELS = (1, 8, 32)
MANY = 10_000_000
HEADS = (
    "| {} | texts | acknowledged p50 ms | p99 ms | answered p50 ms | p95 ms | answers a second |\n"
    "|---|---|---|---|---|---|---|"
)
TOKEN = "a-fictional-auth-token"
FIRST_NUMBER = 27_600_000_000


@dataclass
class Measured:
    """One level: seconds to acknowledge and to answer, and answers a second."""

    people: int
    acknowledged: list[float]
    answered: list[float]
    seconds: float


class Webhook:
    """Posts texts to the service as Twilio does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx.AsyncClient(timeout=90, limits=httpx.Limits(max_connections=100))
        self.validator = RequestValidator(TOKEN)

    async def post(self, number: str, text: str) -> float:
        """Send one text; the seconds until it was acknowledged."""
        form = {"MessageSid": f"SM{uuid4().hex}", "From": number, "To": "+27600000000", "Body": text, "NumMedia": "0"}
        headers = {"X-Twilio-Signature": self.validator.compute_signature(self.url, form)}
        began = time.monotonic()
        answer = await self.client.post(self.url, data=form, headers=headers)
        answer.raise_for_status()
        return time.monotonic() - began


async def measure(webhook: Webhook, recorder: Recorder, people: int, texts: int, numbers: Iterator[int]) -> Measured:
    """`people` at once, `texts` in all."""
    measured = Measured(people, [], [], 0.0)
    questions = cycle(QUESTIONS)
    left = iter(range(texts))

    async def person() -> None:
        number = f"+{FIRST_NUMBER + next(numbers)}"
        for already, _ in enumerate(iter(lambda: next(left, None), None)):
            began = time.monotonic()
            measured.acknowledged.append(await webhook.post(number, next(questions)))
            measured.answered.append(await recorder.reply_to(number, already, 60) - began)

    began = time.monotonic()
    await asyncio.gather(*(person() for _ in range(people)))
    measured.seconds = time.monotonic() - began
    return measured


def row(measured: Measured) -> str:
    """One line of the table, in milliseconds."""
    acknowledged, answered = sorted(measured.acknowledged), sorted(measured.answered)
    cells = (
        measured.people,
        len(answered),
        f"{at(acknowledged, 0.5):.0f}",
        f"{at(acknowledged, 0.99):.0f}",
        f"{at(answered, 0.5):.0f}",
        f"{at(answered, 0.95):.0f}",
        f"{len(answered) / measured.seconds:.0f}",
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def at(ordered: list[float], share: float) -> float:
    """A percentile, in milliseconds."""
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def disk() -> dict[str, float]:
    """Megabytes of the two environments and the newest model."""
    sizes = {name: _size(ROOT / name) for name in (".venv", ".venv-bot") if (ROOT / name).exists()}
    models = sorted((ROOT / "var" / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return {**sizes, **({"model": models[-1].stat().st_size / 1024**2} if models else {})}


def _size(directory: Path) -> float:
    return sum(path.lstat().st_size for path in directory.rglob("*") if not path.is_symlink()) / 1024**2


async def arriving(webhook: Webhook, recorder: Recorder, rate: int, seconds: int, numbers: Iterator[int]) -> Measured:
    """So many texts a second, each from somebody else, whether or not the ones before have been answered."""
    measured = Measured(rate, [], [], 0.0)
    questions = cycle(QUESTIONS)

    async def person(number: str, question: str) -> None:
        began = time.monotonic()
        measured.acknowledged.append(await webhook.post(number, question))
        measured.answered.append(await recorder.reply_to(number, 0, 120) - began)

    began, people = time.monotonic(), []
    for count_ in range(rate * seconds):
        await asyncio.sleep(max(0.0, began + count_ / rate - time.monotonic()))
        people.append(asyncio.create_task(person(f"+{FIRST_NUMBER + next(numbers)}", next(questions))))
    await asyncio.gather(*people)
    measured.seconds = time.monotonic() - began
    return measured


async def beside(url: str, provider_port: int, arguments: argparse.Namespace) -> None:
    """The same closed loop with Rasa's own channel."""
    recorder = Recorder(arguments.latency / 1000)
    await recorder.start(provider_port)
    webhook, numbers = Webhook(url), count(1_000_001)
    await measure(webhook, recorder, 1, 4, numbers)
    print("\n" + HEADS.format("Rasa's default pipeline and own Twilio channel: people at once"))
    for people in LEVELS:
        print(row(await measure(webhook, recorder, people, max(40, 2 * people), numbers)), flush=True)
    await webhook.client.aclose()
    await recorder.stop()


async def run(url: str, provider_port: int, arguments: argparse.Namespace) -> None:
    """Steady arrivals, then as many as it takes."""
    recorder = Recorder(arguments.latency / 1000)
    await recorder.start(provider_port)
    webhook, numbers = Webhook(f"{url}/twilio/messages"), count(1)
    await measure(webhook, recorder, 4, 24, numbers)
    curves: dict[str, list[float]] = {}
    print(HEADS.format("texts a second, arriving"))
    for rate in RATES:
        found = await arriving(webhook, recorder, rate, arguments.seconds, numbers)
        curves[f"{rate} a second arriving"] = found.answered
        print(row(found), flush=True)
    print("\n" + HEADS.format("people at once, each waiting"))
    for people in LEVELS:
        before, found = used(), await measure(webhook, recorder, people, max(arguments.texts, 4 * people), numbers)
        print(row(found), flush=True)
    after = used()
    print(f"\n| process | memory MB | processor ms an answer, {LEVELS[-1]} people at once |\n|---|---|---|")
    spent = {
        name: 1000 * (each.processor - before[name].processor) / len(found.answered)
        for name, each in after.items()
        if name in before
    }
    for name, milliseconds in spent.items():
        print(f"| {name} | {after[name].memory:.0f} | {milliseconds:.1f} |")
    cores, ours = os.cpu_count() or 1, sum(spent.values())
    print(f"\n{ours:.1f} ms of processor an answer in all:")
    print(f"{cores} cores with nothing else to do would carry {1000 * cores / ours:.0f} a second.")
    draw(Path(arguments.plot), "From text to Twilio: share of texts answered within", curves)
    print(f"Plot: {arguments.plot}")
    await webhook.client.aclose()
    await recorder.stop()


def main() -> int:
    """Start a service of our own and measure it."""
    parser = argparse.ArgumentParser(prog="./thuso bench load", description=__doc__)
    parser.add_argument("--texts", type=int, default=300, help="texts a level (default 300)")
    parser.add_argument("--seconds", type=int, default=20, help="how long texts arrive at each rate (default 20)")
    parser.add_argument("--latency", type=float, default=200.0, help="milliseconds the provider takes (default 200)")
    parser.add_argument("--database", default="", help="a PostgreSQL URL, empty; default: SQLite in a new directory")
    parser.add_argument("--alone", action="store_true", help="leave Rasa's own channel out")
    parser.add_argument("--plot", default=str(ROOT / "var" / "load.svg"), help="where to draw (default var/load.svg)")
    arguments = parser.parse_args()
    port, provider_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="thuso-bench-") as data:
        settings = Settings(
            thuso_data=Path(data),
            twilio_account_sid="AC-fictional",
            twilio_auth_token=SecretStr(TOKEN),
            twilio_sms_from="+27600000000",
            twilio_api_url=f"http://127.0.0.1:{provider_port}",
            public_url=f"http://127.0.0.1:{port}",
            database_url=arguments.database,
            number_per_minute=MANY,
            number_per_hour=MANY,
            number_per_day=MANY,
            address_per_minute=MANY,
            spend_cap_day=0,
        )
        began = time.monotonic()
        with running_stack(settings, port, lambda words: print(words, file=sys.stderr), is_announced=False) as running:
            load = os.getloadavg()[0]
            print(
                f"{os.cpu_count()} cores, load {load:.1f} before we began"
                + (": NOT a calm machine." if load > 1 else ".")
            )
            print(f"Ready after {time.monotonic() - began:.1f} s (environments and model there already).\n")
            asyncio.run(run(running.url, provider_port, arguments))
    if not builtin.is_installed():
        print("\nRasa's own channel: not measured, it needs stock Rasa (THUSO_STOCK_RASA=1 ./thuso up sets it up).")
    elif not arguments.alone:
        with tempfile.TemporaryDirectory(prefix="thuso-bench-") as scratch:
            print("\nTraining Rasa's default pipeline on a little ...", file=sys.stderr)
            with builtin.running(Path(scratch), provider_port) as url:
                asyncio.run(beside(url, provider_port, arguments))
    print("\n| on disk | MB |\n|---|---|")
    for name, megabytes in disk().items():
        print(f"| {name} | {megabytes:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
