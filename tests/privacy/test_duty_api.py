"""The duty list over the registry's interface: what goes in does not come out."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from registry.api.app import create_registry
from registry.services import duty
from registry.services.library import Shelf
from tests.privacy.conftest import LERATO, PALESA

TOKEN = "the-service-token"


@pytest.fixture
def client(database, vault) -> TestClient:
    app = create_registry(database, vault, Shelf(database), TOKEN)
    return TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"})


def test_places_are_added_moved_and_removed(client, database, vault):
    first = client.post("/duty", json={"name": "Mpho Molefe", "number": PALESA, "email": "mpho@example.org"}).json()
    second = client.post("/duty", json={"name": "Neo", "number": LERATO}).json()
    assert (first["by_sms"], first["by_email"], second["by_email"]) == (True, True, False)
    moved = client.put(f"/duty/{second['id']}", json={"position": 1, "on_duty": False}).json()
    assert [(each["id"], each["on_duty"]) for each in moved] == [(second["id"], False), (first["id"], True)]
    shown = client.get("/duty").text
    assert not any(secret in shown for secret in ("Mpho", "example.org", PALESA[-6:], LERATO[-6:]))
    with database.read() as session:
        assert [place.number for place in duty.places(session, vault)] == [LERATO, PALESA]
    assert client.delete(f"/duty/{first['id']}").json() == [moved[0]]


@pytest.mark.parametrize(
    "place",
    [
        {"name": "Mpho"},
        {"name": "M", "number": PALESA},
        {"name": "Mpho", "number": "0835550102"},
        {"name": "Mpho", "email": "nobody"},
        {"name": "Mpho", "number": PALESA, "role": "boss"},
    ],
)
def test_a_place_that_cannot_be_told_is_refused(client, place):
    answer = client.post("/duty", json=place)
    assert answer.status_code == 422


@pytest.mark.parametrize(("method", "path"), [("PUT", "/duty/99"), ("DELETE", "/duty/99")])
def test_a_place_that_is_not_there(client, method, path):
    assert client.request(method, path, json={}).status_code == 404
