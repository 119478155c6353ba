"""Forums managed over `/v1`: announced, changed, called off; seats answered for."""

from __future__ import annotations

import datetime as dt

import pytest
from fastapi.testclient import TestClient

from registry.api.app import create_registry
from registry.models import Contact
from registry.models.base import new_id
from registry.services.library import Shelf

TOKEN = "the-service-token"
SOON = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=10)
WRITTEN = {
    "name": {"en": "Forum in Welkom", "st_LS": "Pitso ea Welkom", "st_ZA": "Pitso ya Welkom"},
    "date": SOON.isoformat(),
    "time": "10:00",
    "town": "Welkom",
    "country": "ZA",
    "venue": "Hall",
    "seats": 1,
}


@pytest.fixture
def client(database, vault):
    app = create_registry(database, vault, Shelf(database), TOKEN)
    return TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def thabo(database):
    with database.write() as session:
        contact = Contact(id=new_id(), country="ZA")
        session.add(contact)
        return contact.id


def test_announced_changed_and_called_off(client, thabo):
    assert client.put("/forums/welkom-x", json=WRITTEN).json()["coming"] == 0
    assert "welkom-x" in [each["id"] for each in client.get("/forums").json()]
    answered = client.post("/rsvps", json={"contact": thabo, "text": "COMING welkom-x", "locale": "st_LS"}).json()
    assert answered["state"] == "coming"
    assert answered["forums"][0]["name"] == "Pitso ea Welkom"
    assert client.get("/forums/welkom-x/seats").json() == {
        "id": "welkom-x", "seats": 1, "coming": 1, "waiting": 0, "cancelled": 0,
    }  # fmt: skip
    assert client.put("/forums/welkom-x", json={**WRITTEN, "seats": 5}).json()["seats"] == 5
    left = client.post("/rsvps/cancellations", json={"contact": thabo}).json()
    assert left["state"] == "cancelled"
    assert client.post("/rsvps/cancellations", json={"contact": thabo}).json()["state"] == "none"
    assert client.delete("/forums/welkom-x").status_code == 200
    assert client.delete("/forums/welkom-x").status_code == 404
    assert "welkom-x" not in [each["id"] for each in client.get("/forums").json()]


def test_it_cannot_have_fewer_seats_than_are_taken(client, database, thabo):
    with database.write() as session:
        other = Contact(id=new_id(), country="ZA")
        session.add(other)
        second = other.id
    client.put("/forums/welkom-x", json={**WRITTEN, "seats": 2})
    for each in (thabo, second):
        assert client.post("/rsvps", json={"contact": each, "text": "welkom-x"}).json()["state"] == "coming"
    assert client.put("/forums/welkom-x", json={**WRITTEN, "seats": 1}).status_code == 409


@pytest.mark.parametrize(
    "changes", [{"time": "25:00"}, {"seats": 0}, {"country": "South Africa"}, {"name": {"en": "x"}}, {"date": "soon"}]
)
def test_what_is_no_forum_is_refused(client, changes):
    assert client.put("/forums/welkom-x", json={**WRITTEN, **changes}).status_code == 422


def test_nobody_unknown_gets_a_seat(client):
    assert client.post("/rsvps", json={"contact": "nobody"}).status_code == 404
