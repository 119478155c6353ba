"""`/v1`: nothing without the token, a complete document of itself, and what its routes say."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from registry.api.app import create_registry
from registry.database import Database
from registry.models import Alarm, Contact
from registry.services import contacts, messages
from registry.services.library import Shelf
from registry.services.messages import Inbound
from registry.vault import Vault
from tests.registry.conftest import THABO
from tests.served import served

TOKEN = "the-service-token"
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
# Whether the registry is well is for watchers.
OPEN = {"/health"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def app(database: Database, vault: Vault) -> FastAPI:
    return create_registry(database, vault, Shelf(database), TOKEN)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, headers=AUTHORISED) as opened:
        yield opened


@pytest.fixture
def thabo(database: Database, vault: Vault) -> str:
    """A contact who has asked, has been answered, and has raised an alarm."""
    with database.write() as session:
        address = contacts.reach(session, vault, number=THABO, channel="whatsapp", country="ZA")
        session.flush()
        heard = messages.store_inbound(session, vault, address, Inbound("SM1", "text", "Phasepoto ke bokae"))
        session.flush()
        messages.queue_reply(session, vault, heard, address, "M130", 1)
        session.add(Alarm(contact_id=address.contact_id, category="emergency", country="ZA"))
        return address.contact_id


def test_no_route_answers_without_the_token(app):
    client = TestClient(app)
    asked = 0
    for path, route in served(app):
        for method in route.methods - {"HEAD", "OPTIONS"}:
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
                answer = client.request(method, path.replace("{", "").replace("}", ""), headers=headers, json={})
                assert (answer.status_code == 401) is (path not in OPEN), f"{method} {path}: {answer.status_code}"
                asked += 1
    assert asked > 30


def test_the_document_says_all_of_every_route(client):
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["tags"], where
            told = next(each for code, each in operation["responses"].items() if code.startswith("2"))
            assert told["description"] if "content" not in told else next(iter(told["content"].values()))["schema"], (
                where
            )
            assert ("security" in operation) is (path not in OPEN), where
            if path not in OPEN:
                assert "401" in operation["responses"], where
    for name, shape in document["components"]["schemas"].items():
        if name.endswith("Shape"):
            assert shape.get("description"), f"{name} does not say what it is"


def test_the_document_has_every_route(app, client):
    paths = client.get("/openapi.json").json()["paths"]
    documented = {(path, method.upper()) for path, operations in paths.items() for method in operations}
    ours = [(path, route) for path, route in served(app) if isinstance(route, APIRoute) and route.include_in_schema]
    assert documented == {(path, method) for path, route in ours for method in route.methods}


def test_every_route_keeps_to_the_document(app, thabo):
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=AUTHORISED)
    schema.validate()

    @given(case=schema.as_strategy())
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def keeps_to_it(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=AUTHORISED, checks=CHECKS)

    keeps_to_it()


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("/answers/passport.lost?locale=en&country=ZA", "Go to the police first. Call 0800 222 777, free."),
        ("/answers/passport.lost?locale=en&country=LS", "Go to the police first."),
        ("/answers/passport.lost", "Go to the police first. Call 0800 222 777, free."),
        ("/answers/passport.fee?locale=st_ZA", "Phasepoto e bitsa M130."),
    ],
)
def test_answers(client, asked, short):
    answer = client.get(asked).json()
    assert answer["short"] == short
    assert answer["title"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("/answers/nothing", 404),
        ("/answers/passport.fee?locale=fr", 422),
        ("/answers/passport.fee?country=South", 422),
        ("/facts/nothing", 404),
        ("/contacts/nobody", 404),
        ("/contacts/nobody/messages", 200),
        ("/contacts/nobody/messages?limit=0", 422),
        ("/nothing", 404),
    ],
)
def test_what_is_not_there(client, asked, status):
    assert client.get(asked).status_code == status


def test_facts_come_with_source_and_standing(client):
    facts = {each["fact"]["id"]: each for each in client.get("/facts").json()}
    assert {name: each["fact"]["standing"] for name, each in facts.items()} == {
        "fee": "published",
        "line": "published",
        "office": "verify_first",
    }
    assert client.get("/facts/fee").json() == facts["fee"]


def test_topics_say_whether_they_have_an_answer(client):
    topics = {each["topic"]: each["answered"] for each in client.get("/topics").json()}
    assert topics["passport.fee"]
    assert not topics["mission.nearest"]


def test_only_forums_to_come_are_named(client):
    assert [each["id"] for each in client.get("/forums").json()] == ["welkom-far"]


@pytest.mark.parametrize(
    ("kind", "where", "offices"),
    [
        ("mission", {"text": "ke Welkom"}, [("welkom", 0, {"phone": "0800 222 777"})]),
        ("mission", {"text": "Maseru", "limit": 1}, [("ministry", 0, {})]),
        ("mission", {"location": [-27.98, 26.73], "limit": 1}, [("welkom", 0, {"phone": "0800 222 777"})]),
        ("border", {"text": "Maseru", "limit": 1}, [("bridge", 2, {})]),
        ("mission", {"text": "Atlantis"}, []),
    ],
)
def test_the_nearest_office_with_what_is_confirmed_of_it(client, kind, where, offices):
    found = client.post(f"/nearest/{kind}", json=where).json()["offices"]
    assert [(each["id"], each["kilometres"], each["contact"]) for each in found] == offices


def test_a_contact_has_neither_number_nor_name(client, thabo):
    answer = client.get(f"/contacts/{thabo}")
    assert answer.json()["channels"] == ["whatsapp"]
    assert "555" not in answer.text


def test_messages_have_a_life_and_no_words(client, thabo):
    answer = client.get(f"/contacts/{thabo}/messages")
    assert [(each["direction"], each["status"]) for each in answer.json()] == [("out", "queued"), ("in", None)]
    assert "M130" not in answer.text
    assert "phasepoto" not in answer.text.lower()


def test_the_first_officer_keeps_an_alarm(client, thabo):
    [alarm] = client.get("/alarms").json()
    assert (alarm["category"], alarm["acknowledged_by"]) == ("emergency", None)
    path = f"/alarms/{alarm['id']}/acknowledgement"
    assert client.post(path, json={"officer": "Mpho"}).json()["acknowledged_by"] == "Mpho"
    assert client.post(path, json={"officer": "Lerato"}).json()["acknowledged_by"] == "Mpho"
    assert client.get("/alarms").json() == []
    assert client.post("/alarms/999/acknowledgement", json={"officer": "Mpho"}).status_code == 404


def test_health_tells_when_the_database_is_away(app, database):
    client = TestClient(app)
    assert client.get("/health").json() == {"status": "ok"}
    database.engine.dispose()

    def gone():
        raise OSError("disk")

    database.engine.pool._creator = gone
    answer = client.get("/health")
    assert (answer.status_code, json.loads(answer.text)) == (503, {"status": "away"})


def test_a_contact_in_the_database_is_the_one_shown(client, thabo, database):
    with database.write() as session:
        session.get_one(Contact, thabo).is_muted = True
    assert client.get(f"/contacts/{thabo}").json()["muted"] is True
