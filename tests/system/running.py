"""The whole web application on a real port, in a thread; stopped and started as a process would be."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from service.app import create_service
from service.processes import free_port
from service.settings import Settings
from tests.conftest import SECRET
from tests.system.assistant import TOKEN as BOT_TOKEN
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER

PUBLIC = "https://thuso.example"
AUTH_TOKENS = ("the-new-auth-token", "the-old-auth-token")
SERVICE_TOKEN = "the-service-token"
AUTHORISED = {"Authorization": f"Bearer {SERVICE_TOKEN}"}


class RunningService:
    """One service process, as far as anybody outside can tell."""

    def __init__(self, data: Path, assistant: str, twilio: str, **changes: Any) -> None:
        self.port = free_port()
        self.settings = Settings(
            _env_file=None,
            **{
                "twilio_account_sid": ACCOUNT_SID,
                "twilio_auth_token": ",".join(AUTH_TOKENS),
                "twilio_sms_from": SMS_SENDER,
                "twilio_whatsapp_from": WHATSAPP_SENDER,
                "twilio_api_url": twilio,
                "public_url": PUBLIC,
                "database_url": f"sqlite:///{data / 'thuso.db'}",
                "thuso_data": data,
                "thuso_secret_key": SECRET,
                "thuso_port": self.port,
                "thuso_bot_url": assistant,
                "thuso_bot_token": BOT_TOKEN,
                "thuso_actions_url": assistant,
                "thuso_service_token": SERVICE_TOKEN,
                "thuso_phone": False,
                **changes,
            },
        )
        self.start()

    @property
    def url(self) -> str:
        """Where it really listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin, and wait until the port answers."""
        self.app: FastAPI = create_service(self.settings)
        config = uvicorn.Config(
            self.app, port=self.port, log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started:
            assert self._thread.is_alive(), "the service ended at once"
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        """End in good order."""
        self._server.should_exit = True
        self._thread.join(15)
        assert not self._thread.is_alive(), "the service did not stop"

    def get(self, path: str, **how: Any) -> httpx.Response:
        """Ask as one of our own processes."""
        return httpx.get(self.url + path, headers=AUTHORISED, timeout=10.0, **how)
