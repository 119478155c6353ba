"""All that the service serves: which routes are open to whom, what every response carries, what a failure shows."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from tests.served import served
from tests.system.running import AUTHORISED, RunningService

# Everything else needs the service token.
OPEN = {
    "/healthz": "watchers; no person is in it",
    "/twilio/messages": "signed by Twilio",
    "/twilio/statuses": "signed by Twilio",
    "/v1/health": "watchers",
}
# Behind a key or a cookie of their own; their own tests say how.
OTHER_KEYS = ("/console", "/phone", "/register")


def test_every_route_is_locked_or_known_to_be_open(service):
    locked, opened = [], []
    for path, route in served(service.app):
        if path.startswith(OTHER_KEYS):
            continue
        for method in sorted(route.methods - {"HEAD", "OPTIONS"}):
            url = service.url + path.replace("{", "").replace("}", "")
            answer = httpx.request(method, url, json={}, timeout=10)
            (locked if answer.status_code == 401 else opened).append(path)
            if path not in OPEN:
                assert answer.status_code == 401, f"{method} {path} answers {answer.status_code} to anybody"
                wrong = httpx.request(method, url, json={}, headers={"Authorization": "Bearer wrong"}, timeout=10)
                assert wrong.status_code == 401, f"{method} {path}"
    assert set(opened) == set(OPEN)
    assert {"/ask", "/metrics", "/v1/answers/{topic}", "/v1/contacts/{contact}"} <= set(locked)


def test_with_twilio_there_is_no_telephone_in_the_browser(service):
    assert not [path for path, _ in served(service.app) if path.startswith("/phone")]
    assert httpx.get(f"{service.url}/phone").status_code == 404


@pytest.mark.parametrize(
    "path", ["/healthz", "/v1/openapi.json", "/v1/topics", "/nowhere", "/twilio/messages", "/v1/nowhere"]
)
def test_every_response_is_guarded(service, path):
    headers = httpx.get(service.url + path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_the_document_of_the_interface_is_where_it_has_to_be(service):
    document = httpx.get(f"{service.url}/v1/openapi.json", headers=AUTHORISED).json()
    assert document["info"]["title"] == "Thuso registry"
    assert "/answers/{topic}" in document["paths"]


def test_the_metrics_count_and_name_nobody(service, thabo):
    thabo.writes("How much is a passport?")
    thabo.hears_something()
    metrics = service.get("/metrics").text
    for name in ("thuso_turns_waiting", "thuso_alarms_open", "thuso_deliveries", "thuso_messages"):
        assert f"\n{name}" in metrics
    assert thabo.number[-7:] not in metrics


def test_a_failure_shows_nothing_and_logs_its_kind_only(data, assistant, twilio, logged, tmp_path):
    broken = RunningService(tmp_path, assistant.url, twilio.url, database_url=f"sqlite:///{data / 'thuso.db'}")
    try:
        entrance = broken.app.state.entrance
        broken.app.state.entrance = replace(entrance, intake=None)
        form = {"MessageSid": "SM1", "From": "+27835550999", "Body": "Ke kopa thuso hle"}
        from tests.system.running import AUTH_TOKENS, PUBLIC
        from tests.twilio.network import Network

        brought = Network(PUBLIC, broken.url, AUTH_TOKENS[0]).bring(form)
        assert (brought.status, brought.posts) == (500, 2), "Twilio tries once more"
        assert brought.body == "Something went wrong on our side. Please try again in a few minutes."
        broken.app.state.entrance = entrance
    finally:
        broken.stop()
    log = "\n".join(logged)
    assert "/twilio/messages: AttributeError" in log
    assert "5550999" not in log
    assert "hle" not in log


def ask(service, **asked):
    """As `./thuso ask` does."""
    return httpx.post(f"{service.url}/ask", json=asked, headers=AUTHORISED, timeout=30)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            {"texts": ["How much is a passport?"]},
            {"topic": "passport.fee", "language": "en", "spelling": None, "safety": None, "optout": False},
        ),
        (
            {"texts": ["Ke bokae ho etsa phasepoto ya ka?"]},
            {"topic": "passport.fee", "language": "st", "spelling": "za", "safety": None, "optout": False},
        ),
        ({"texts": ["he is beating me now, help"]}, {"topic": "gbv.help", "safety": "gbv.help", "optout": False}),
        ({"texts": ["STOP"]}, {"topic": "stop", "safety": None, "optout": True}),
        ({"texts": ["the price of three blue goats"]}, {"topic": None, "safety": None, "optout": False}),
        ({"texts": [""]}, {"text": "", "topic": None, "topics": []}),
    ],
)
def test_what_ask_answers(service, asked, expected):
    [answered] = ask(service, **asked).json()
    assert list(answered) == [
        "text", "topic", "topics", "language", "spelling", "safety", "optout", "replies",
    ]  # fmt: skip
    assert {name: answered[name] for name in expected} == expected
    assert answered["text"] == asked["texts"][0]
    for code, chance in answered["topics"]:
        assert isinstance(code, str)
        assert 0 <= chance <= 1
    for reply in answered["replies"]:
        assert set(reply) == {"text", "encoding", "segments"}
    assert answered["replies"]


def test_ask_keeps_nothing(service, rows):
    from tests.system.test_arrivals import kept

    before = kept(rows)
    assert ask(service, texts=["How much is a passport?"], number="+27835550998").status_code == 200
    assert kept(rows) == before


@pytest.mark.parametrize(
    ("number", "channel", "offers"),
    [("+27835550998", "sms", True), ("+26658555998", "sms", False), ("+26658555998", "whatsapp", True)],
)
def test_ask_answers_as_the_number_would_be_answered(service, number, channel, offers):
    [answered] = ask(service, texts=["How much is a passport?"], number=number, channel=channel).json()
    assert ("\n1 " in answered["replies"][0]["text"]) is offers


def test_ask_holds_a_conversation_under_a_name(service):
    def said(text: str) -> str:
        return str(ask(service, texts=[text], conversation="talk-1").json()[0]["replies"][0]["text"])

    said("How much is a passport?")
    assert said("1").startswith("Go to the police first.")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"texts": []},
        {"texts": ["a"], "channel": "telegram"},
        {"texts": ["a"], "number": "0835550998"},
        {"texts": ["a"], "more": 1},
        {"texts": "a"},
    ],
)
def test_ask_refuses_what_it_does_not_understand(service, asked):
    assert ask(service, **asked).status_code == 422


def test_ask_says_when_the_assistant_is_away(service, assistant):
    assistant.stop()
    try:
        answer = ask(service, texts=["How much is a passport?"])
        assert (answer.status_code, "assistant is away" in answer.text) == (503, True)
    finally:
        assistant.start()
