"""Where one request ends and the next begins: said by the server's own parser, over a real socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from service.processes import free_port


@pytest.fixture(scope="module")
def seen() -> list[str]:
    return []


@pytest.fixture(scope="module")
def port(seen: list[str]) -> Iterator[int]:
    """uvicorn as the service runs it, before something that notes every request."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def note(path: str, request: Request) -> Response:
        seen.append(f"{request.method} /{path} {(await request.body()).decode('latin-1')}")
        return Response("ok")

    found = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=found, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield found
    server.should_exit = True
    thread.join()


def send(port: int, raw: bytes) -> bytes:
    """Everything that comes back until the server has said all."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(raw)
        wire.shutdown(socket.SHUT_WR)
        told = b""
        while piece := wire.recv(65536):
            told += piece
        return told


INNER = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n",
        b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
        b"Content-Length: +0\r\n\r\n",
        b"Content-Length: 0x0\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"X: 1\nContent-Length: 0\r\n\r\n",
    ],
)
def test_two_ends_of_one_request_are_no_request(port, seen, headers):
    seen.clear()
    told = send(port, b"POST /first HTTP/1.1\r\nHost: x\r\n" + headers + INNER)
    assert not any("smuggled" in each for each in seen), seen
    assert told.count(b"HTTP/1.1 200") <= 1


def test_two_requests_with_one_end_each_are_two(port, seen):
    seen.clear()
    send(port, b"POST /first HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi" + INNER)
    assert seen == ["POST /first hi", "GET /smuggled "]
