"""Broadcasts over HTTP and by the command: a whole life each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from registry.api.app import create_registry
from registry.services.library import Shelf
from service import cli, storage
from service.settings import Settings
from tests.broadcasts.conftest import OPEN, TEXTS, Ministry, number
from tests.conftest import SECRET

TOKEN = "the-service-token-of-the-tests"
DRAFT = {"title": "Closed on Monday", "texts": TEXTS, "officer": "Lerato", "channels": ["sms"]}


@pytest.fixture
def client(ministry_file: Ministry) -> TestClient:
    app = create_registry(ministry_file.database, ministry_file.vault, Shelf(ministry_file.database), TOKEN, OPEN)
    return TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"})


def test_a_whole_life(client, ministry_file):
    for n in range(3):
        ministry_file.person(number(n))
    made = client.post("/broadcasts", json=DRAFT).json()
    where = f"/broadcasts/{made['id']}"
    assert (made["status"], len(made["notices"]), len(made["code"])) == ("draft", 6, 5)
    listed = client.put(f"{where}/numbers", json={"csv": f"number\n{number(1)}\n{number(2)}\n=1+1\n"}).json()
    assert (listed["found"], listed["refused"], listed["problems"][0]["line"]) == (2, 1, 4)
    seen = client.get(f"{where}/preview").json()
    assert (seen["people"], seen["segments"], seen["price_lsl"]) == (2, 2, seen["price_zar"])
    assert client.post(f"{where}/sending", json={"officer": "Thabo"}).status_code == 409
    assert client.post(f"{where}/approval", json={"officer": "Lerato"}).status_code == 409
    assert client.post(f"{where}/approval", json={"officer": "Thabo"}).json()["approved_by"] == "Thabo"
    assert client.post(f"{where}/sending", json={"officer": "Thabo"}).json()["status"] == "scheduled"
    assert client.post(f"{where}/undoing", json={"officer": "Thabo"}).json()["status"] == "approved"
    assert client.post(f"{where}/sending", json={"officer": "Thabo", "now": True}).json()["status"] == "scheduled"
    from registry.services.broadcasts import freezing

    with ministry_file.database.write() as session:
        freezing.freeze(session, made["id"], OPEN)
    ministry_file.release(made["id"])
    assert client.post(f"{where}/pause", json={"officer": "Thabo"}).json()["because"] == "officer"
    assert client.post(f"{where}/resumption", json={"officer": "Thabo"}).json()["status"] == "running"
    assert client.get(f"{where}/report").json()["statuses"] == {"queued": 2}
    assert client.post(f"{where}/cancellation", json={"officer": "Thabo"}).json()["status"] == "cancelled"
    report = client.get(f"{where}/report").json()
    assert report["reasons"] == [{"status": "failed", "reason": "cancelled", "people": 2}]
    assert [row["reason"] for row in client.get(f"{where}/recipients").json()] == ["cancelled", "cancelled"]
    csv = client.get(f"{where}/recipients?format=csv")
    assert csv.headers["content-type"].startswith("text/csv")
    assert csv.text.count("cancelled") == 2
    assert number(1)[1:] not in csv.text
    assert [each["id"] for each in client.get("/broadcasts").json()] == [made["id"]]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/broadcasts/999/approval", {"officer": "Thabo"}, 404),
        ("/broadcasts/1/approval", {"officer": " "}, 422),
        ("/broadcasts/1/sending", {"officer": "Thabo", "at": "2026-12-01T09:00"}, 422),
        ("/broadcasts", {**DRAFT, "texts": {"en": "Only English."}}, 422),
        ("/broadcasts", {**DRAFT, "texts": {**TEXTS, "en": "   "}}, 422),
        ("/broadcasts", {**DRAFT, "surprise": 1}, 422),
    ],
)
def test_what_is_refused(client, path, body, status):
    client.post("/broadcasts", json=DRAFT)
    assert client.post(path, json=body).status_code == status


@pytest.fixture
def thuso(
    ministry_file: Ministry, monkeypatch: pytest.MonkeyPatch, tmp_path, capsys
) -> Callable[..., tuple[int, str, str]]:
    """`./thuso broadcast ...` on the ministry's database: exit status and what it printed."""
    settings = Settings(_env_file=None, thuso_data=tmp_path, thuso_secret_key=SECRET, thuso_pepper=SECRET)
    monkeypatch.setattr("service.broadcast.settings_for", lambda _: settings)
    monkeypatch.setattr("service.broadcast.open_database", lambda _: ministry_file.database)
    assert storage.settings_for is not None

    def run(*words: str) -> tuple[int, str, str]:
        arguments = cli.parser().parse_args(["broadcast", *words])
        code = int(arguments.run(arguments))
        return code, *capsys.readouterr()

    return run


def words_for(texts=TEXTS) -> list[str]:
    return [word for locale, text in texts.items() for word in (f"--{locale}", text)]


def test_by_the_command(thuso, ministry_file, tmp_path):
    for n in range(3):
        ministry_file.person(number(n))
    (tmp_path / "numbers.csv").write_text(f"number\n{number(1)}\n{number(1)}\n{number(9)}\n12\n")
    code, out, err = thuso(
        "new", "--title", "Closed", "--officer", "Lerato", *words_for(), "--numbers", str(tmp_path / "numbers.csv")
    )
    assert code == 0
    assert "numbers.csv:5: this is not a telephone number" in out
    assert "1 people, 1 named again, 1 refused, 1 unknown" in err
    assert "People        1" in thuso("preview", "1")[1]
    assert thuso("approve", "1", "--officer", "Lerato")[0] == 1
    assert thuso("send", "1", "--officer", "Thabo")[0] == 1
    assert thuso("approve", "1", "--officer", "Thabo")[0] == 0
    assert thuso("send", "1", "--officer", "Thabo", "--at", "tomorrow")[0] == 1
    assert "undo 1" in thuso("send", "1", "--officer", "Thabo")[2]
    for step, status in (("undo", "approved"), ("cancel", "cancelled")):
        assert status in thuso(step, "1")[1]
    assert "cancelled" in thuso("list")[1]
    assert "MFAIR" in thuso("show", "1")[1]
    assert thuso("report", "1")[0] == 0
    assert thuso("export", "1", "-")[1].startswith("recipient,country")
    assert thuso("show", "2") == (1, "", "thuso: there is no broadcast 2\n")


def test_the_bar(ministry_file, thuso):
    ministry_file.crowd(4)
    broadcast = ministry_file.released(channels=["sms"])
    from registry.services.broadcasts import leaving, life

    with ministry_file.database.write() as session:
        for each in leaving.claim(session, OPEN, 2).ids:
            leaving.settle_many(session, [leaving.Settled(each, "sent", sid=f"SM{each}")])
    ministry_file.do(life.pause, broadcast)
    code, _, err = thuso("watch", str(broadcast))
    assert code == 0
    assert f"[{'#' * 15}{'.' * 15}] 2/4  reached 2  failed 0  paused" in err
