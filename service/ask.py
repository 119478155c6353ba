"""`./thuso ask` and `./thuso talk`: the service in the terminal, running already or started just for this."""

from __future__ import annotations

import argparse
import csv
import json
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from service import running
from service.model import Untrainable
from service.processes import NotStarted, free_port
from service.running import Running
from service.settings import BadSettings, Settings
from service.stack import running_stack
from service.storage import settings_for
from service.up import tell

CHUNK = 200
TIMEOUT = 300.0


class BadQuestion(Exception):
    """One line: what is wrong with the file or the arguments."""


def ask(arguments: argparse.Namespace) -> int:
    """Answer one text or a file of texts."""
    try:
        texts = read_texts(arguments)
        with _service(arguments) as service:
            for chunk in _chunks(texts):
                for answered in _asked(service, arguments, chunk):
                    show(answered, is_json=arguments.json)
    except (BadQuestion, BadSettings, NotStarted, Untrainable) as error:
        tell(f"thuso: {error}")
        return 1
    except BrokenPipeError:
        return 0
    return 0


def talk(arguments: argparse.Namespace) -> int:
    """A conversation, line by line, until the input ends."""
    conversation = f"talk-{secrets.token_hex(8)}"
    try:
        with _service(arguments) as service:
            tell("Write as you would by telephone. Ctrl-D ends the conversation.")
            for text in _lines():
                for answered in _asked(service, arguments, [text], conversation):
                    show(answered, is_json=False)
    except (BadQuestion, BadSettings, NotStarted, Untrainable) as error:
        tell(f"thuso: {error}")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def read_texts(arguments: argparse.Namespace) -> list[str]:
    """The texts to ask. Raises `BadQuestion`."""
    if (arguments.text is None) == (arguments.file is None):
        raise BadQuestion('give one text, as ./thuso ask "How much is a passport?", or --file FILE')
    if arguments.text is not None:
        return [arguments.text]
    try:
        content = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestion(
            f"{arguments.file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        ) from None
    rows = csv.DictReader(content.splitlines(keepends=True))
    if "text" not in (rows.fieldnames or []):
        raise BadQuestion(f"{arguments.file} has no column named text in its first line")
    return [row["text"] or "" for row in rows]


def show(answered: dict[str, Any], *, is_json: bool) -> None:
    """One answered text: as JSON, or as a person reads it."""
    if is_json:
        print(json.dumps(answered, ensure_ascii=False), flush=True)
        return
    for reply in answered["replies"]:
        size = "1 segment" if reply["segments"] == 1 else f"{reply['segments']} segments"
        print(f"{reply['text']}\n  [{reply['encoding']}, {size}]", flush=True)


def _lines() -> Iterator[str]:
    while True:
        try:
            text = input("> ")
        except EOFError:
            return
        if text.strip():
            yield text


def _chunks(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), CHUNK):
        yield texts[start : start + CHUNK]


@contextmanager
def _service(arguments: argparse.Namespace) -> Iterator[Running]:
    """The service that runs already, or one of our own that keeps nothing."""
    settings = settings_for(arguments.data)
    found = running.find(settings.thuso_data)
    if found is not None:
        yield found
        return
    with tempfile.TemporaryDirectory(prefix="thuso-") as data:
        alone = Settings(
            **{
                **settings.model_dump(),
                "thuso_data": Path(data),
                "database_url": "",
                "twilio_account_sid": "",
            }
        )
        with running_stack(alone, free_port(), _quiet_tell, is_announced=False) as own:
            yield own


def _quiet_tell(words: str) -> None:
    if sys.stderr.isatty() or words.startswith("Train"):
        tell(words)


def _asked(
    service: Running, arguments: argparse.Namespace, texts: list[str], conversation: str = ""
) -> list[dict[str, Any]]:
    question = {
        "texts": texts,
        "channel": arguments.channel,
        "number": arguments.number,
        "conversation": conversation,
    }
    try:
        answer = httpx.post(
            f"{service.url}/ask",
            json=question,
            headers={"Authorization": f"Bearer {service.token}"},
            timeout=TIMEOUT,
        )
    except httpx.HTTPError as error:
        raise BadQuestion(f"the service did not answer ({type(error).__name__}): is it stopping?") from None
    if answer.status_code == 422:
        raise BadQuestion(str(answer.json()["detail"]))
    if not answer.is_success:
        raise BadQuestion(f"the service answered {answer.status_code}: {answer.text[:200]}")
    return list(answer.json())
