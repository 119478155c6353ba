"""When Rasa or Twilio misbehave: every question is answered, once, and the rows say what happened."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from gateway import words
from registry.models import Consent, Contact, Delivery, DeliveryEvent, Message
from tests.system.test_conversations import FEE, LOST
from tests.twilio import behaviour
from tests.twilio.behaviour import Report, fails_later, refuses

QUESTION = "How much is a passport?"


def deliveries(rows, person) -> list[Delivery]:
    """All deliveries to a person, oldest first; their sids are Twilio's."""
    sids = [kept.sid for kept in person.twilio.ledger.kept if kept.to == person.address]
    with rows.read() as session:
        found = select(Delivery).where(Delivery.sid.in_(sids)).order_by(Delivery.id)
        return list(session.scalars(found))


def newest(rows) -> Delivery:
    """The delivery that was queued last."""
    with rows.read() as session:
        return session.scalars(select(Delivery).order_by(Delivery.id.desc()).limit(1)).one()


def until(true, seconds: float = 10.0) -> bool:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_while_the_assistant_is_away_questions_wait(thabo, palesa, assistant):
    assistant.stop()
    try:
        thabo.writes(QUESTION)
        thabo.writes("I lost my passport")
        palesa.writes("I lost my passport")
        thabo.hears_nothing_more()
    finally:
        assistant.start()
    thabo.hears(FEE, LOST)
    assert palesa.hears_something().startswith("Go to the police first")
    thabo.hears_nothing_more()


def test_what_needs_no_assistant_is_answered_while_it_is_away(thabo, assistant):
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    assistant.stop()
    try:
        thabo.writes("MORE")
        assert thabo.hears_something().endswith("Write MORE. (1/3)")
        thabo.writes("Sesotho")
        assert thabo.hears_something().startswith("Ho tloha joale re ngola Sesotho")
        thabo.writes("STOP")
        assert thabo.hears_something().startswith("Ho lokile")
    finally:
        assistant.start()


def test_waiting_for_the_assistant_keeps_the_worker_calm(thabo, assistant, logged):
    assistant.stop()
    try:
        thabo.writes(QUESTION)
        thabo.writes("I lost my passport")
        time.sleep(1.0)
    finally:
        assistant.start()
    thabo.hears(FEE, LOST)
    tries = [line for line in logged if "waits: the assistant" in line]
    assert 2 <= len(tries) <= 12


@pytest.mark.parametrize(
    "how",
    [
        {"broken": {"how much is that which breaks it?": 500}},
        {"silent": {"how much is that which breaks it?"}},
        {"strange": {"how much is that which breaks it?": [{"custom": {"answer": {"topic": "passport.fee"}}}]}},
    ],
)
def test_a_text_that_breaks_the_assistant_is_given_up_with_a_word(thabo, assistant, how):
    [(name, value)] = how.items()
    setattr(assistant, name, value)
    try:
        thabo.writes("how much is that which breaks it?")
        thabo.writes("I lost my passport")
        thabo.hears(words.AWAY, LOST, within=15)
        thabo.hears_nothing_more()
    finally:
        assistant.broken, assistant.silent, assistant.strange = {}, set(), {}


def test_a_message_that_cannot_be_read_holds_up_nobody_else(people, assistant, rows, logged):
    thabo, palesa = people(), people()
    assistant.stop()
    try:
        thabo.writes(QUESTION)
        with rows.write() as session:
            message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
            locked, message.body = message.body, b"unreadable"
    finally:
        assistant.start()
    palesa.writes(QUESTION)
    palesa.hears(FEE)
    time.sleep(1.0)
    assert len([line for line in logged if "a turn failed" in line]) <= 2, "not again and again without a pause"
    with rows.write() as session:
        session.get_one(Message, message.id).body = locked
        session.get_one(Contact, message.contact_id).turn_until = None
    thabo.hears(FEE)


@pytest.mark.parametrize(
    ("badly", "attempts"),
    [
        ([behaviour.THROTTLES], 2),
        ([behaviour.THROTTLES] * 3, 4),
        ([behaviour.TAKES_THEN_503], 1),
        ([behaviour.TAKES_THEN_HANGS], 1),
        ([behaviour.TAKES_THEN_RESETS], 1),
        ([behaviour.BREAKS], 2),
        ([behaviour.HANGS], 2),
        ([behaviour.RESETS], 2),
        ([behaviour.TAKES_THEN_503.reporting("sent", "delivered")], 1),
        ([behaviour.TAKES_THEN_HANGS.reporting("sent", "delivered", first=True)], 1),
    ],
)
def test_a_reply_arrives_once_however_twilio_answers(thabo, twilio, rows, badly, attempts):
    twilio.will(*badly, to=thabo.number)
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    assert until(lambda: [row.status for row in deliveries(rows, thabo)] in (["sent"], ["delivered"]))
    thabo.hears_nothing_more()
    assert twilio.attempts(thabo.number) == attempts


def test_the_same_answer_twice_when_the_second_never_reached_twilio(thabo, twilio):
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    twilio.will(behaviour.BREAKS, to=thabo.number)
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    thabo.hears_nothing_more()


def test_one_number_at_which_twilio_hangs_holds_up_nobody(people, twilio, rows):
    slow, quick = people(), people()
    twilio.will(behaviour.TAKES_THEN_HANGS, to=slow.number)
    slow.writes(QUESTION)
    slow.hears(FEE)
    quick.writes(QUESTION)
    quick.hears(FEE)
    with rows.read() as session:
        still = session.scalars(select(Delivery).where(Delivery.status == "sending")).all()
    assert still, "the first is still waiting for its answer"


def test_the_order_of_answers_survives_a_throttle(thabo, twilio):
    twilio.will(behaviour.THROTTLES, to=thabo.number)
    thabo.writes(QUESTION)
    thabo.writes("I lost my passport")
    thabo.hears(FEE, LOST)


@pytest.mark.parametrize(
    ("badly", "status", "reason", "code"),
    [
        (refuses(21610), "failed", "suppressed", 21610),
        (refuses(21211), "failed", "invalid", 21211),
        (refuses(63016), "failed", "outside_window", 63016),
        (refuses(99999), "failed", "rejected", 99999),
        (refuses(20003, 401), "errored", "misconfigured", 20003),
    ],
)
def test_what_cannot_be_sent_is_known_with_its_reason(thabo, twilio, rows, badly, status, reason, code):
    twilio.will(badly, to=thabo.number)
    thabo.writes(QUESTION)
    assert until(lambda: twilio.attempts(thabo.number) == 1)
    assert until(lambda: newest(rows).status == status)
    row = newest(rows)
    assert (row.reason, row.error_code) == (reason, code)
    thabo.hears_nothing_more(0.2)
    with rows.write() as session:
        session.get_one(Delivery, row.id).status = "failed"


def test_whoever_opted_out_with_twilio_has_opted_out_with_us(thabo, twilio, rows):
    twilio.account.opted_out.add(thabo.number)
    thabo.writes(QUESTION)
    assert until(lambda: newest(rows).reason == "suppressed")
    contact = newest(rows).contact_id
    scopes = select(Consent.scope, Consent.is_given, Consent.source).where(Consent.contact_id == contact)

    def said() -> list[tuple[str, bool, str]]:
        # A new look each time: one transaction would go on seeing what it saw first.
        with rows.read() as session:
            return [tuple(row) for row in session.execute(scopes)]

    assert until(lambda: said() == [("notices", False, "provider")])


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        (("queued", "sending", "sent", "delivered"), "delivered"),
        (("delivered", "sent", "queued"), "delivered"),
        (("sent", "delivered", "read", "delivered"), "read"),
        ((Report("sent", times=3), Report("delivered", times=3)), "delivered"),
        ((Report("sent"), Report("undelivered", error_code=30007), Report("delivered")), "failed"),
        (("delivered", Report("failed", error_code=30008)), "delivered"),
        (("sent", "a_word_of_tomorrow"), "sent"),
        (("sent", Report("delivered", after=0.4)), "delivered"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_statuses_only_climb_in_whatever_order_they_come(thabo, twilio, rows, reports, status, first):
    twilio.will(behaviour.TAKEN.reporting(*reports, first=first), to=thabo.number)
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    [kept] = [each for each in twilio.ledger.kept if each.to == thabo.number]
    told = sum(report.times if isinstance(report, Report) else 1 for report in reports)
    answered = [each for each in twilio.ledger.callbacks if each.sid == kept.sid]
    assert until(lambda: len([each for each in twilio.ledger.callbacks if each.sid == kept.sid]) == told)
    assert {each.http_status for each in answered} <= {204}
    assert until(lambda: [row.status for row in deliveries(rows, thabo)] == [status])
    with rows.read() as session:
        events = session.scalars(select(DeliveryEvent.status).where(DeliveryEvent.sid == kept.sid)).all()
    assert len(events) == told


def test_a_report_that_lies_about_a_delivery_of_somebody_else_changes_nothing(thabo, palesa, twilio, rows):
    twilio.will(behaviour.TAKEN, to=thabo.number)
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    assert until(lambda: [row.status for row in deliveries(rows, thabo)] == ["sent"])
    [mine] = deliveries(rows, thabo)
    palesa.writes(QUESTION)
    palesa.hears_something()
    [other] = [each for each in twilio.ledger.kept if each.to == palesa.address]
    other.callback = other.callback.split("=")[0] + f"={mine.id}"
    assert twilio.call_back(other, "failed", 30003) == 204
    assert [row.status for row in deliveries(rows, thabo)] == ["sent"]


def test_a_failure_that_is_reported_later_is_kept_with_its_code(thabo, twilio, rows):
    twilio.will(fails_later(30007), to=thabo.number)
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    assert until(lambda: [row.status for row in deliveries(rows, thabo)] == ["failed"])
    [row] = deliveries(rows, thabo)
    assert (row.error_code, row.reason) == (30007, "rejected")


def test_the_health_of_every_part_is_told(service, assistant):
    answer = service.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["parts"] == dict.fromkeys(("database", "content", "assistant", "actions", "worker"), "ok")
    assistant.stop()
    try:
        answer = service.get("/healthz")
        assert answer.status_code == 503
        assert {name for name, state in answer.json()["parts"].items() if state != "ok"} == {"assistant", "actions"}
    finally:
        assistant.start()
    assert service.get("/healthz").status_code == 200


def test_contacts_are_people_and_not_messages(people, rows):
    thabo = people()
    on_whatsapp = people(channel="whatsapp")
    on_whatsapp.number = thabo.number
    with rows.read() as session:
        before = len(session.scalars(select(Contact.id)).all())
    thabo.writes(QUESTION)
    thabo.hears(FEE)
    on_whatsapp.writes(QUESTION)
    on_whatsapp.hears_something()
    with rows.read() as session:
        assert len(session.scalars(select(Contact.id)).all()) == before + 1


def test_a_long_absence_of_the_assistant_uses_up_no_tries(thabo, assistant, logged):
    """More tries than a failing turn has, then a first failure just after the return: no apology, the answer."""

    def tried(cause: str) -> int:
        return len([line for line in logged if f"waits: the assistant: {cause}" in line])

    assistant.stop()
    thabo.writes(QUESTION)
    absent = until(lambda: tried("Client") > 4)
    assistant.silent = {QUESTION}
    assistant.start()
    failed = until(lambda: tried("no reply") == 1)
    assistant.silent = set()
    assert absent
    assert failed
    thabo.hears(FEE)
    thabo.hears_nothing_more()
