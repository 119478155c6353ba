"""`./thuso bench dialogues`: messages a registration takes, and how many people get through, under noise.

People are simulated: they misspell, are brought twice by the network, come back after three days, change language, ask
something else in between, ask why, and change their mind. `--rasa N`: N of them through the whole service, webhook in
and REST out, with the real Rasa; the others through the service's own code (registry/services/dialogues.py).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from benchmarks.dialogues.people import DISTRICTS, MOST_MESSAGES, Noise, Person, is_over, somebody
from benchmarks.dialogues.rooms import TOKEN, Room, Service, Texts, Whole
from service.processes import free_port
from service.settings import Settings
from service.stack import running_stack

AT_ONCE = 6
QUIET = Noise(0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Result:
    """One person: how many messages they sent, whether they are registered, and whether what is kept is true."""

    messages: int
    is_done: bool
    is_true: bool
    locale: str
    talk: tuple[str, ...]


async def register(room: Room, who: str, person: Person) -> Result:
    """Talk until it is over, or too long."""
    chance, text, said, talk, first = person.chance, person.opening(), "", [], person.locale
    opens = True
    for count in range(1, MOST_MESSAGES + 1):
        if not opens and chance.random() < person.noise.delay:
            room.let_pass(who)
        said = await room.say(who, person, text, opens=opens, twice=chance.random() < person.noise.twice)
        talk += [text, said]
        if is_over(said):
            return Result(count, True, _is_true(room.kept(who), person), first, tuple(talk))
        opens, text = False, person.says(said)
    return Result(MOST_MESSAGES, False, False, first, tuple(talk))


def _is_true(kept: dict[str, object] | None, person: Person) -> bool:
    return kept is not None and (kept["town"], kept["district"]) == (person.town, DISTRICTS[person.district])


def row(name: str, results: list[Result]) -> str:
    """One line of the table."""
    done = [each.messages for each in results if each.is_done]
    cells = (
        name,
        len(results),
        f"{100 * len(done) / len(results):.1f} %",
        f"{statistics.median(done):.0f}" if done else "-",
        f"{statistics.mean(done):.2f}" if done else "-",
        f"{statistics.quantiles(done, n=20)[-1]:.0f}" if len(done) > 1 else "-",
        f"{100 * sum(each.is_true for each in results) / len(results):.1f} %",
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


async def people(room: Room, number: int, noise: Noise, seed: int) -> list[Result]:
    """`number` people, a few at once, the same ones for the same seed."""
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(index: int) -> Result:
        async with limit:
            return await register(room, f"+2783{6_000_000 + index}", somebody(random.Random(f"{seed}:{index}"), noise))

    return list(await asyncio.gather(*(one(index) for index in range(number))))


async def whole(url: str, provider_port: int, data: Path, settings: Settings, number: int, seed: int) -> list[Result]:
    """Through the whole service."""
    recorder = Texts()
    await recorder.start(provider_port)
    room = Whole(url, recorder, data, settings.vault())
    results = await people(room, number, Noise(), seed)
    await room.client.aclose()
    await recorder.stop()
    return results


def through_rasa(number: int, seed: int) -> list[Result]:
    """Start a service of our own for them."""
    port, provider_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="thuso-bench-") as directory:
        settings = Settings(
            thuso_data=Path(directory),
            database_url="",
            thuso_secret_key=SecretStr(secrets.token_urlsafe(24)),
            twilio_account_sid="AC-fictional",
            twilio_auth_token=SecretStr(TOKEN),
            twilio_sms_from="+27600000000",
            twilio_api_url=f"http://127.0.0.1:{provider_port}",
            public_url=f"http://127.0.0.1:{port}",
        )
        with running_stack(settings, port, lambda words: print(words, file=sys.stderr), is_announced=False) as running:
            return asyncio.run(whole(running.url, provider_port, Path(directory), settings, number, seed))


def main() -> int:
    """Measure and print; 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(prog="./thuso bench dialogues", description=__doc__)
    parser.add_argument("--people", type=int, default=500, help="people through the service's own code (default 500)")
    parser.add_argument("--rasa", type=int, default=0, metavar="N", help="people through the whole service")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="print the talks of those who did not get through")
    arguments = parser.parse_args()
    measured = {
        "service code, no noise": asyncio.run(people(Service(), arguments.people, QUIET, arguments.seed)),
        "service code, noise": asyncio.run(people(Service(), arguments.people, Noise(), arguments.seed)),
    }
    if arguments.rasa:
        measured["whole service with Rasa, noise"] = through_rasa(arguments.rasa, arguments.seed)
    print("| through | people | completed | median messages | mean | 95 % within | town and district right |")
    print("|---|---|---|---|---|---|---|")
    for name, results in measured.items():
        print(row(name, results))
        if arguments.show:
            for result in results:
                if not result.is_done or not result.is_true:
                    print("\n".join(result.talk), "\n", file=sys.stderr)
    noisy = [results for name, results in measured.items() if not name.endswith("no noise")]
    return 0 if all(_is_kept(results) for results in noisy) else 1


def _is_kept(results: list[Result]) -> bool:
    done = [each.messages for each in results if each.is_done]
    return bool(done) and len(done) >= 0.95 * len(results) and statistics.median(done) <= 5


if __name__ == "__main__":
    sys.exit(main())
