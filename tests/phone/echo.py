"""The telephone's page over a real port, with an echo in place of the intake: no bot, no database."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import cast

import uvicorn
from fastapi import FastAPI

from gateway.heard import Incoming
from gateway.intake import Intake
from gateway.phone import page
from gateway.phone.exchange import Exchange
from registry.services.deliveries import Outgoing
from service.guard import Guard

PRICE, CURRENCY = Decimal("0.90"), "ZAR"
Answer = Callable[[Incoming], list[str]]


def echo(incoming: Incoming) -> list[str]:
    """What the service says unless a test says otherwise."""
    return [f"{incoming.channel} {incoming.number} wrote: {incoming.text}"]


class Echo:
    """In the intake's place: takes a message only once, and answers."""

    def __init__(self, exchange: Exchange, answer: Answer) -> None:
        self.exchange, self.answer = exchange, answer
        self.heard: dict[str, Incoming] = {}
        self._answering: set[asyncio.Task[None]] = set()

    async def message(self, incoming: Incoming) -> None:
        """As `Intake.message`."""
        if incoming.sid not in self.heard:
            self.heard[incoming.sid] = incoming
            task = asyncio.create_task(self._reply(incoming))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    def say(self, channel: str, number: str, text: str) -> None:
        """Write to somebody who has not asked."""
        sending = self.exchange.send(Outgoing(1, channel, number, text, 1, 1))
        thread = threading.Thread(target=asyncio.run, args=(sending,))
        thread.start()
        thread.join()

    async def _reply(self, incoming: Incoming) -> None:
        for text in self.answer(incoming):
            await self.exchange.send(Outgoing(1, incoming.channel, incoming.number, text, 1, 1))


def create_app(answer: Answer = echo) -> tuple[FastAPI, Echo]:
    """The page's routes as the service mounts them, behind the same guard."""
    exchange = Exchange()
    line = Echo(exchange, answer)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard)
    app.state.phone = page.Phone(exchange, cast(Intake, line), PRICE, CURRENCY)
    app.include_router(page.routes)
    app.mount("/phone/static", page.static)
    return app, line


class EchoService:
    """A service that can be stopped and started again on its port, as a new process would be."""

    def __init__(self) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = int(listener.getsockname()[1])
        self.answer: Answer = echo
        self.start()

    @property
    def url(self) -> str:
        """The page."""
        return f"http://127.0.0.1:{self.port}/phone"

    @property
    def heard(self) -> list[Incoming]:
        """What came in since the last start."""
        return list(self.echo.heard.values())

    def say(self, channel: str, number: str, text: str) -> None:
        """Write to somebody who has not asked."""
        self.echo.say(channel, number, text)

    def start(self) -> None:
        """Begin, and wait until the port answers."""
        app, self.echo = create_app(lambda incoming: self.answer(incoming))
        self.phone = cast(page.Phone, app.state.phone)
        config = uvicorn.Config(
            app, port=self.port, log_config=None, access_log=False, timeout_graceful_shutdown=1, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started:
            assert time.monotonic() < until, "the echo did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        """End, with every line and the cookie's secret."""
        self.phone.close()
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "the echo did not stop"
