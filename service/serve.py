"""The service process: one uvicorn on the one port."""

from __future__ import annotations

import logging
import sys
from socket import socket
from types import FrameType

import uvicorn

from service import logs
from service.app import create_service
from service.memory import keep_for_good
from service.metrics import Problems
from service.settings import read_settings

QUIET = ("httpx", "httpcore", "twilio", "alembic", "uvicorn.error")


class Server(uvicorn.Server):
    """Lets the browser telephones go at once when it is told to stop: their polls would hold it for seconds."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """All that the service reads at its start is there when this ends."""
        await super().startup(sockets)
        keep_for_good()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On SIGTERM and SIGINT."""
        phone = getattr(self.config.app.state, "phone", None)  # type: ignore[union-attr]
        if phone is not None:
            phone.close()
        super().handle_exit(sig, frame)


def main() -> None:
    """Serve until stopped. Requests are not logged: a path never carries a number, a log line never a text."""
    logs.begin()
    logging.getLogger().addHandler(Problems())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # The loop that acknowledges webhooks waits for each thread that computes for so long; 5 ms by default.
    sys.setswitchinterval(0.001)
    settings = read_settings()
    config = uvicorn.Config(
        create_service(settings),
        host=settings.thuso_host,
        port=settings.thuso_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    Server(config).run()


if __name__ == "__main__":
    main()
