"""What comes in: only from Twilio, acknowledged at once, kept, answered once, in order, and beside one another."""

from __future__ import annotations

import itertools
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import func, select

from registry.models import Message
from tests.system.running import AUTH_TOKENS, PUBLIC
from tests.system.test_conversations import FEE, LOST
from tests.twilio import forms
from tests.twilio.network import Network
from tests.twilio.server import FORM

NUMBER = "+27835599999"


def test_a_message_is_acknowledged_before_it_is_understood(thabo, assistant):
    assistant.slow["How much is a passport?"] = 1.5
    try:
        assert thabo.writes("How much is a passport?").seconds < 1.0
        thabo.hears_nothing_more(0.3)
        thabo.hears(FEE)
    finally:
        assistant.slow.clear()


def test_the_same_message_twice_is_answered_once(thabo):
    form = thabo.form("How much is a passport?")
    for _ in range(3):
        thabo.sends(form)
    thabo.hears(FEE)
    thabo.hears_nothing_more()


def test_a_retry_with_the_same_token_is_answered_once(thabo):
    for _ in range(2):
        thabo.sends(thabo.form("How much is a passport?"), idempotency_token=f"token-{thabo.number[-5:]}")
    thabo.hears(FEE)
    thabo.hears_nothing_more()


def test_the_same_message_in_one_instant_is_answered_once(thabo):
    form = thabo.form("How much is a passport?")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: thabo.sends(form), range(8)))
    thabo.hears(FEE)
    thabo.hears_nothing_more()


def test_the_same_words_twice_are_two_questions(thabo):
    thabo.writes("How much is a passport?")
    thabo.writes("How much is a passport?")
    thabo.hears(FEE, FEE)
    thabo.hears_nothing_more()


def test_one_person_is_answered_in_the_order_of_writing(thabo, assistant):
    before = len(assistant.turns)
    assistant.slow["How much is a passport?"] = 0.5
    try:
        thabo.writes("How much is a passport?")
        thabo.writes("I lost my passport")
        thabo.writes("1")
        thabo.hears(FEE, LOST, FEE)
    finally:
        assistant.slow.clear()
    turns = assistant.turns[before:]
    assert [turn.text for turn in turns] == ["How much is a passport?", "I lost my passport", "/passport.fee"]
    assert all(first.ended <= second.began for first, second in itertools.pairwise(turns))


def test_people_do_not_wait_for_one_another(people, assistant):
    before = len(assistant.turns)
    assistant.slow["How much is a passport?"] = 0.6
    began = time.monotonic()
    crowd = [people() for _ in range(8)]
    try:
        for person in crowd:
            person.writes("How much is a passport?")
        for person in crowd:
            person.hears(FEE)
    finally:
        assistant.slow.clear()
    assert time.monotonic() - began < 0.6 * len(crowd) / 2
    turns = assistant.turns[before:]
    assert any(first.began < second.began < first.ended for first in turns for second in turns)


def test_thirty_people_at_once_each_get_their_own_answer(people):
    crowd = [people(channel="whatsapp" if number % 3 == 0 else "sms") for number in range(30)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda person: person.writes("I lost my passport"), crowd))
    for person in crowd:
        assert person.hears_something(20).startswith("Go to the police first")
    for person in crowd:
        person.hears_nothing_more(0)


def kept(rows) -> int:
    with rows.read() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


@pytest.mark.parametrize(
    ("what", "request_of"),
    [
        ("no signature", lambda body, good: {"content": body, "headers": {"Content-Type": FORM}}),
        ("a wrong one", lambda body, good: {"content": body, "headers": {**good, "X-Twilio-Signature": "x" * 28}}),
        ("another body", lambda body, good: {"content": body + "&Body=other", "headers": good}),
        ("a field lost", lambda body, good: {"content": body.replace("&ToZip=", ""), "headers": good}),
        ("another query", lambda body, good: {"content": body, "headers": good, "params": {"a": "1"}}),
        ("JSON", lambda body, good: {"json": {"Body": "Lumela"}, "headers": {"X-Twilio-Signature": "x"}}),
        (
            "JSON that says it is a form",
            lambda body, good: {"content": json.dumps({"Body": "Lumela"}), "headers": good},
        ),
        ("no body", lambda body, good: {"content": b"", "headers": good}),
        ("nonsense", lambda body, good: {"content": b"\xff\xfe%zz&&==;", "headers": good}),
        ("another kind", lambda body, good: {"content": body, "headers": {**good, "Content-Type": "text/plain"}}),
        (
            "a form in parts",
            lambda body, good: {"files": {"Body": ("a", b"b")}, "headers": {"X-Twilio-Signature": "x"}},
        ),
        ("too many fields", lambda body, good: {"content": body + "&a=1" * 400, "headers": good}),
        ("too long", lambda body, good: {"content": body + "&a=" + "1" * 70_000, "headers": good}),
        ("a hash of the body", lambda body, good: {"content": body, "headers": good, "params": {"bodySHA256": "0"}}),
        (
            "odd letters in the signature",
            lambda body, good: {"content": body, "headers": {**good, "X-Twilio-Signature": b"\xe9"}},
        ),
    ],
)
@pytest.mark.parametrize("path", ["/twilio/messages", "/twilio/statuses"])
def test_what_twilio_did_not_sign_is_refused(service, rows, network, path, what, request_of):
    form = forms.sms(NUMBER, "How much is a passport?")
    signed = Network(PUBLIC, service.url, AUTH_TOKENS[0], path).signature(form)
    good = {"Content-Type": FORM, "X-Twilio-Signature": signed}
    before = kept(rows)
    answer = httpx.post(service.url + path, **request_of(urlencode(form), good))
    assert answer.status_code == 403, what
    assert kept(rows) == before


def test_an_endless_body_is_not_read_to_its_end(service):
    head = (
        f"POST /twilio/messages HTTP/1.1\r\nHost: thuso\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.port), 5) as line:
        line.sendall(head.encode())
        for _ in range(3):
            line.sendall(b"8000\r\n" + b"a" * 0x8000 + b"\r\n")
        assert line.recv(12) == b"HTTP/1.1 403"


@pytest.mark.parametrize("token", AUTH_TOKENS)
def test_while_a_token_is_changed_both_are_good(thabo, service, token):
    answer = Network(PUBLIC, service.url, token).bring(thabo.form("How much is a passport?"))
    assert answer.status == 200
    thabo.hears(FEE)


@pytest.mark.parametrize("host", ["evil.example", "thuso.example"])
def test_the_address_is_the_configured_one_whatever_the_request_says(thabo, service, network, host):
    form = thabo.form("How much is a passport?")
    headers = {
        "Content-Type": FORM,
        "Host": host,
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "ftp",
        "X-Twilio-Signature": network.signature(form),
    }
    answer = httpx.post(f"{service.url}/twilio/messages", content=urlencode(form), headers=headers)
    assert answer.status_code == 200
    thabo.hears(FEE)


def test_fields_that_twilio_adds_one_day_do_no_harm(thabo):
    thabo.writes("How much is a passport?", BrandNewField="é", Empty="")
    thabo.hears(FEE)


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_signed_form_that_is_no_message_is_a_bad_request(network, missing):
    answer = network.bring(forms.sms(NUMBER, "Lumela") | {missing: ""})
    assert (answer.status, answer.body) == (400, "a message needs MessageSid and From")


@pytest.mark.parametrize("path", ["/twilio/messages", "/twilio/statuses"])
def test_only_posts_are_taken(service, path):
    assert httpx.get(service.url + path).status_code == 405


def test_a_message_that_came_before_a_restart_is_answered_after_it(thabo, service, assistant):
    assistant.stop()
    try:
        thabo.writes("How much is a passport?")
        thabo.hears_nothing_more(0.3)
        service.stop()
    finally:
        assistant.start()
        service.start()
    thabo.hears(FEE)
    thabo.hears_nothing_more()


def test_a_turn_that_a_restart_cut_short_is_taken_again_and_answered_once(thabo, service, assistant):
    assistant.slow["How much is a passport?"] = 0.8
    try:
        thabo.writes("How much is a passport?")
        threading.Event().wait(0.2)
        service.stop()
    finally:
        assistant.slow.clear()
        service.start()
    thabo.hears(FEE)
    thabo.hears_nothing_more(1.0)
