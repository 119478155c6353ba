"""Dialogues and cases over HTTP, as the actions call them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from registry.api.app import create_registry
from registry.database import Database
from registry.services import contacts
from registry.services.library import Shelf
from registry.vault import Vault

TOKEN = {"Authorization": "Bearer a-token"}


@pytest.fixture
def api(database_file: Callable[[], Database], vault: Vault) -> Iterator[tuple[TestClient, str]]:
    """The registry's API, and the id of a contact."""
    database = database_file()
    with database.write() as session:
        address = contacts.reach(session, vault, number="+27835550101", channel="sms", country="ZA")
        session.flush()
        contact = address.contact_id
    with TestClient(create_registry(database, vault, Shelf(database), "a-token")) as client:
        yield client, contact


def _turn(api: tuple[TestClient, str], text: str, **more: Any) -> dict[str, Any]:
    client, contact = api
    asked = {"contact": contact, "text": text, **more}
    answer = client.post("/dialogues/registration/turns", json=asked, headers=TOKEN)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_registration_turn_by_turn(api: tuple[TestClient, str]) -> None:
    assert "your name" in _turn(api, "register", begins=True)["said"]
    assert _turn(api, "how much is a passport?", intent="passport.fee", chance=0.9)["outcome"] == "passed"
    assert "Back to what" in _turn(api, "how much is a passport?", returns=True)["said"]
    assert "district" in _turn(api, "Thabo Mokoena, Harare, Zimbabwe")["said"]
    assert "Zimbabwe" in _turn(api, "Leribe, nurse")["said"]
    assert _turn(api, "yes")["outcome"] == "done"


def test_somebody_we_do_not_know_is_shown_how_it_begins_and_nothing_is_kept(api: tuple[TestClient, str]) -> None:
    outcome = _turn((api[0], "ask-1"), "register", begins=True)
    assert outcome["outcome"] == "done"
    assert "your name" in outcome["said"]


def test_a_text_about_no_case_gets_nothing(api: tuple[TestClient, str]) -> None:
    client, contact = api
    answer = client.post("/cases/answer", json={"contact": contact, "text": "CLAIM 12345"}, headers=TOKEN)
    assert answer.json() == {"said": ""}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/dialogues/nonsense/turns", {"contact": "x", "text": "y"}, 422),
        ("/dialogues/registration/turns", {"text": "y"}, 422),
        ("/dialogues/registration/turns", {"contact": "x", "text": "y" * 2_000}, 422),
        ("/dialogues/registration/turns", {"contact": "x", "text": "y", "more": 1}, 422),
        ("/cases/answer", {"contact": "x"}, 422),
    ],
)
def test_what_is_not_as_agreed_is_refused(
    path: str, body: dict[str, Any], status: int, api: tuple[TestClient, str]
) -> None:
    assert api[0].post(path, json=body, headers=TOKEN).status_code == status


def test_nobody_asks_without_the_token(api: tuple[TestClient, str]) -> None:
    assert api[0].post("/cases/answer", json={"contact": "x", "text": "y"}).status_code == 401
