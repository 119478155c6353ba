"""How many requests one internet address may make: a bucket each, and a refused request empties it ten times as fast.

Not counted: what carries the service token, Twilio's webhooks (their signature decides, and a flood of forgeries must
not keep the real ones out), and processes of this machine.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = "/twilio/"
REFUSED, REFUSED_COST = (401, 403), 10
MOST_ADDRESSES = 20_000
SORRY = b"Too many requests from your address. Please wait a minute."


class Buckets:
    """Tokens by address; those not seen for longest make room. `per_minute`: how fast each fills, and how full."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self._clock = per_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, cost: int = 1) -> bool:
        """Whether there was anything left for this address; takes `cost`, down to nothing."""
        now = self._clock()
        left, at = self._left.pop(address, (float(self.per_minute), now))
        left = min(float(self.per_minute), left + (now - at) * self.per_minute / 60)
        self._left[address] = (max(0.0, left - cost) if left >= 1 else left, now)
        while len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


class Throttle:
    """429 for an address whose bucket is empty."""

    def __init__(self, app: ASGIApp, buckets: Buckets, token: str) -> None:
        self.app, self.buckets, self._token = app, buckets, f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or self._is_free(scope):
            await self.app(scope, receive, send)
            return
        address = network_of((scope.get("client") or ("", 0))[0])
        if not self.buckets.take(address):
            headers = [(b"content-type", b"text/plain"), (b"retry-after", b"60")]
            await send({"type": "http.response.start", "status": 429, "headers": headers})
            await send({"type": "http.response.body", "body": SORRY})
            return

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in REFUSED:
                self.buckets.take(address, REFUSED_COST - 1)
            await send(message)

        await self.app(scope, receive, send_counted)

    def _is_free(self, scope: Scope) -> bool:
        if scope["path"].startswith(OPEN):
            return True
        given = dict(scope["headers"]).get(b"authorization", b"")
        if len(self._token) > len("Bearer ") and hmac.compare_digest(given, self._token):
            return True
        # A reverse proxy on this machine names the address it speaks for, and uvicorn believes it; who is still from
        # this machine then is one of our own.
        client = (scope.get("client") or ("", 0))[0]
        return _is_loopback(client) and not any(name == b"x-forwarded-for" for name, _ in scope["headers"])


def network_of(address: str) -> str:
    """Whose bucket: the address, of IPv6 its /64, since one subscriber has all of that."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
