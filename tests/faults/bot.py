"""`python -m tests.faults.bot PORT`: in Rasa's place, quick, and remembering nothing; it says back what it heard."""

from __future__ import annotations

import asyncio
import json
import os
import sys

TOKEN = os.environ.get("THUSO_BOT_TOKEN", "")
NAME = os.environ.get("THUSO_BOT_NAME", "")


def answer(text: str) -> dict[str, object]:
    """What Rasa would say of a text: one reply, that nobody else's text has."""
    replies = [{"text": f"{NAME}You wrote: {text}"}]
    return {"intent": "human", "ranking": [["human", 0.97]], "entities": [], "replies": replies}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, request after request."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            fields = {name.lower(): value for name, value in fields.items()}
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            status, said = "200 OK", {"status": "ok"}
            if body and fields.get("authorization") != f"Bearer {TOKEN}":
                status, said = "401 Unauthorized", {"detail": "wrong token"}
            elif body:
                said = answer(json.loads(body)["text"])
            content = json.dumps(said).encode()
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n".encode()
                + f"Content-Length: {len(content)}\r\n\r\n".encode()
                + content
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    """Until killed."""
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
