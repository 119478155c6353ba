"""A stand-in for Twilio's Messages API that takes thousands a second and remembers who was sent what, and when.

A process of its own: it is not killed with the sender. `python -m benchmarks.broadcast.provider PORT LATENCY_SECONDS`;
`GET /seen` says what has arrived, `GET /stop` ends it. On SIGTERM it ends as well.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import defaultdict
from email.utils import formatdate
from typing import cast
from urllib.parse import parse_qs, urlsplit

import uvloop

from sesotho import segments


class Seen:
    """What has arrived, by address."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.sids: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.seconds: defaultdict[int, int] = defaultdict(int)
        self.times: list[float] = []
        self.count = 0
        self._segments: dict[str, int] = {}

    def take(self, body: str) -> bytes:
        """One message."""
        form = parse_qs(body)
        self.count += 1
        sid, text, at = f"SM{self.count:032x}", form.get("Body", [""])[0], time.time()
        self.sids[form["To"][0]].append((sid, text))
        if text not in self._segments:
            self._segments[text] = segments(text).count if text else 1
        self.seconds[int(at)] += self._segments[text]
        self.times.append(at)
        return b'{"sid": "%s", "status": "queued"}' % sid.encode()

    def find(self, to: str) -> bytes:
        """The messages of one address, as Twilio lists them."""
        date = formatdate(time.time())
        return json.dumps(
            {
                "messages": [
                    {"sid": sid, "body": text, "direction": "outbound-api", "status": "sent", "date_created": date}
                    for sid, text in self.sids.get(to, [])
                ]
            }
        ).encode()

    def summary(self) -> bytes:
        """How many, how often each, and how many segments in each second."""
        often: defaultdict[int, int] = defaultdict(int)
        for sids in self.sids.values():
            often[len(sids)] += 1
        told = {"count": self.count, "people": len(self.sids), "often": often, "seconds": self.seconds}
        return json.dumps({**told, "first": min(self.times, default=0), "last": max(self.times, default=0)}).encode()


class Connection(asyncio.Protocol):
    """HTTP/1.1 with as little as possible."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.read = seen, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head = self.read[:end].decode("latin-1")
            length = next(
                (int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length:")),
                0,
            )
            if len(self.read) < end + 4 + length:
                return
            body = self.read[end + 4 : end + 4 + length].decode()
            self.read = self.read[end + 4 + length :]
            self._answer(head.split(" ", 2), body)

    def _answer(self, request: list[str], body: str) -> None:
        url = urlsplit(request[1])
        if request[0] == "POST":
            self._write(b"201 Created", self.seen.take(body), self.seen.latency)
        elif url.path == "/seen":
            self._write(b"200 OK", self.seen.summary())
        elif url.path == "/stop":
            self._write(b"200 OK", b"{}")
            asyncio.get_running_loop().call_later(0.1, asyncio.get_running_loop().stop)
        else:
            self._write(b"200 OK", self.seen.find(parse_qs(url.query)["To"][0]), self.seen.latency)

    def _write(self, status: bytes, body: bytes, after: float = 0.0) -> None:
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        if after:
            asyncio.get_running_loop().call_later(after, self._send, head + body)
        else:
            self._send(head + body)

    def _send(self, answer: bytes) -> None:
        # Whoever asked may have been killed meanwhile, on purpose.
        if not self.transport.is_closing():
            self.transport.write(answer)


def main() -> None:
    port, latency = int(sys.argv[1]), float(sys.argv[2])
    uvloop.install()
    loop = asyncio.new_event_loop()
    seen = Seen(latency)
    loop.run_until_complete(loop.create_server(lambda: Connection(seen), "127.0.0.1", port, backlog=2_048))
    loop.run_forever()


if __name__ == "__main__":
    main()
