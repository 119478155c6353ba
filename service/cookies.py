"""Cookies that belong to this host alone, where the service is reached by https.

Every cookie leaves as `__Host-<name>`, secure and for the whole host, and is read under that name only: no other host
of the same domain can plant one, and nothing is sent in the clear. The rooms go on using their own names. By plain http
(one machine, no certificate) browsers refuse such names, and cookies stay as the rooms set them.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = b"__Host-"
# What the prefix demands is said by us, whatever the room said.
OURS_TO_SAY = (b"path=", b"domain=", b"secure")


class HostCookies:
    """The prefix put on and taken off."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # In place: who logs a failure finds the route in the same scope.
        scope["headers"] = [(name, _read(value) if name == b"cookie" else value) for name, value in scope["headers"]]

        async def send_prefixed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, _written(value) if name.lower() == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await self.app(scope, receive, send_prefixed)


def _read(header: bytes) -> bytes:
    kept = (part.strip() for part in header.split(b";"))
    return b"; ".join(part.removeprefix(PREFIX) for part in kept if part.startswith(PREFIX))


def _written(header: bytes) -> bytes:
    cookie, *attributes = (part.strip() for part in header.split(b";"))
    kept = [each for each in attributes if not each.lower().startswith(OURS_TO_SAY)]
    return b"; ".join([PREFIX + cookie, *kept, b"Path=/", b"Secure"])
