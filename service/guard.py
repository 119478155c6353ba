"""What every response carries and no error shows."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"no-store"),
    # Browsers heed it where the page came by https, and nowhere else.
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
]
SORRY = b"Something went wrong on our side. Please try again in a few minutes."


class Guard:
    """Security headers on every response; an unforeseen error becomes one plain line, and its kind goes to the log.

    Never a traceback with values in it: a value may be a number or a text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        except Exception as error:
            log.error("%s %s: %s", scope["method"], _route(scope), type(error).__name__)
            if begun:
                raise
            await send_guarded(
                {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"text/plain")]}
            )
            await send_guarded({"type": "http.response.body", "body": SORRY})


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "/..."))
