"""The local Twilio keeps the contract: Twilio's own client can use it, and it refuses what Twilio refuses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.twilio import behaviour
from tests.twilio.contract import Account
from tests.twilio.forms import ACCOUNT_SID, SMS_SENDER, WHATSAPP_SENDER
from tests.twilio.server import LocalTwilio

TOKEN = "the-auth-token-of-the-tests"
THABO = "+27835550101"
PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"


@pytest.fixture
def twilio() -> Iterator[LocalTwilio]:
    account = Account(ACCOUNT_SID, TOKEN, frozenset({SMS_SENDER, WHATSAPP_SENDER, "MFAIR"}))
    running = LocalTwilio(account)
    yield running
    running.stop()


class Here(TwilioHttpClient):
    """Twilio's client, pointed at the local one."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=5)
        self.url = url

    def request(self, method, url, *args, **kwargs):
        return super().request(method, url.replace("https://api.twilio.com", self.url), *args, **kwargs)


@pytest.fixture
def client(twilio: LocalTwilio) -> Client:
    """twilio-python, which knows the real API."""
    return Client(ACCOUNT_SID, TOKEN, http_client=Here(twilio.url))


def test_twilios_own_client_sends_and_looks_up(client, twilio):
    sent = client.messages.create(to=THABO, from_=SMS_SENDER, body="Lumela")
    assert (sent.status, sent.direction, sent.body, sent.to) == ("queued", "outbound-api", "Lumela", THABO)
    assert sent.date_created is not None
    client.messages.create(to=f"whatsapp:{THABO}", from_=WHATSAPP_SENDER, body="Motšeare")
    found = client.messages.list(to=THABO)
    assert [(each.sid, each.body) for each in found] == [(sent.sid, "Lumela")]
    assert twilio.texts(f"whatsapp:{THABO}") == ["Motšeare"]
    assert twilio.ledger.breaches == []


def test_looking_up_shows_the_newest_first_and_page_by_page(client):
    for number in range(7):
        client.messages.create(to=THABO, from_=SMS_SENDER, body=f"{number}")
    assert [each.body for each in client.messages.list(to=THABO, page_size=3)] == list("6543210")


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"To": None}, 400, 21604),
        ({"To": ""}, 400, 21604),
        ({"To": "0835550101"}, 400, 21211),
        ({"To": "whatsapp:0835550101"}, 400, 21211),
        ({"From": None}, 400, 21603),
        ({"From": "a sender of too many letters"}, 400, 21212),
        ({"From": "+27600000099"}, 400, 21606),
        ({"From": WHATSAPP_SENDER}, 400, 21910),
        ({"To": f"whatsapp:{THABO}", "From": "whatsapp:+27600000099"}, 400, 63007),
        ({"Body": None}, 400, 21602),
        ({"Body": "  "}, 400, 21602),
        ({"Body": "a" * 1_600}, 201, None),
        ({"Body": "a" * 1_601}, 400, 21617),
        ({"Body": None, "MediaUrl": "https://media.example/1"}, 201, None),
        ({"Body": None, "ContentSid": "HX" + "0" * 32}, 201, None),
        ({"From": None, "MessagingServiceSid": "MG" + "0" * 32}, 201, None),
        ({"From": "MFAIR"}, 201, None),
        ({"StatusCallback": "nowhere"}, 400, 21609),
        ({"StatusCallback": "https://with_underscore.example/"}, 400, 21609),
    ],
)
def test_what_is_taken_and_refused(twilio, changed, status, code):
    form = {"To": THABO, "From": SMS_SENDER, "Body": "Lumela", **changed}
    form = {name: value for name, value in form.items() if value is not None}
    answer = httpx.post(twilio.url + PATH, data=form, auth=(ACCOUNT_SID, TOKEN))
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert len(twilio.ledger.kept) == (status == 201)


@pytest.mark.parametrize(
    ("path", "auth", "status", "code"),
    [
        (PATH, (ACCOUNT_SID, "wrong"), 401, 20003),
        (PATH, None, 401, 20003),
        (PATH.replace(ACCOUNT_SID, "AC" + "f" * 32), (ACCOUNT_SID, TOKEN), 404, 20404),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_may_call(twilio, method, path, auth, status, code):
    answer = httpx.request(method, twilio.url + path, auth=auth)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("form", "breach"),
    [
        ({"Colour": "blue"}, "Colour is not a parameter"),
        ({"From": [SMS_SENDER, SMS_SENDER]}, "From is given 2 times"),
        ({"ValidityPeriod": "36001"}, "ValidityPeriod has an odd value"),
        ({"MessagingServiceSid": "MG1"}, "MessagingServiceSid has an odd value"),
        ({"SendAsMms": "perhaps"}, "SendAsMms has an odd value"),
    ],
)
def test_what_the_contract_does_not_know_is_written_down(twilio, form, breach):
    plain = {"To": THABO, "From": SMS_SENDER, "Body": "Lumela"}
    httpx.post(twilio.url + PATH, data={**plain, **form}, auth=(ACCOUNT_SID, TOKEN))
    assert twilio.ledger.breaches == [breach]


@pytest.mark.parametrize(
    ("badly", "raises", "kept"),
    [
        (behaviour.THROTTLES, 429, 0),
        (behaviour.BREAKS, 500, 0),
        (behaviour.TAKES_THEN_503, 503, 1),
        (behaviour.refuses(21610), 400, 0),
        (behaviour.RESETS, httpx.ReadError, 0),
        (behaviour.TAKES_THEN_RESETS, httpx.ReadError, 1),
        (behaviour.HANGS, httpx.ReadTimeout, 0),
        (behaviour.TAKES_THEN_HANGS, httpx.ReadTimeout, 1),
    ],
)
def test_it_misbehaves_once_when_told_to(twilio, badly, raises, kept):
    twilio.will(badly, to=THABO)
    form = {"To": THABO, "From": SMS_SENDER, "Body": "Lumela"}

    def post():
        return httpx.post(twilio.url + PATH, data=form, auth=(ACCOUNT_SID, TOKEN), timeout=0.3)

    if isinstance(raises, int):
        assert post().status_code == raises
    else:
        with pytest.raises(raises):
            post()
    assert len(twilio.texts(THABO)) == kept
    assert post().status_code == 201


def test_whoever_opted_out_is_refused(client, twilio):
    twilio.account.opted_out.add(THABO)
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=THABO, from_=SMS_SENDER, body="Lumela")
    assert refused.value.code == 21610


class Listener:
    """Whatever receives the callbacks."""

    def __init__(self) -> None:
        heard = self.heard = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                heard.append((time.monotonic(), self.path, form, self.headers["X-Twilio-Signature"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _, _, form, _ in self.heard]


@pytest.fixture
def listener() -> Iterator[Listener]:
    running = Listener()
    yield running
    running.server.shutdown()
    running.server.server_close()


def create(twilio: LocalTwilio) -> float:
    """Send with a callback to a public address; when the answer had come."""
    form = {"To": THABO, "From": SMS_SENDER, "Body": "Lumela", "StatusCallback": "https://public.example/s?delivery=7"}
    assert httpx.post(twilio.url + PATH, data=form, auth=(ACCOUNT_SID, TOKEN)).status_code == 201
    return time.monotonic()


def test_callbacks_are_signed_for_the_public_address(twilio, listener):
    twilio.reaches["https://public.example"] = listener.url
    create(twilio)
    assert twilio.wait(lambda: len(twilio.ledger.callbacks) == 2)
    assert listener.statuses == ["sent", "delivered"]
    _, path, form, signature = listener.heard[0]
    assert path == "/s?delivery=7"
    assert RequestValidator(TOKEN).validate("https://public.example/s?delivery=7", form, signature)
    assert {each.http_status for each in twilio.ledger.callbacks} == {204}


@pytest.mark.parametrize(
    ("how", "statuses"),
    [
        (behaviour.TAKEN, []),
        (behaviour.TAKEN.reporting("delivered", "sent", "queued"), ["delivered", "sent", "queued"]),
        (behaviour.TAKEN.reporting(behaviour.Report("sent", times=3)), ["sent", "sent", "sent"]),
        (behaviour.fails_later(30005), ["sent", "undelivered"]),
    ],
)
def test_callbacks_come_as_planned(twilio, listener, how, statuses):
    twilio.reaches["https://public.example"] = listener.url
    twilio.will(how)
    create(twilio)
    assert twilio.wait(lambda: len(twilio.ledger.callbacks) == len(statuses))
    assert listener.statuses == statuses


def test_callbacks_can_overtake_the_answer(twilio, listener):
    twilio.reaches["https://public.example"] = listener.url
    twilio.will(behaviour.TAKEN.reporting("delivered", first=True).after(0.2))
    answered = create(twilio)
    assert listener.heard[0][0] < answered
