"""What proves that a form is ours: a random cookie, and a hidden field that only we can make from it, for an hour."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable

COOKIE = "thuso_form"
LASTS = 3_600


class Tokens:
    """Signs with `key`."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self.key, self.clock = key, clock

    def new_cookie(self) -> str:
        """A value for the cookie."""
        return secrets.token_urlsafe(18)

    def field(self, cookie: str) -> str:
        """The hidden field that belongs to a cookie, from now on."""
        at = str(int(self.clock()))
        return f"{at}.{self._sign(cookie, at)}"

    def is_ours(self, cookie: str, field: str) -> bool:
        """Whether a field belongs to a cookie and is fresh."""
        at, _, signature = field.partition(".")
        if not cookie or not at.isdigit() or not 0 <= self.clock() - int(at) <= LASTS:
            return False
        return hmac.compare_digest(signature.encode(), self._sign(cookie, at).encode())

    def _sign(self, cookie: str, at: str) -> str:
        return hmac.new(self.key, f"register:{cookie}:{at}".encode(), "sha256").hexdigest()
