"""How much of a request is read.

Forms and JSON are taken in whole before anybody's rights are looked at: without a bound anybody could fill memory or
disk.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Two thousand texts for `/ask` at once.
LARGEST = 8 * 1024 * 1024
# A list of numbers for a notice (16 MB, console/notices.py), with what a form or JSON puts around it.
LARGEST_LIST = 24 * 1024 * 1024
LISTS = "/numbers"
SORRY = b"This is too large."


class TooLarge(Exception):
    """More came than is read."""


class Bodies:
    """413 for a body that is too large, declared or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        largest = LARGEST_LIST if scope["path"].endswith(LISTS) else LARGEST
        if _declared(scope) > largest:
            await _refuse(send)
            return
        read, begun = 0, False

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > largest:
                raise TooLarge
            return message

        async def send_noticed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive_counted, send_noticed)
        except TooLarge:
            if begun:
                raise
            await _refuse(send)


def _declared(scope: Scope) -> int:
    given = dict(scope["headers"]).get(b"content-length", b"0")
    return int(given) if given.isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": SORRY})
