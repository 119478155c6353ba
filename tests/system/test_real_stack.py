"""The whole service with the real Rasa: its processes, its content, a local Twilio before it.

Slow to start, so it is started once for all of these tests; each person in them has a number of their own.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.processes import free_port
from service.running import Running
from service.settings import ROOT, Settings
from service.stack import running_stack
from sesotho import segments, to_gsm7
from tests.system.conftest import PREFIXES, _numbers
from tests.system.person import Person
from tests.twilio.contract import Account
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER, location
from tests.twilio.network import Network
from tests.twilio.server import LocalTwilio

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900), pytest.mark.xdist_group("rasa")]

PUBLIC, AUTH_TOKEN = "https://real.thuso.example", "the-auth-token-of-the-real-stack"
ENGLISH = "How much is a passport?"
LESOTHO = "Ke bokae ho etsa phasepoto ea ka?"
SOUTH_AFRICAN = "Ke bokae ho etsa phasepoto ya ka?"
EITHER = "Ke bokae ho etsa phasepoto?"
MOST_SECONDS = 30.0


@dataclass
class Stack:
    """The running service and its telephone network."""

    running: Running
    data: Path
    network: Network
    twilio: LocalTwilio

    def get(self, path: str, **params: str) -> Any:
        """What the registry says."""
        answer = httpx.get(f"{self.running.url}{path}", params=params, headers=self.key, timeout=10)
        assert answer.is_success, answer.text
        return answer.json()

    def ask(self, *texts: str, **how: str) -> list[dict[str, Any]]:
        """As `./thuso ask` does."""
        answer = httpx.post(f"{self.running.url}/ask", json={"texts": texts, **how}, headers=self.key, timeout=60)
        assert answer.is_success, answer.text
        return list(answer.json())

    @property
    def key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.running.token}"}

    def health(self) -> tuple[int, dict[str, str]]:
        """HTTP status (0 when nobody answers) and the state of each part."""
        try:
            answer = httpx.get(f"{self.running.url}/healthz", timeout=5)
        except httpx.HTTPError:
            return 0, {}
        return answer.status_code, answer.json()["parts"]

    def becomes_healthy(self, within: float = 90.0) -> bool:
        """Whether every part is ready in time."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if self.health()[0] == 200:
                return True
            time.sleep(0.1)
        return False

    def short(self, topic: str, locale: str, country: str = "ZA") -> str:
        """The short answer of the content in force."""
        return str(self.get(f"/v1/answers/{topic}", locale=locale, country=country)["short"])


def part(words: str) -> int:
    """The process id of a part of ours, by what it runs."""
    for line in Path(f"/proc/{os.getpid()}/task").iterdir():
        for child in (line / "children").read_text().split():
            command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            if words in command:
                return int(child)
    raise AssertionError(f"no child of this process runs {words}")


ASSISTANT, ACTIONS, SERVICE = "-m bot run", "-m actions", "-m service.serve"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    data = tmp_path_factory.mktemp("real")
    account = Account(ACCOUNT_SID, AUTH_TOKEN, frozenset({SMS_SENDER, WHATSAPP_SENDER}))
    twilio = LocalTwilio(account)
    settings = Settings(
        _env_file=None,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        twilio_sms_from=SMS_SENDER,
        twilio_whatsapp_from=WHATSAPP_SENDER,
        twilio_api_url=twilio.url,
        public_url=PUBLIC,
        thuso_data=data,
        database_url="",
    )
    with running_stack(settings, free_port(), lambda _: None) as running:
        twilio.reaches[PUBLIC] = running.url
        network = Network(PUBLIC, running.url, AUTH_TOKEN)
        yield Stack(running, data, network, twilio)
        network.close()
    twilio.stop()
    assert twilio.ledger.breaches == []


@pytest.fixture
def somebody(stack: Stack) -> Callable[..., Person]:
    """People whom nobody has met before."""

    def meet(country: str = "ZA", channel: str = "sms") -> Person:
        return Person(stack.network, stack.twilio, f"{PREFIXES[country]}{next(_numbers)}", channel)

    return meet


# Conversations.


@pytest.mark.parametrize(
    ("text", "locale"),
    [(ENGLISH, "en"), (LESOTHO, "st_LS"), (SOUTH_AFRICAN, "st_ZA"), (EITHER, "st_LS")],
)
def test_the_first_questions_of_the_readme(stack, somebody, text, locale):
    by_sms, on_whatsapp = somebody(), somebody(channel="whatsapp")
    by_sms.writes(text)
    heard = by_sms.hears_something(MOST_SECONDS)
    assert heard.startswith(to_gsm7(stack.short("passport.fee", locale)))
    assert "M130" in heard
    counted = segments(heard)
    assert (counted.encoding, counted.count <= 2) == ("GSM-7", True)
    on_whatsapp.writes(text)
    full = stack.get("/v1/answers/passport.fee", locale=locale, country="ZA")["full"]
    assert on_whatsapp.hears_something(MOST_SECONDS).startswith("\n".join(full))
    by_sms.hears_nothing_more()


def test_a_conversation_with_choices_pages_and_another_language(stack, somebody):
    thabo = somebody()
    thabo.writes(ENGLISH)
    first = thabo.hears_something(MOST_SECONDS)
    assert "MORE" in first
    thabo.writes("more")
    assert "M" in thabo.hears_something(MOST_SECONDS)
    thabo.writes("menu")
    assert "\n1 Passport and ID\n2 " in thabo.hears_something(MOST_SECONDS)
    thabo.writes("1")
    passports = thabo.hears_something(MOST_SECONDS)
    number = next(line.split()[0] for line in passports.splitlines() if line.endswith("Lost passport") or "ost" in line)
    thabo.writes(number)
    assert thabo.hears_something(MOST_SECONDS).startswith(to_gsm7(stack.short("passport.lost", "en")))
    thabo.writes("Sesotho")
    assert "Sesotho" in thabo.hears_something(MOST_SECONDS)
    thabo.writes(ENGLISH)
    assert thabo.hears_something(MOST_SECONDS).startswith(to_gsm7(stack.short("passport.fee", "st_LS")))


def test_the_nearest_office_by_name_and_by_place(stack, somebody):
    thabo, palesa = somebody(), somebody(channel="whatsapp")
    thabo.writes("Where is the nearest Lesotho office?")
    assert "town" in thabo.hears_something(MOST_SECONDS)
    thabo.writes("Welkom")
    assert "Welkom" in thabo.hears_something(MOST_SECONDS)
    palesa.sends(location(palesa.number, "-26.20", "28.05"))
    assert "Johannesburg" in palesa.hears_something(MOST_SECONDS)


def test_a_number_in_lesotho_gets_an_answer_and_no_choices(stack, somebody):
    lerato = somebody("LS")
    lerato.writes(LESOTHO)
    heard = lerato.hears_something(MOST_SECONDS)
    assert heard.startswith(to_gsm7(stack.short("passport.fee", "st_LS", "LS")))
    assert "EKETSA" not in heard
    assert "\n1 " not in heard


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Lumela",
        "thank you very much",
        "kea leboha",
        "goodbye",
        "menu",
        "I want to talk to a person",
        "what do you know about me",
        "does this cost money?",
        "who won the football match yesterday?",
        "flmrp gnash wibble",
        "I want to complain about an officer",
        "when is the next forum?",
        "where is my passport, is it ready?",
    ],
)
@pytest.mark.parametrize(("channel", "number"), [("sms", "+27835550997"), ("whatsapp", ""), ("sms", "+26658555997")])
def test_whatever_is_said_gets_a_reply_that_fits(stack, text, channel, number):
    [answered] = stack.ask(text, channel=channel, number=number)
    assert answered["replies"]
    for reply in answered["replies"]:
        assert reply["text"].strip()
        if channel == "sms":
            assert (reply["encoding"], reply["segments"] <= 2) == ("GSM-7", True), reply["text"]
        assert len(reply["text"]) <= 1_600


@pytest.mark.parametrize("text", ["/restart", "/session_start", "/passport.lost", "/slot{}", "/\u2003/restart"])
def test_a_slash_at_the_front_is_read_as_if_it_were_not_there(stack, text):
    with_slash, without = stack.ask(text, text.strip("/\u2003"))
    assert with_slash["topics"] == without["topics"]
    assert with_slash["replies"] == without["replies"]


# The command line.


def thuso(stack: Stack, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """`./thuso ...` against the running service, past the set-up."""
    command = [sys.executable, "-m", "service.cli", *words, "--data", str(stack.data)]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, timeout=120)


def test_ask_prints_one_object_a_line_as_agreed(stack):
    done = thuso(stack, "ask", "--json", LESOTHO)
    assert (done.returncode, done.stderr) == (0, "")
    [line] = done.stdout.splitlines()
    answered = json.loads(line)
    assert list(answered) == ["text", "topic", "topics", "language", "spelling", "safety", "optout", "replies"]
    assert answered["text"] == LESOTHO
    assert (answered["topic"], answered["language"], answered["spelling"]) == ("passport.fee", "st", "ls")
    assert (answered["safety"], answered["optout"]) == (None, False)
    code, chance = answered["topics"][0]
    assert (code, 0 < chance <= 1) == ("passport.fee", True)
    chances = [chance for _, chance in answered["topics"]]
    assert chances == sorted(chances, reverse=True)
    [reply] = answered["replies"]
    assert set(reply) == {"text", "encoding", "segments"}
    assert (reply["encoding"], reply["segments"]) == ("GSM-7", segments(reply["text"]).count)


@pytest.mark.parametrize(
    ("text", "topic", "safety", "optout"),
    [
        (ENGLISH, "passport.fee", None, False),
        ("he is beating me now, help", "gbv.help", "gbv.help", False),
        ("STOP", "stop", None, True),
    ],
)
def test_ask_says_what_was_seen(stack, text, topic, safety, optout):
    answered = json.loads(thuso(stack, "ask", "--json", text).stdout)
    assert (answered["topic"], answered["safety"], answered["optout"]) == (topic, safety, optout)


def test_ask_for_people_shows_words_and_their_price(stack):
    done = thuso(stack, "ask", "--from", "+26658555997", ENGLISH)
    assert to_gsm7(stack.short("passport.fee", "en", "LS")) in done.stdout
    assert "[GSM-7, 1 segment]" in done.stdout


def test_ask_takes_a_file_row_by_row(stack, tmp_path):
    texts = [ENGLISH, 'with a comma, and "quotes"', "over\ntwo lines", "", "/restart", "😀", "2", SOUTH_AFRICAN] * 25
    file = tmp_path / "questions.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, ["id", "text"])
        writer.writeheader()
        writer.writerows({"id": index, "text": text} for index, text in enumerate(texts))
    began = time.monotonic()
    done = thuso(stack, "ask", "--json", "--file", str(file))
    seconds = time.monotonic() - began
    answered = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["text"] for each in answered] == texts
    assert all(each["replies"] for each in answered)
    topics = {each["text"]: each["topic"] for each in answered}
    assert topics[ENGLISH] == topics[SOUTH_AFRICAN] == "passport.fee"
    assert topics["2"] == "menu", "each line is a conversation of its own"
    assert seconds < 60


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--file", "nowhere.csv"], "thuso: nowhere.csv cannot be read"),
        ([], "thuso: give one text"),
        (["one", "--file", "two"], "thuso: give one text"),
        (["--from", "0835550101", "hello"], "thuso: number: write it in international form"),
        (["--file", "pyproject.toml"], "thuso: pyproject.toml has no column named text"),
    ],
)
def test_ask_complains_in_one_line(stack, words, complaint):
    done = thuso(stack, "ask", "--json", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(complaint)
    assert len(done.stderr.splitlines()) == 1


def test_talk_is_one_conversation(stack):
    done = thuso(stack, "talk", given=f"{ENGLISH}\nmore\n")
    assert done.returncode == 0
    assert to_gsm7(stack.short("passport.fee", "en")) in done.stdout
    assert "(1/" in done.stdout


# Processes that die.


def test_health_tells_when_the_assistant_died_and_the_question_waits(stack, somebody):
    assert stack.becomes_healthy()
    thabo = somebody()
    os.kill(part(ASSISTANT), signal.SIGKILL)
    thabo.writes(ENGLISH)
    status, parts = stack.health()
    assert (status, parts["assistant"], parts["actions"], parts["database"]) == (503, "away", "ok", "ok")
    assert stack.becomes_healthy()
    thabo.hears_something(90)
    thabo.hears_nothing_more()


def test_health_tells_when_the_actions_died_and_the_question_is_answered(stack, somebody):
    assert stack.becomes_healthy()
    thabo = somebody()
    os.kill(part(ACTIONS), signal.SIGKILL)
    thabo.writes(ENGLISH)
    status, parts = stack.health()
    assert (status, parts["actions"]) == (503, "away")
    assert stack.becomes_healthy()
    assert thabo.hears_something(60).startswith(to_gsm7(stack.short("passport.fee", "en")))
    thabo.hears_nothing_more()


def test_a_service_that_is_killed_comes_back_and_answers_what_it_had_taken(stack, somebody):
    assert stack.becomes_healthy()
    thabo = somebody()
    thabo.writes(ENGLISH)
    os.kill(part(SERVICE), signal.SIGKILL)
    assert stack.health()[0] == 0
    assert stack.becomes_healthy()
    assert thabo.hears_something(120).startswith(to_gsm7(stack.short("passport.fee", "en")))
    thabo.hears_nothing_more(1.0)
    thabo.writes(ENGLISH)
    thabo.hears_something(MOST_SECONDS)


def test_no_log_of_any_process_has_a_number_or_a_text(stack):
    for log in (stack.data / "logs").glob("*.log"):
        held = log.read_text(errors="replace")
        for kept in stack.twilio.ledger.kept:
            assert kept.to[-7:] not in held, f"a number is in {log.name}"
        for text in (ENGLISH, LESOTHO, SOUTH_AFRICAN, "he is beating me", "M130", "Welkom"):
            assert text not in held, f"{text} is in {log.name}"
