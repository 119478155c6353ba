"""A list of numbers that is uploaded is one by its name and by its content."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.access import COOKIE, csrf_of
from registry.models import Broadcast
from registry.models.base import now
from registry.services import officers
from registry.services.broadcasts import drafts
from service.app import create_service
from service.demo import NOTICE
from tests.security.test_sessions import PASSWORD

NUMBERS = b"number\n+27835550101\n"
NAME, CONTENT = "has to end in .csv or .txt", "is not UTF-8 text"


@pytest.fixture
def upload(settings, database, vault):
    """An editor hands in a list for a draft; the page."""
    secret, before = officers.new_code_secret(), now() - timedelta(minutes=1)
    with database.write() as session:
        token = officers.invite(session, "lineo", "editor", before)
        officers.accept(session, vault, token, PASSWORD, secret, pyotp.TOTP(secret).at(before), before)
        number = drafts.create(session, drafts.Draft("A list", NOTICE, "lineo")).id
    app = create_service(settings, database)
    client = TestClient(app, follow_redirects=False, client=("127.0.0.1", 50000))
    client.post("/console/sign-in", data={"name": "lineo", "password": PASSWORD, "code": pyotp.TOTP(secret).now()})
    csrf = csrf_of(app.state.office, client.cookies[COOKIE])

    def uploaded(name, content):
        return client.post(
            f"/console/notices/{number}/numbers", data={"csrf": csrf}, files={"file": (name, content, "text/csv")}
        )

    return uploaded


@pytest.mark.parametrize("name", ["list.csv", "LIST.CSV", "list of June.txt", "../../list.csv", "list.pdf.csv"])
def test_a_list_is_taken(upload, name):
    page = upload(name, NUMBERS)
    assert page.status_code == 200
    assert "1 not known to us" in page.text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.xlsx", NUMBERS, NAME),
        ("list.csv.exe", NUMBERS, NAME),
        ("list", NUMBERS, NAME),
        (".csv", NUMBERS, NAME),
        ("list.html", b"<script>alert(1)</script>", NAME),
        ("list.csv", b"PK\x03\x04\x14\x00\x06\x00", CONTENT),
        ("list.csv", b"\x89PNG\r\n\x1a\n\x00\x00", CONTENT),
        ("list.csv", b"%PDF-1.7\n\x01\x02", CONTENT),
        ("list.txt", "number\n+27835550101".encode("utf-16"), CONTENT),
        ("list.csv", b"number\n+2783\x00555\n", CONTENT),
    ],
)
def test_what_is_no_list_is_refused_whole(upload, database, name, content, said):
    page = upload(name, content)
    assert page.status_code == 400
    assert said in page.text
    assert ".." not in page.text.split('role="alert">')[1].split("<")[0]
    with database.read() as session:
        assert not session.scalars(select(Broadcast)).one().audience.get("is_listed")
