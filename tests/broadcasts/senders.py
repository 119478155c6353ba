"""Sending processes as an installation runs them, to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from registry.database import Database
from tests.broadcasts.conftest import AUTH_TOKEN
from tests.conftest import SECRET
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER

ROOT = Path(__file__).resolve().parents[2]


class Sender:
    """`python -m service.sender` under one name, started again after every death."""

    def __init__(self, node: str, data: Path, database: Database, twilio_url: str, **settings: str) -> None:
        self.node, self.data = node, data
        is_sqlite = database.engine.dialect.name == "sqlite"
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "THUSO_DATA": str(data),
            "THUSO_NODE": node,
            "THUSO_SECRET_KEY": SECRET,
            "THUSO_PEPPER": SECRET,
            "DATABASE_URL": "" if is_sqlite else database.engine.url.render_as_string(hide_password=False),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_SMS_FROM": SMS_SENDER,
            "TWILIO_WHATSAPP_FROM": WHATSAPP_SENDER,
            "TWILIO_API_URL": twilio_url,
            "PUBLIC_URL": "https://thuso.example",
            "SMS_PACE": "0",
            "SPEND_CAP_DAY": "0",
            "QUIET_FROM": "08:00",
            "QUIET_UNTIL": "08:00",
            **settings,
        }
        self.deaths = 0
        self.start()

    def start(self) -> None:
        """Begin, or begin again under the same name."""
        log = (self.data / f"{self.node}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service.sender"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
        )
        log.close()

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.deaths += 1

    def stop(self) -> None:
        """End in good order."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def said(self) -> str:
        """What it wrote."""
        return (self.data / f"{self.node}.log").read_text()
