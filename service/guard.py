"""What every response carries, what no error shows, and what is logged of a refusal."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.refusals import Refusals

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
        b"default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
]
SORRY = b"Something went wrong on our side. Please try again in a few minutes."


class Guard:
    """Security headers on every response; an unforeseen error becomes one plain line, and its kind goes to the log.

    Never a traceback with values in it: a value may be a number or a text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app, self._refusals = app, Refusals()

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
                message["headers"] = [*(_with_charset(*header) for header in message["headers"]), *HEADERS]
                self._refusals.note(scope["method"], _route(scope), message["status"])
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


def _with_charset(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Text and pictures of letters say how they are written: a browser that guesses can be made to guess wrong."""
    kind = value.lower()
    if name.lower() != b"content-type" or b"charset" in kind:
        return name, value
    is_text = kind.startswith(b"text/") or kind.split(b";")[0].strip().endswith(b"+xml")
    return name, value + b"; charset=utf-8" if is_text else value
