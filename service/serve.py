"""The service process: one uvicorn on the one port."""

from __future__ import annotations

import logging

import uvicorn

from service.app import create_service
from service.settings import read_settings

QUIET = ("httpx", "httpcore", "twilio", "alembic", "uvicorn.error")


def main() -> None:
    """Serve until stopped. Requests are not logged: a path never carries a number, a log line never a text."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    settings = read_settings()
    uvicorn.run(
        create_service(settings),
        host=settings.thuso_host,
        port=settings.thuso_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
