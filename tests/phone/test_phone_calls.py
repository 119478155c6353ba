"""The calls the page makes: who may make them, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from httpx import Client

from gateway.phone.page import COOKIE
from tests.phone.echo import EchoService

NUMBER = "+27600000001"


@pytest.fixture
def client(service: EchoService) -> Iterator[Client]:
    """Somebody who has opened the page."""
    with Client(base_url=service.url.removesuffix("/phone")) as client:
        client.get("/phone")
        yield client


def opened(client: Client, number: str = NUMBER, channel: str = "sms") -> str:
    return str(client.post("/phone/lines", json={"channel": channel, "number": number}).json()["line"])


@pytest.mark.parametrize("cookie", [None, "", "guessed", "gu\xe9ssed"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/phone/lines", {"channel": "sms", "number": NUMBER}),
        ("POST", "/phone/messages", {"line": "x", "text": "hello"}),
        ("GET", "/phone/messages?line=x", None),
    ],
)
def test_only_the_page_may_call(client: Client, method: str, path: str, body: object, cookie: str | None) -> None:
    client.cookies.clear()
    headers = [] if cookie is None else [(b"cookie", f"{COOKIE}={cookie}".encode("latin-1"))]
    answer = client.request(method, path, json=body, headers=headers)
    assert answer.status_code == 403
    assert "Open the telephone again" in answer.json()["detail"]


def test_the_cookie_is_for_the_page_alone(client: Client) -> None:
    cookie = client.get("/phone").headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/phone"):
        assert part in cookie


@pytest.mark.parametrize("number", ["", "hello", "0600000001", "+27", "27600000001", "+27600000001000", "+" + "1" * 30])
def test_what_is_no_number_gets_no_line(client: Client, number: str) -> None:
    assert client.post("/phone/lines", json={"channel": "sms", "number": number}).status_code == 422


def test_a_number_is_one_line_however_it_is_spaced(client: Client) -> None:
    lines = {opened(client, number) for number in (NUMBER, "+27 60 000 0001", "+27 (0)60-000-0001", "+27-60-000-0001")}
    assert len(lines) == 1
    assert opened(client, channel="whatsapp") not in lines


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 202),
        ({"id": "0" * 32}, 202),
        ({"id": "0" * 31}, 422),
        ({"id": "G" * 32}, 422),
        ({"text": "a" * 1_600}, 202),
        ({"text": "a" * 1_601}, 422),
        ({"text": ""}, 202),
        ({"line": "closed"}, 404),
        ({"number": NUMBER}, 422),
    ],
)
def test_what_may_be_sent(client: Client, change: dict[str, str], status: int) -> None:
    message = {"line": opened(client), "text": "hello", **change}
    assert client.post("/phone/messages", json=message).status_code == status


def test_a_message_sent_again_is_the_same_message(client: Client, service: EchoService) -> None:
    message = {"line": opened(client), "text": "hello", "id": "a1" * 16}
    for _ in range(2):
        client.post("/phone/messages", json=message)
    client.post("/phone/messages", json={**message, "id": "b2" * 16})
    assert list(service.echo.heard) == ["SM" + "a1" * 16, "SM" + "b2" * 16]


def test_replies_come_with_what_they_cost(client: Client) -> None:
    line = opened(client, channel="whatsapp")
    client.post("/phone/messages", json={"line": line, "text": "Botšepehi"})
    replies = client.get("/phone/messages", params={"line": line, "wait": 2}).json()
    assert replies == [{"index": 1, "text": f"whatsapp {NUMBER} wrote: Botšepehi", "encoding": "UCS-2", "segments": 1}]
    assert client.get("/phone/messages", params={"line": line, "after": 1}).json() == []
