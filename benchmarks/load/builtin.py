"""The alternative: Rasa's default pipeline with Rasa's own Twilio channel, in the environment of stock Rasa.

It answers with one fixed response a topic, so it does less than the service: no registry, no database, no signature.
Little is learned, because what is measured is time, and how long DIET takes for a text does not depend on it.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from service.processes import free_port
from service.settings import ROOT

STOCK = ROOT / ".venv-bot-stock" / "bin" / "python"
EACH, EPOCHS = 8, 5
START_SECONDS = 300
PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": EPOCHS, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
# Rasa's default policies, but for TED: a bot of rules alone does not need it.
POLICIES = [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}]
CHANNEL = '''"""Rasa's own Twilio channel; only the address of Twilio is another."""

import os

from rasa.core.channels.twilio import TwilioInput


class LocalTwilio(TwilioInput):
    """As published."""

    def get_output_channel(self):
        """The channel's own sender, towards the local Twilio."""
        sender = super().get_output_channel()
        sender.api.base_url = os.environ["LOCAL_TWILIO"]
        return sender
'''


def is_installed() -> bool:
    """Whether stock Rasa is there (`THUSO_STOCK_RASA=1 ./thuso up` sets it up)."""
    return STOCK.exists()


@contextmanager
def running(scratch: Path, provider_port: int) -> Iterator[str]:
    """The webhook's URL of a server that is ready; stopped when the block ends."""
    _write(scratch)
    environment = {
        **os.environ,
        "PYTHONPATH": str(scratch),
        "LOCAL_TWILIO": f"http://127.0.0.1:{provider_port}",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "MPLCONFIGDIR": str(scratch),
    }
    rasa, port = [str(STOCK), "-W", "ignore", "-m", "rasa"], free_port()
    with (scratch / "log").open("ab") as log:
        how: dict[str, Any] = {"cwd": scratch, "env": environment, "stdout": log, "stderr": log}
        subprocess.run([*rasa, "train", "--quiet"], check=True, **how)
        server = subprocess.Popen([*rasa, "run", "--port", str(port), "-i", "127.0.0.1"], **how)
        try:
            _wait(f"http://127.0.0.1:{port}/webhooks/twilio/", server)
            yield f"http://127.0.0.1:{port}/webhooks/twilio/webhook"
        finally:
            server.terminate()
            server.wait()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError("stock Rasa did not start")


def _write(scratch: Path) -> None:
    examples = dict(_examples())
    files: dict[str, Any] = {
        "config.yml": {
            "recipe": "default.v1", "language": "en", "assistant_id": "beside", "pipeline": PIPELINE,
            "policies": POLICIES,
        },
        "domain.yml": {
            "version": "3.1",
            "intents": list(examples),
            "responses": {f"utter_{name}": [{"text": f"An answer about {name}."}] for name in examples},
        },
        "data/rules.yml": {
            "version": "3.1",
            "rules": [
                {"rule": name, "steps": [{"intent": name}, {"action": f"utter_{name}"}]}
                for name in (*examples, "nlu_fallback")
            ],
        },
        "data/nlu.yml": {
            "version": "3.1",
            "nlu": [
                {"intent": name, "examples": "".join(f"- {text}\n" for text in texts)}
                for name, texts in examples.items()
            ],
        },
        "endpoints.yml": {},
        "credentials.yml": {
            "local_channel.LocalTwilio": {
                "account_sid": "AC-fictional", "auth_token": "fictional", "twilio_number": "+27600000000",
            }
        },
    }  # fmt: skip
    files["domain.yml"]["responses"]["utter_nlu_fallback"] = [{"text": "What do you mean?"}]
    (scratch / "data").mkdir()
    for name, content in files.items():
        (scratch / name).write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    (scratch / "local_channel.py").write_text(CHANNEL, "utf-8")


def _examples() -> Iterator[tuple[str, list[str]]]:
    for path in sorted((ROOT / "data" / "nlu" / "en").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if "intent" in block:
                texts = [line.removeprefix("- ").strip() for line in block["examples"].splitlines() if line.strip()]
                yield block["intent"].replace(".", "_"), texts[:EACH]
