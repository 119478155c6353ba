"""A local stand-in for Twilio's Messages API that does nothing but note when what arrived."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import parse_qs

HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
ANSWER = b'{"sid": "SM%032d", "status": "queued"}'


class Recorder:
    """Accepts messages on loopback; `arrived` holds, for each number, the times of its messages."""

    def __init__(self, latency: float = 0.0) -> None:
        self.latency = latency
        self.arrived: dict[str, list[float]] = {}
        self.count = 0
        self._news = asyncio.Condition()
        self._server: asyncio.Server | None = None

    async def start(self, port: int) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)

    async def stop(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.close()

    async def reply_to(self, number: str, already: int, timeout: float) -> float:
        """When the reply after the first `already` reached `number` (monotonic seconds). Raises TimeoutError."""
        async with asyncio.timeout(timeout), self._news:
            await self._news.wait_for(lambda: len(self.arrived.get(number, [])) > already)
        return self.arrived[number][already]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length")
                    ),
                    0,
                )
                body = await reader.readexactly(length)
                await asyncio.sleep(self.latency)
                await self._note(body)
                answer = ANSWER % self.count
                writer.write(
                    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                    % len(answer)
                )
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    async def _note(self, body: bytes) -> None:
        fields = parse_qs(body.decode())
        self.count += 1
        async with self._news:
            self.arrived.setdefault(fields["To"][0], []).append(time.monotonic())
            self._news.notify_all()
