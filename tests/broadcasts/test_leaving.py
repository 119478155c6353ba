"""Notices before a local Twilio: what it answers, and what that means for one person and for everybody."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from registry.services import deliveries
from registry.services.broadcasts import leaving, life
from registry.services.broadcasts.drafts import Template
from tests.broadcasts.conftest import TEMPLATE, TEXTS, number
from tests.twilio import behaviour
from tests.twilio.behaviour import refuses

HOUR = timedelta(hours=1)
TEMPLATES = {locale: Template(TEMPLATE, {"1": "Monday"}) for locale in TEXTS}


def test_a_notice_reaches_everybody_once_in_their_words(anywhere, twilio, open_door):
    wordings = (("en", None), ("st", "ls"), ("st", "za"))
    for n in range(30):
        anywhere.person(number(n), language=wordings[n % 3][0], spelling=wordings[n % 3][1])
    broadcast = anywhere.released()
    open_door(anywhere).send()
    assert anywhere.ends(broadcast) == {("sent", None): 30}
    code = anywhere.look(broadcast).code
    for n, locale in zip(range(30), ("en", "st_LS", "st_ZA") * 10, strict=True):
        assert twilio.texts(number(n)) == [f"{TEXTS[locale]}\nMFAIR {code}"]
    assert all(
        kept.callback.startswith("https://thuso.example/twilio/statuses?delivery=") for kept in twilio.ledger.kept
    )


@pytest.mark.parametrize(
    ("answer", "in_the_end", "arrived"),
    [
        (behaviour.THROTTLES, ("sent", None), 1),
        (behaviour.BREAKS, ("sent", None), 1),
        (behaviour.TAKES_THEN_503, ("sent", None), 1),
        (behaviour.TAKES_THEN_RESETS, ("sent", None), 1),
        (behaviour.TAKES_THEN_TALKS_NONSENSE, ("sent", None), 1),
        (behaviour.RESETS, ("sent", None), 1),
        (refuses(21611), ("sent", None), 1),
        (refuses(21610), ("failed", "suppressed"), 0),
        (refuses(21211), ("failed", "invalid"), 0),
        (refuses(99999), ("failed", "rejected"), 0),
    ],
)
def test_however_twilio_answers(ministry_file, twilio, open_door, answer, in_the_end, arrived):
    ministry_file.person(number(1))
    broadcast = ministry_file.released()
    twilio.will(answer)
    door = open_door(ministry_file)
    door.send()
    ministry_file.let_time_pass()
    door.reconcile()
    ministry_file.let_time_pass()
    door.send()
    assert ministry_file.ends(broadcast) == {in_the_end: 1}
    assert len(twilio.texts(number(1))) == arrived
    assert ministry_file.look(broadcast).status == "running"


def test_who_told_the_network_to_stop_gets_no_notice_any_more(ministry_file, twilio, open_door):
    ministry_file.person(number(1))
    broadcast = ministry_file.released()
    twilio.will(refuses(21610))
    open_door(ministry_file).send()
    assert ministry_file.ends(broadcast) == {("failed", "suppressed"): 1}
    again = ministry_file.frozen()
    assert ministry_file.recipients(again) == {("left_out", "opted_out"): 1}


def test_a_number_that_is_none_is_not_tried_again(ministry_file, twilio, open_door):
    ministry_file.person(number(1))
    ministry_file.released()
    twilio.will(refuses(21211))
    open_door(ministry_file).send()
    assert ministry_file.invalid() == 1
    assert ministry_file.recipients(ministry_file.frozen()) == {("left_out", "no_number"): 1}


@pytest.mark.parametrize(
    ("code", "http_status", "because"),
    [
        (20003, 401, "configuration"),
        (21408, 400, "configuration"),
        (21608, 400, "configuration"),
        (21612, 400, "configuration"),
        (63017, 400, "daily_limit"),
        (63038, 429, "daily_limit"),
    ],
)
def test_what_is_wrong_for_everybody_stops_the_broadcast(
    ministry_file, twilio, open_door, caplog, code, http_status, because
):
    for n in range(5):
        ministry_file.person(number(n))
    broadcast = ministry_file.released()
    twilio.will(*[refuses(code, http_status)] * 5)
    door = open_door(ministry_file)
    with caplog.at_level(logging.CRITICAL):
        door.send()
    row = ministry_file.look(broadcast)
    assert (row.status, row.because, row.error_code) == ("paused", because, code)
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    with ministry_file.database.read() as session:
        assert [each.id for each in leaving.stopped(session)] == [broadcast]
    ministry_file.let_time_pass()
    door.send()
    assert twilio.ledger.kept == [], "nothing leaves while it is stopped"
    ministry_file.do(life.resume, broadcast)
    door.send()
    assert ministry_file.ends(broadcast) == {("sent", None): 5}
    assert len(twilio.ledger.kept) == 5


def test_a_template_carries_its_variables(ministry_file, twilio, open_door):
    ministry_file.person(number(1), "whatsapp", last_in=2 * 24 * HOUR)
    broadcast = ministry_file.released(templates=TEMPLATES)
    open_door(ministry_file).send()
    assert ministry_file.ends(broadcast) == {("sent", None): 1}
    [request] = twilio.ledger.requests
    assert (request["ContentSid"], request["ContentVariables"]) == (TEMPLATE, '{"1": "Monday"}')
    assert "Body" not in request


def test_a_window_that_has_closed_meanwhile_is_met_with_the_template(ministry_file, twilio, open_door):
    ministry_file.person(number(1), "whatsapp", last_in=HOUR)
    broadcast = ministry_file.released(templates=TEMPLATES)
    twilio.will(refuses(63016))
    open_door(ministry_file).send()
    assert ministry_file.ends(broadcast) == {("sent", None): 1}
    assert ["Body" in request for request in twilio.ledger.requests] == [True, False]


def test_and_without_one_it_is_said_why(ministry_file, twilio, open_door):
    ministry_file.person(number(1), "whatsapp", last_in=HOUR)
    broadcast = ministry_file.released()
    twilio.will(refuses(63016))
    open_door(ministry_file).send()
    assert ministry_file.ends(broadcast) == {("failed", "outside_window"): 1}


def test_a_template_that_was_taken_and_then_lost_is_found_again(ministry_file, twilio, open_door):
    ministry_file.person(number(1), "whatsapp", last_in=2 * 24 * HOUR)
    broadcast = ministry_file.released(templates=TEMPLATES)
    twilio.will(behaviour.TAKES_THEN_503)
    door = open_door(ministry_file)
    door.send()
    assert ministry_file.ends(broadcast) == {("unknown", "uncertain"): 1}
    ministry_file.let_time_pass()
    door.reconcile()
    assert ministry_file.ends(broadcast) == {("sent", None): 1}
    assert len(twilio.ledger.kept) == 1


def test_a_callback_that_comes_before_the_answer_is_not_undone(ministry_file, twilio, open_door):
    ministry_file.person(number(1))
    broadcast = ministry_file.released()
    door = open_door(ministry_file)
    [delivery] = ministry_file.deliveries(broadcast)
    with ministry_file.database.write() as session:
        claimed = leaving.claim(session, ministry_file.terms, 10)
        assert claimed.ids == [delivery.id]
    with ministry_file.database.write() as session:
        deliveries.report(
            session,
            sid="SM1",
            status="delivered",
            raw_status="delivered",
            error_code=None,
            delivery_id=delivery.id,
            raw={},
        )
    with ministry_file.database.write() as session:
        leaving.settle_many(session, [leaving.Settled(delivery.id, "sent", sid="SM1")])
    assert ministry_file.ends(broadcast) == {("delivered", None): 1}
    door.send()
    assert twilio.ledger.requests == []
