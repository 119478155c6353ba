"""`./thuso bench load`: how quickly texts are acknowledged and answered, and what it costs.

Closed loop: each of N people sends a text, waits for the reply, sends the next. The webhook is signed as Twilio signs;
the reply is counted when the local provider has it. Figures are of this machine and this run.
"""

from __future__ import annotations

import argparse
import asyncio
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
LEVELS = (1, 8, 32)
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
        self.url = f"{url}/twilio/messages"
        self.client = httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=100))
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


def memory() -> dict[str, float]:
    """Resident megabytes of each of our processes."""
    found: dict[str, float] = {}
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            command = (directory / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (directory / "status").read_text()
        except OSError:
            continue
        for name, mark in {"assistant": "-m bot run", "actions": "-m actions", "service": "-m service.serve"}.items():
            if mark in command:
                resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
                found[name] = found.get(name, 0.0) + resident / 1024
    return found


def disk() -> dict[str, float]:
    """Megabytes of the two environments and the newest model."""
    sizes = {name: _size(ROOT / name) for name in (".venv", ".venv-bot") if (ROOT / name).exists()}
    models = sorted((ROOT / "var" / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return {**sizes, **({"model": models[-1].stat().st_size / 1024**2} if models else {})}


def _size(directory: Path) -> float:
    return sum(path.lstat().st_size for path in directory.rglob("*") if not path.is_symlink()) / 1024**2


async def run(url: str, provider_port: int, arguments: argparse.Namespace) -> None:
    """All levels, then a burst."""
    recorder = Recorder(arguments.latency / 1000)
    await recorder.start(provider_port)
    webhook, numbers = Webhook(url), count(1)
    await measure(webhook, recorder, 4, 24, numbers)
    print("| people at once | texts | acknowledged p50 ms | p99 ms | answered p50 ms | p95 ms | answers a second |")
    print("|---|---|---|---|---|---|---|")
    for people in LEVELS:
        print(row(await measure(webhook, recorder, people, max(arguments.texts, 4 * people), numbers)), flush=True)
    await webhook.client.aclose()
    await recorder.stop()


def main() -> int:
    """Start a service of our own and measure it."""
    parser = argparse.ArgumentParser(prog="./thuso bench load", description=__doc__)
    parser.add_argument("--texts", type=int, default=300, help="texts a level (default 300)")
    parser.add_argument("--latency", type=float, default=0.0, help="milliseconds the provider takes for each message")
    arguments = parser.parse_args()
    port, provider_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="thuso-bench-") as data:
        settings = Settings(
            thuso_data=Path(data),
            database_url="",
            twilio_account_sid="AC-fictional",
            twilio_auth_token=SecretStr(TOKEN),
            twilio_sms_from="+27600000000",
            twilio_api_url=f"http://127.0.0.1:{provider_port}",
            public_url=f"http://127.0.0.1:{port}",
        )
        began = time.monotonic()
        with running_stack(settings, port, lambda words: print(words, file=sys.stderr), is_announced=False) as running:
            print(f"Ready after {time.monotonic() - began:.1f} s (environments and model there already).\n")
            asyncio.run(run(running.url, provider_port, arguments))
            print("\n| process | memory MB |\n|---|---|")
            for name, megabytes in sorted(memory().items()):
                print(f"| {name} | {megabytes:.0f} |")
    print("\n| on disk | MB |\n|---|---|")
    for name, megabytes in disk().items():
        print(f"| {name} | {megabytes:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
