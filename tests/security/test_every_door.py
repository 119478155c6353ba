"""Every route of the whole service, walked: locked, signed, or open for a reason that stands here."""

from __future__ import annotations

import pytest

from tests.security.conftest import TOKEN
from tests.served import served

# Open to anybody, and why that harms nobody.
OPEN = {
    ("GET", "/healthz"): "watchers; names parts, never a person",
    ("GET", "/v1/health"): "watchers; ok or away",
    ("GET", "/phone"): "the page of the telephone in the browser; off where Twilio is configured",
    ("GET", "/console/sign-in"): "where officers sign in",
    ("POST", "/console/sign-in"): "password and code; slow and counted",
    ("POST", "/console/sign-out"): "ends the session that is shown, if any",
    ("GET", "/console/invitation/{token}"): "the token is the key, and works once",
    ("POST", "/console/invitation/{token}"): "the token is the key, and works once",
    ("GET", "/register"): "the form with which people register themselves",
    ("POST", "/register"): "the same; counted by address",
    ("GET", "/register/form.css"): "how the form looks",
}
LOCKED = (401, 403)
# A call that is well formed, so that it is the missing cookie that it is refused for.
WELL_FORMED = {
    "/phone/lines": {"channel": "sms", "number": "+27835550101"},
    "/phone/messages": {"line": "1", "text": "Lumela"},
}


def answers(client, method: str, path: str):
    """What somebody without any key gets."""
    for name in ("alarm", "number", "contact", "topic", "code", "locale", "name", "token", "row", "broadcast"):
        path = path.replace("{" + name + "}", "1")
    path = path.replace("{", "").replace("}", "")
    client.cookies.clear()
    query = {"line": "1"} if path == "/phone/messages" and method == "GET" else None
    return client.request(method, path, json=WELL_FORMED.get(path, {}) if method != "GET" else None, params=query)


def is_locked(answer) -> bool:
    """Refused, or sent to the page where one signs in."""
    return answer.status_code in LOCKED or answer.headers.get("location") == "/console/sign-in"


def test_nothing_is_open_by_accident(app, client):
    walked = 0
    for path, route in served(app):
        for method in sorted(route.methods - {"HEAD", "OPTIONS"}):
            walked += 1
            answer = answers(client, method, path)
            if (method, path) in OPEN:
                assert answer.status_code < 500 or path in ("/healthz",), f"{method} {path}: {answer.status_code}"
            else:
                assert is_locked(answer), (
                    f"{method} {path} answers {answer.status_code} to anybody: lock it, or say why"
                )
    assert walked > 80


def test_what_is_said_to_be_open_exists(app):
    there = {(method, path) for path, route in served(app) for method in route.methods}
    gone = {each for each in OPEN if each not in there}
    assert not gone, f"no such routes any more: {sorted(gone)}"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/v1/docs", "/v1/redoc"])
def test_no_page_describes_the_house_to_strangers(client, path):
    assert client.get(path).status_code in (401, 404)


def test_the_document_of_the_registry_is_for_those_with_the_key(client):
    assert client.get("/v1/openapi.json").status_code == 401
    answer = client.get("/v1/openapi.json", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.json()["openapi"].startswith("3.")


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer"},
        {"Authorization": TOKEN},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": "Bearer t\u00e9"},
        {"X-Service-Token": TOKEN},
    ],
)
def test_only_the_whole_token_opens(client, headers):
    encoded = {name: value.encode("utf-8") for name, value in headers.items()}
    assert client.get("/v1/topics", headers=encoded).status_code == 401
    assert client.get(f"/v1/topics?token={TOKEN}").status_code == 401


def test_an_empty_token_locks_everybody_out(settings, database_file):
    from fastapi.testclient import TestClient

    from service.app import create_service

    settings.thuso_service_token = type(settings.thuso_service_token)("")
    closed = TestClient(create_service(settings, database_file()))
    for given in ("Bearer ", "Bearer", ""):
        assert closed.get("/v1/topics", headers={"Authorization": given}).status_code == 401


@pytest.mark.parametrize(
    "path", ["/v1/topics", "/console/sign-in", "/healthz", "/phone", "/nothing", "/twilio/messages"]
)
def test_every_answer_is_guarded(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert directive in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/console/sign-in", "text/html; charset=utf-8"),
        ("/register", "text/html; charset=utf-8"),
        ("/register/form.css", "text/css; charset=utf-8"),
        ("/phone", "text/html; charset=utf-8"),
        ("/console/static/live.js", "text/javascript; charset=utf-8"),
        ("/console/static/icon.svg", "image/svg+xml; charset=utf-8"),
        ("/console/static/none.js", "text/html; charset=utf-8"),
        ("/v1/topics", "application/json"),
        ("/twilio/messages", "application/json"),
    ],
)
def test_every_answer_says_what_it_is_and_how_it_is_written(client, path, kind):
    assert client.get(path).headers["content-type"] == kind


@pytest.mark.parametrize("path", ["/console/sign-in", "/v1/topics", "/healthz", "/twilio/messages", "/register"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "OPTIONS"])
def test_methods_that_nobody_needs_do_nothing(client, method, path):
    answer = client.request(method, path, headers={"Authorization": f"Bearer {TOKEN}", "X-Planted": "planted"})
    assert answer.status_code in (404, 405)
    assert "planted" not in answer.text


@pytest.mark.parametrize(
    "path", ["/console/static/", "/phone/static/", "/console/static/%2e%2e/app.py", "/phone/static/..%2fpage.py"]
)
def test_no_directory_is_listed_and_none_is_left(client, path):
    assert client.get(path).status_code == 404


def test_what_another_site_can_send_without_being_asked_is_not_taken(client):
    """A form or a script of another site may send these kinds without the browser asking us first."""
    client.get("/phone")
    line = b'{"channel": "sms", "number": "+27835550101"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert client.post("/phone/lines", content=line, headers={"Content-Type": kind}).status_code == 422


def test_the_telephone_needs_the_cookie_of_its_page(client):
    line = {"channel": "sms", "number": "+27835550101"}
    assert client.post("/phone/lines", json=line).status_code == 403
    client.get("/phone")
    assert client.post("/phone/lines", json=line).status_code == 200
    cookie = next(iter(client.cookies.jar))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite", "").lower() == "strict"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{" * 5000,
        b"a" * 70_000,
        b"[" + b"1," * 5000 + b"1]",
        b'{"texts": ["' + b"x" * 60_000 + b'"]}',
    ],
)
@pytest.mark.parametrize("path", ["/ask", "/v1/applications/status", "/v1/nearest/mission", "/twilio/messages"])
def test_a_broken_body_is_refused_and_breaks_nothing(client, path, body):
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    assert client.post(path, content=body, headers=headers).status_code in (400, 403, 413, 422, 503)
