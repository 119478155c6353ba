"""The Ministry's system as docs/applications.md asks for it, on a real port: what it sends is looked up afterwards."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from registry.services.applications import find, import_rows
from registry.services.feed import Feed, FeedError
from service.applications import applications
from service.settings import Settings
from service.storage import open_database

TOKEN = "a-token-for-tests"
# Fictional references, as in docs/samples/applications.csv.
ROWS = [
    {"kind": "passport", "reference": "FICTION-10001", "status": "ready", "place": "Maseru", "status_on": "2026-11-10"},
    {"kind": "permit", "reference": "FICTION-10002", "status": "received", "place": None, "status_on": "2026-11-11"},
    {"kind": "claim", "reference": "FICTION-10003", "status": "paid", "place": "", "status_on": "2026-11-12"},
]


@dataclass
class Ministry:
    """A sample server; `breaks` replaces its answer to the page of that number."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    breaks: dict[int, tuple[int, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, authorization: str | None) -> tuple[int, str]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.asked.append(query)
        if authorization != f"Bearer {TOKEN}":
            return 401, "{}"
        page = int(query.get("page", "1"))
        if page in self.breaks:
            return self.breaks[page]
        content = {"applications": self.pages[page - 1].get("rows", [])}
        if "next" in self.pages[page - 1]:
            content["next"] = self.pages[page - 1]["next"]
        elif page < len(self.pages):
            content["next"] = f"/applications?page={page + 1}"
        return 200, json.dumps(content)


@pytest.fixture
def ministry() -> Iterator[Ministry]:
    known = Ministry(pages=[{"rows": ROWS[:2]}, {"rows": ROWS[2:]}])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = known.answer(self.path, self.headers.get("Authorization"))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    known.url = f"http://127.0.0.1:{server.server_port}/applications"
    yield known
    server.shutdown()
    server.server_close()


def test_all_pages_are_read_and_found_by_reference(ministry, database, vault):
    with database.write() as session:
        for page in Feed(ministry.url, TOKEN).pages(dt.date(2026, 11, 1)):
            assert import_rows(session, vault, enumerate(page.rows, 1)).refused == []
        assert find(session, vault, "passport", "fiction 10001").place == "Maseru"
        assert find(session, vault, "permit", "FICTION-10002").place == ""
        assert find(session, vault, "claim", "FICTION/10003").status == "paid"
    assert ministry.asked == [{"since": "2026-11-01"}, {"page": "2"}]


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ((500, "{}"), "status 500"),
        ((302, "{}"), "status 302"),
        ((200, "<html>"), "not as agreed"),
        ((200, "[]"), "not as agreed"),
        ((200, '{"applications": [1]}'), "not as agreed"),
        ((200, '{"rows": []}'), "not as agreed"),
    ],
)
def test_what_is_not_as_agreed_is_said_in_one_line(ministry, broken, complaint):
    ministry.breaks[2] = broken
    with pytest.raises(FeedError, match=complaint):
        list(Feed(ministry.url, TOKEN).pages())


def test_the_token_goes_to_no_other_server(ministry):
    ministry.pages[0]["next"] = "http://elsewhere.example/applications"
    with pytest.raises(FeedError, match="another server"):
        list(Feed(ministry.url, TOKEN).pages())


def test_pages_that_go_round_in_a_circle_end(ministry):
    ministry.pages[1]["next"] = "/applications?page=2"
    with pytest.raises(FeedError, match="circle"):
        list(Feed(ministry.url, TOKEN).pages())


def test_a_wrong_token_and_a_server_that_is_away(ministry):
    with pytest.raises(FeedError, match="status 401"):
        list(Feed(ministry.url, "wrong").pages())
    with pytest.raises(FeedError, match="did not answer"):
        list(Feed("http://127.0.0.1:9/applications", TOKEN).pages())


def test_the_command_takes_what_is_right_and_names_what_is_not(ministry, tmp_path, monkeypatch, capsys):
    ministry.pages.append({"rows": [{**ROWS[0], "status": "lost"}]})
    monkeypatch.setenv("APPLICATIONS_URL", ministry.url)
    monkeypatch.setenv("APPLICATIONS_TOKEN", TOKEN)
    asked = argparse.Namespace(what="pull", file=None, since=None, data=str(tmp_path))
    assert applications(asked) == 1
    told = capsys.readouterr()
    assert told.out.startswith("page 3, row 1: status must be one of")
    assert told.err == "3 taken, 1 refused.\n"
    settings = Settings(_env_file=None, thuso_data=tmp_path)
    with open_database(settings).read() as session:
        assert find(session, settings.vault(), "claim", "FICTION-10003") is not None
