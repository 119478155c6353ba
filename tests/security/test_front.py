"""What stands before the service and around it: cookies by https, sizes, refusals, log lines, proxies, units, image."""

from __future__ import annotations

import logging
import re

import pytest
import tomllib
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from sqlalchemy import select

from registry.models.officer import OfficerSession
from service import bodies, logs, refusals
from service.app import create_service
from service.bodies import Bodies
from service.refusals import Refusals
from service.settings import ROOT
from tests.security.conftest import TOKEN

DEPLOY = ROOT / "deploy"


@pytest.fixture
def by_https(settings, database_file):
    """The service as it is behind a proxy with a certificate."""
    settings.public_url = "https://thuso.example"
    return TestClient(
        create_service(settings, database_file()),
        base_url="https://thuso.example",
        client=("127.0.0.1", 50000),
        follow_redirects=False,
    )


@pytest.mark.parametrize("path", ["/register", "/phone"])
def test_by_https_a_cookie_is_this_hosts_alone(by_https, path):
    cookie = by_https.get(path).headers["set-cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-thuso_")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= set(attributes)
    assert not any(each.lower().startswith("domain") for each in attributes)
    assert len([each for each in attributes if each.startswith("Path=")]) == 1


def test_by_https_a_cookie_is_read_under_its_whole_name_only(by_https):
    line = {"channel": "sms", "number": "+27835550101"}
    by_https.get("/phone")
    [cookie] = by_https.cookies.jar
    assert by_https.post("/phone/lines", json=line).status_code == 200
    by_https.cookies.clear()
    for name in ("thuso_phone", "__Secure-thuso_phone", "__host-thuso_phone"):
        planted = {"Cookie": f"other=1; {name}={cookie.value}"}
        assert by_https.post("/phone/lines", json=line, headers=planted).status_code == 403


def test_without_a_certificate_cookies_keep_their_names(client):
    assert client.get("/register").headers["set-cookie"].startswith("thuso_form=")


@pytest.fixture
def taker(monkeypatch):
    """Something that reads whatever it is sent, behind the bound; ten bytes, a hundred for a list."""
    monkeypatch.setattr(bodies, "LARGEST", 10)
    monkeypatch.setattr(bodies, "LARGEST_LIST", 100)
    app = FastAPI()

    @app.post("/texts")
    @app.post("/notices/1/numbers")
    async def take(request: Request) -> Response:
        return Response(str(len(await request.body())))

    app.add_middleware(Bodies)
    return TestClient(app)


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [("/texts", 10, 200), ("/texts", 11, 413), ("/notices/1/numbers", 100, 200), ("/notices/1/numbers", 101, 413)],
)
@pytest.mark.parametrize("is_declared", [True, False])
def test_no_more_is_read_than_can_be_used(taker, path, size, status, is_declared):
    sent = b"x" * size if is_declared else (b"x" for _ in range(size))
    assert taker.post(path, content=sent).status_code == status


@pytest.mark.parametrize(
    "path", ["/v1/nearest/mission", "/console/sign-in", "/console/notices/1/numbers", "/phone/lines"]
)
def test_a_body_without_end_is_refused_to_whoever_sends_it(client, path):
    declared = {"Content-Length": str(10**12), "Content-Type": "application/json"}
    assert client.post(path, content=b"x", headers=declared).status_code == 413


def test_refusals_are_logged_once_a_minute_with_how_many(caplog):
    caplog.set_level(logging.INFO)
    clock = [0.0]
    said = Refusals(lambda: clock[0])
    for status in (403, 403, 403, 200, 401):
        said.note("POST", "/twilio/messages", status)
    clock[0] = refusals.EVERY
    said.note("POST", "/twilio/messages", 403)
    assert [record.getMessage() for record in caplog.records] == [
        "refused: POST /twilio/messages 403, 0 more before",
        "refused: POST /twilio/messages 401, 0 more before",
        "refused: POST /twilio/messages 403, 2 more before",
    ]


def test_what_is_refused_is_in_the_log_without_what_was_sent(client, caplog):
    caplog.set_level(logging.WARNING, "httpx")  # the caller's own lines
    caplog.set_level(logging.INFO)
    client.post("/console/sign-in", data={"name": "planted", "password": "planted", "code": "123456"})
    client.get("/v1/topics?token=planted", headers={"Authorization": "Bearer planted"})
    client.post("/twilio/messages", content="Body=planted", headers={"X-Twilio-Signature": "planted"})
    for line in ("POST /sign-in 403", "GET /topics 401", "POST /twilio/messages 403"):
        method, path, status = line.split()
        assert re.search(rf"refused: {method} \S*{path} {status}", caplog.text), caplog.text
    assert "planted" not in caplog.text


def test_a_line_of_the_log_has_its_time_in_utc(capsys, monkeypatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setenv("TZ", "Africa/Maseru")
    logs.begin()
    record = logging.LogRecord("gateway.door", logging.INFO, "", 0, "sent", None, None)
    record.created = 1_795_334_400.25
    record.msecs = 250
    assert root.handlers[0].format(record) == "2026-11-22T08:00:00.250Z INFO gateway.door sent"


def test_both_proxies_speak_only_new_tls_and_lead_only_people_on_to_https():
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in nginx
    [suites] = re.findall(r"ssl_ciphers (\S+);", nginx)
    for suite in suites.split(":"):
        assert suite.startswith("ECDHE-"), suite
        assert "GCM" in suite or "POLY1305" in suite, suite
    # Caddy's own defaults are TLS 1.2 and 1.3; nothing here widens them.
    assert not re.search(r"\bprotocols\b|\bciphers\b", caddy)
    [plain] = [block for block in nginx.split("server {") if "listen 80;" in block]
    assert re.findall(r"location (?:~ )?(\S+) {\s+return 301", plain) == ["^/(console|register)(/|$)"]
    assert "proxy_pass" not in plain
    [plain] = [block for block in caddy.split("\n\n") if "http://thuso" in block]
    assert "redir @pages" in plain
    assert "/twilio" not in plain
    assert 'respond "https only." 403' in plain


def test_a_proxy_says_who_asks_whatever_was_sent():
    nginx = (DEPLOY / "nginx.conf").read_text()
    assert nginx.count("proxy_pass") == nginx.count("proxy_set_header X-Forwarded-For $remote_addr;") == 2
    assert "$proxy_add_x_forwarded_for" not in nginx
    assert "trusted_proxies" not in (DEPLOY / "Caddyfile").read_text()


def test_no_invitation_is_in_the_log_of_a_proxy():
    [pattern, instead] = re.findall(r'request>uri regexp "(.*)" "(.*)"', (DEPLOY / "Caddyfile").read_text())[0]
    instead = instead.replace("${1}", r"\g<1>")
    assert re.sub(pattern, instead, "/console/invitation/Secret_-1?language=st_LS") == (
        "/console/invitation/-?language=st_LS"
    )
    assert re.sub(pattern, instead, "/twilio/statuses?delivery=77") == "/twilio/statuses?delivery=-"
    assert "access_log off;" in (DEPLOY / "nginx.conf").read_text()


@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").glob("*.service")))
def test_no_unit_reaches_the_history_of_the_code(unit):
    assert "InaccessiblePaths=-/opt/thuso/.git\n" in (DEPLOY / "systemd" / unit).read_text()


def test_neither_history_nor_secrets_are_copied_into_the_image():
    left_out = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {".git", "**/.env", "deploy/*.env", "var", "**/*.key", "**/*.db", "tests"} <= set(left_out)


def test_every_package_is_pinned_with_its_hash_and_from_the_one_registry():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    others = [each for each in lock["package"] if each["source"] != {"virtual": "."}]
    assert len(others) > 200
    for each in others:
        assert each["source"] == {"registry": "https://pypi.org/simple"}, each["name"]
        files = [*each.get("wheels", []), *([each["sdist"]] if "sdist" in each else [])]
        assert files, each["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), each["name"]


def test_what_runs_holds_no_tool_of_developers():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    served = " ".join(each for each in groups["service"] if isinstance(each, str))
    for tool in ("pytest", "ruff", "mypy", "hypothesis", "playwright", "schemathesis"):
        assert tool not in served, tool
    assert "--group service" in (DEPLOY / "Dockerfile").read_text()


def test_only_the_service_token_reads_metrics(client):
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_a_session_is_kept_as_a_hash():
    assert OfficerSession.__table__.primary_key.columns.keys() == ["token_hash"]
    assert select(OfficerSession).selected_columns.keys() == [
        "token_hash", "officer_id", "begun_at", "seen_at", "ended_at",
    ]  # fmt: skip
