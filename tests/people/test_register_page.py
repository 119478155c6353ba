"""The public form: no script, both languages, the same rules as the dialogue, and nobody else's hand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.office import Office
from console.register.limits import HOUR, Limits
from console.register.page import add_register
from console.register.tokens import LASTS, Tokens
from registry.database import Database
from registry.models import Consent, Contact, Registration
from registry.services import registrations
from registry.services.audit import Ledger
from registry.services.library import Library, Shelf
from registry.services.references import REGISTRATION, is_right, reference_in
from registry.vault import Vault
from service.guard import Guard

FORM = {"name": "Lineo Thamae", "country": "ZA", "town": "welkm", "district": "leribe", "sector": "health"}


class FixedShelf(Shelf):
    """Hands out the real content."""

    def __init__(self, library: Library) -> None:
        self._fixed = library

    @property
    def library(self) -> Library:
        """The library."""
        return self._fixed


@pytest.fixture
def served(
    database_file: Callable[[], Database], vault: Vault, library: Library
) -> Iterator[tuple[TestClient, Database]]:
    database = database_file()
    office = Office(database, vault, FixedShelf(library), Ledger(b"k" * 32), b"f" * 32)
    app = FastAPI()
    app.add_middleware(Guard)
    add_register(app, office, "+27600000000", Limits(each=3, all_=5))
    with TestClient(app, base_url="https://thuso.example") as client:
        yield client, database


@pytest.fixture
def client(served: tuple[TestClient, Database]) -> TestClient:
    return served[0]


def _token(html: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def _send(client: TestClient, locale: str = "en", **changes: object) -> tuple[int, str]:
    token = _token(client.get(f"/register?in={locale}").text)
    answer = client.post(f"/register?in={locale}", data={"token": token, "step": "check", **FORM, **changes})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("locale", "lang", "words"),
    [("en", "en", "Register as a Mosotho abroad"), ("st_LS", "st", "Ingolise e le Mosotho oa kantle"),
     ("st_ZA", "st", "Ingodise e le Mosotho wa kantle")],
)  # fmt: skip
def test_the_page_is_small_and_needs_no_script(locale: str, lang: str, words: str, client: TestClient) -> None:
    page = client.get(f"/register?in={locale}")
    style = client.get("/register/form.css")
    assert words in page.text
    assert f'<html lang="{lang}">' in page.text
    assert len(page.content) + len(style.content) < 50_000
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "onclick" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "form-action 'self'" in page.headers["content-security-policy"]


def test_the_browsers_language_is_taken(client: TestClient) -> None:
    assert "Ingolise" in client.get("/register", headers={"accept-language": "st,en;q=0.5"}).text


def test_what_was_understood_is_shown_then_kept(served: tuple[TestClient, Database], vault: Vault) -> None:
    client, database = served
    status, check = _send(client, interests=["forums", "jobs"])
    assert status == 200
    assert "Is this right?" in check
    assert "<dd>Welkom</dd>" in check
    assert "forums, jobs" in check
    saved = client.post(
        "/register", data={"token": _token(check), "step": "save", "agree": "1", **FORM, "town": "Welkom",
                           "interests": ["forums", "jobs"]}
    )  # fmt: skip
    code = reference_in(saved.text, REGISTRATION)
    assert saved.status_code == 200
    assert code is not None
    assert is_right(code)
    assert f"JOIN {code}" in saved.text
    assert "+27600000000" in saved.text
    with database.read() as session:
        row = session.scalars(select(Registration)).one()
        assert registrations.values_of(vault, row) == {
            "name": "Lineo Thamae", "country": "ZA", "town": "Welkom", "district": "leribe", "sector": "health",
            "skills": [], "interests": ["forums", "jobs"],
        }  # fmt: skip
        assert row.origin == "web"
        assert session.get_one(Contact, row.contact_id).addresses == []
        given = {each.scope: each.source for each in session.scalars(select(Consent))}
        assert given["registration"] == "form"
        assert "diaspora.forums" in given


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Write your name."),
        ({"name": "1"}, "Write your name."),
        ({"town": " "}, "Write the name of the town."),
        ({"country": "XX"}, "Choose the country."),
        ({"district": "atlantis"}, "Choose the district."),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(changes: dict[str, str], words: str, client: TestClient) -> None:
    status, html = _send(client, **changes)
    assert status == 422
    assert words in html
    assert 'aria-invalid="true"' in html
    assert 'role="alert"' in html


def test_what_was_written_stays_written_and_is_escaped(client: TestClient) -> None:
    status, html = _send(client, name='"><script>alert(1)</script>', town="")
    assert status == 422
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_without_a_yes_nothing_is_kept(served: tuple[TestClient, Database]) -> None:
    client, database = served
    status, html = _send(client, step="save")
    assert status == 422
    assert "only if you agree" in html
    with database.read() as session:
        assert session.scalars(select(Registration)).all() == []


@pytest.mark.parametrize("token", ["", "nonsense", "1700000000.abcdef"])
def test_a_form_that_is_not_ours_is_refused(token: str, client: TestClient) -> None:
    client.get("/register")
    answer = client.post("/register", data={"token": token, "step": "save", "agree": "1", **FORM})
    assert answer.status_code == 403
    assert "once more" in answer.text


def test_a_form_of_another_browser_is_refused(client: TestClient) -> None:
    token = _token(client.get("/register").text)
    client.cookies.clear()
    assert client.post("/register", data={"token": token, "step": "save", "agree": "1", **FORM}).status_code == 403


def test_too_many_are_refused(client: TestClient) -> None:
    statuses = [_send(client, step="save", agree="1")[0] for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_a_machine_that_fills_in_everything_is_refused(client: TestClient) -> None:
    assert _send(client, step="save", agree="1", website="http://spam.example")[0] == 429


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    assert client.post("/register", data={"name": "x" * 20_000}).status_code == 413


def test_limits_end_after_an_hour() -> None:
    clock = [0.0]
    limits = Limits(each=1, all_=2, clock=lambda: clock[0])
    assert limits.allows("a")
    assert not limits.allows("a")
    assert limits.allows("b")
    assert not limits.allows("c")
    clock[0] = HOUR + 1
    assert limits.allows("a")


def test_a_token_ends_after_an_hour() -> None:
    clock = [1_000_000.0]
    tokens = Tokens(b"k" * 32, clock=lambda: clock[0])
    field = tokens.field("cookie")
    assert tokens.is_ours("cookie", field)
    assert not tokens.is_ours("other", field)
    clock[0] += LASTS + 1
    assert not tokens.is_ours("cookie", field)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    html = (Path(__file__).parents[2] / "console/register/form.html").read_text("utf-8")
    assert "http" not in html.replace("http-equiv", "")
