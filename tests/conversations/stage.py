"""Where scenes are played: the whole service with the real Rasa and the real actions, a local Twilio before it.

The service runs in this process, so that its waits can be shortened; Rasa and the actions are processes of their own.
Time passes for one person at a time: all of their rows grow older, nobody else's do.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import func, select, update

from gateway import door, worker
from registry.database import Database, make_engine
from registry.models import Address, Base, Delivery, Message
from registry.models.base import UtcDateTime
from registry.models.delivery import ERRORED, QUEUED, SENDING
from registry.services import reminders
from registry.vault import Vault
from service import app
from service.model import trained_model
from service.processes import Part, Processes, free_port
from service.settings import ROOT, Settings
from service.stack import _parts, bot_python, prepare
from tests.conftest import SECRET
from tests.system.running import AUTH_TOKENS, PUBLIC, RunningService
from tests.twilio.contract import Account
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER
from tests.twilio.network import Network
from tests.twilio.server import LocalTwilio

# Rasa begins a new session after this long, so what it remembers of somebody goes when they wait longer.
SESSION = timedelta(minutes=60)
LONGEST_TURN = 90.0
LOOK = 0.02


@dataclass(frozen=True)
class Turned:
    """What became of one inbound message: its topic, and how many replies were queued."""

    topic: str | None
    replies: int


class Stage:
    """The running service, its telephone network, its rows."""

    def __init__(self, data: Path, service: RunningService, parts: list[Part], twilio: LocalTwilio) -> None:
        self.service, self.parts, self.twilio = service, parts, twilio
        self.network = Network(PUBLIC, service.url, AUTH_TOKENS[0])
        self.database = Database(make_engine(f"sqlite:///{data / 'thuso.db'}"))
        self.vault = Vault([SECRET])
        self.events = data / "events.jsonl"
        self.data = data

    def handled(self, sid: str) -> Turned:
        """Wait until an inbound message has had its turn and its replies have left."""
        end = time.monotonic() + LONGEST_TURN
        while time.monotonic() < end:
            with self.database.read() as session:
                message = session.scalar(select(Message).where(Message.sid == sid))
                if message is not None and message.handled_at is not None:
                    replies = select(Message.id).where(Message.reply_to == message.id)
                    waiting = (Delivery.status.in_((QUEUED, SENDING, ERRORED)), Delivery.message_id.in_(replies))
                    if not session.scalar(select(func.count()).select_from(Delivery).where(*waiting)):
                        queued = session.scalar(select(func.count()).select_from(replies.subquery()))
                        return Turned(message.topic, queued or 0)
            time.sleep(LOOK)
        raise AssertionError(f"no answer within {LONGEST_TURN:.0f} s")

    def contact_of(self, number: str) -> str:
        """The id of the contact with a number."""
        with self.database.read() as session:
            found = session.scalar(select(Address.contact_id).where(Address.blind == self.vault.blind(number)))
        assert found is not None, "nobody has written from that number"
        return found

    def let_pass(self, number: str, wait: timedelta) -> None:
        """Everything we know of a person becomes older by `wait`."""
        contact_id = self.contact_of(number)
        with self.database.write() as session:
            for table in Base.metadata.sorted_tables:
                owner = table.c.get("contact_id") if table.name != "contacts" else table.c.id
                times = [column for column in table.c if isinstance(column.type, UtcDateTime)]
                if owner is None or not times:
                    continue
                keys = list(table.primary_key.columns)
                for row in session.execute(select(*keys, *times).where(owner == contact_id)).all():
                    older = {each.name: row._mapping[each] - wait for each in times if row._mapping[each]}
                    if older:
                        which = [each == row._mapping[each] for each in keys]
                        session.execute(update(table).where(*which).values(older))
        if wait > SESSION:
            self.forget(contact_id)

    def forget(self, contact_id: str) -> None:
        """What Rasa remembers of a person goes, as it does when a session is over."""
        assistant = self.service.settings
        token = assistant.thuso_bot_token.get_secret_value()
        answer = httpx.delete(
            f"{assistant.thuso_bot_url}/webhooks/thuso/conversations/{contact_id}",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.is_success, answer.text

    def restart(self, name: str) -> None:
        """Kill a process of ours and wait until it is back: `assistant`, `actions`, or the `service` itself."""
        if name == "service":
            self.service.stop()
            self.service.start()
            return
        part = next(each for each in self.parts if each.name == name)
        assert part.process is not None
        process = part.process
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        end = time.monotonic() + 90
        while time.monotonic() < end:
            if httpx.get(f"{self.service.url}/healthz", timeout=5).status_code == 200 and part.process is not process:
                return
            time.sleep(0.1)
        raise AssertionError(f"the {name} did not come back")

    def steps(self) -> list[dict[str, Any]]:
        """Every event that Rasa has recorded, in order."""
        return [json.loads(line) for line in self.events.read_text("utf-8").splitlines()]


@contextmanager
def open_stage(data: Path) -> Iterator[Stage]:
    """Everything started, with the real content; stopped when the block ends."""
    account = Account(ACCOUNT_SID, AUTH_TOKENS[0], frozenset({SMS_SENDER, WHATSAPP_SENDER}))
    twilio = LocalTwilio(account)
    settings = Settings(_env_file=None, thuso_data=data, database_url="", thuso_secret_key=SECRET)
    prepare(settings, lambda _: None)
    token = "the-service-token"
    model = Path(os.environ["THUSO_TEST_MODEL"]) if "THUSO_TEST_MODEL" in os.environ else _model()
    everything = _parts(settings, free_port(), model, token)
    served = next(part for part in everything if part.name == "service").environment
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(worker, "SWEEP_SECONDS", 0.3)
        quick.setattr(worker, "IDLE_SECONDS", 0.2)
        quick.setattr(app, "REMINDER_SECONDS", 0.3)
        # Scenes are played by night as well.
        quick.setattr(reminders, "QUIET_FROM", reminders.QUIET_UNTIL)
        # When a year goes by in a step, what was due in it is said at its end.
        quick.setattr(reminders, "STALE", timedelta(days=4_000))
        quick.setattr(door, "RECONCILE_AFTER", timedelta(seconds=1))
        service = RunningService(
            data,
            served["THUSO_BOT_URL"],
            twilio.url,
            thuso_bot_token=served["THUSO_BOT_TOKEN"],
            thuso_actions_url=served["THUSO_ACTIONS_URL"],
            thuso_service_token=token,
        )
        twilio.reaches[PUBLIC] = service.url
        parts = [_placed(part, data, service.url) for part in everything if part.name != "service"]
        processes = Processes(parts, data / "logs", lambda _: None)
        try:
            processes.start()
            stage = Stage(data, service, parts, twilio)
            yield stage
            stage.network.close()
            stage.database.engine.dispose()
        finally:
            processes.stop()
            service.stop()
            twilio.stop()
    assert twilio.ledger.breaches == [], "a request broke Twilio's published contract"


def _model() -> Path:
    return trained_model(bot_python(), lambda words: print(words, flush=True))


def _placed(part: Part, data: Path, registry: str) -> Part:
    """The actions beside our service; the assistant with Rasa's own event broker, so that what was done is counted."""
    if part.name == "actions":
        return replace(part, environment={**part.environment, "THUSO_REGISTRY_URL": f"{registry}/v1"})
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    endpoints["event_broker"] = {"type": "file", "path": str(data / "events.jsonl")}
    written = data / "endpoints.yml"
    written.write_text(yaml.safe_dump(endpoints), "utf-8")
    return replace(part, command=[str(written) if word == "endpoints.yml" else word for word in part.command])
