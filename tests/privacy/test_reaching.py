"""The one guard before everything that nobody asked for: who may be written to, and why not, as a table."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from registry.models import Delivery, Message
from registry.models.base import now
from registry.services import contacts, reaching
from registry.services.reaching import NotReachable, hold_back, may_reach, queue, reasons
from service.settings import ROOT
from tests.privacy.conftest import LERATO, PALESA

ASKED_FOR = ("case", "reminder", "officer")
ALL = ("notice:passport", "notice:diaspora.forums", *ASKED_FOR)
YES, NO = True, False


def answers(session, somebody):
    """What the guard says to each purpose."""
    return {purpose: may_reach(session, somebody.contact, purpose) for purpose in ALL}


def test_whoever_only_asked_a_question_is_sent_no_notices(session, thabo):
    assert answers(session, thabo) == {
        "notice:passport": "no_consent",
        "notice:diaspora.forums": "no_consent",
        "case": None,
        "reminder": None,
        "officer": None,
    }


@pytest.mark.parametrize(
    ("said", "passport", "forums", "case", "officer"),
    [
        # what was said, oldest first; then what the guard says about each purpose
        ([("notices", YES)], None, None, None, None),
        ([("notices", YES), ("notices", NO)], "opted_out", "opted_out", None, None),
        ([("notices", NO)], "opted_out", "opted_out", None, None),
        ([("notices", NO), ("notices", YES)], None, None, None, None),
        ([("notices", YES), ("passport", NO)], "opted_out", None, None, None),
        ([("notices", YES), ("diaspora", NO)], None, "opted_out", None, None),
        ([("notices", YES), ("diaspora.forums", NO)], None, "opted_out", None, None),
        ([("notices", YES), ("pension", NO)], None, None, None, None),
        ([("diaspora.forums", YES)], "no_consent", None, None, None),
        ([("diaspora.forums", YES), ("notices", NO)], "opted_out", "opted_out", None, None),
        ([("notices", NO), ("diaspora.forums", YES)], "opted_out", None, None, None),
        ([("notices", YES), ("all", NO)], "opted_out", "opted_out", "opted_out", None),
        ([("all", NO), ("notices", YES)], None, None, None, None),
        ([("notices", YES), ("answers", NO)], "opted_out", "opted_out", "opted_out", "opted_out"),
        ([("answers", NO), ("notices", YES)], None, None, None, None),
    ],
)
def test_the_newest_word_counts(session, thabo, said, passport, forums, case, officer):
    for scope, is_given in said:
        thabo.says(scope, is_given)
    assert answers(session, thabo) == {
        "notice:passport": passport,
        "notice:diaspora.forums": forums,
        "case": case,
        "reminder": case,
        "officer": officer,
    }


@pytest.mark.parametrize("purpose", ALL)
def test_in_safe_mode_nothing_leaves_whatever_was_agreed(session, thabo, purpose):
    thabo.says("notices", YES)
    thabo.writes(at=now() - timedelta(minutes=16))
    contacts.enter_safe_mode(thabo.contact)
    assert may_reach(session, thabo.contact, purpose) == "safe_mode"
    with pytest.raises(NotReachable, match="safe_mode"):
        queue(session, thabo.vault, thabo.contact, purpose, "Lumela", segments=1)
    assert session.scalars(select(Delivery)).all() == []


def test_in_safe_mode_an_officer_may_answer_only_whoever_has_just_written(session, thabo):
    contacts.enter_safe_mode(thabo.contact)
    at = now()
    thabo.writes(at=at)
    assert may_reach(session, thabo.contact, "officer", at + timedelta(minutes=14)) is None
    assert may_reach(session, thabo.contact, "officer", at + timedelta(minutes=16)) == "safe_mode"
    assert may_reach(session, thabo.contact, "case", at) == "safe_mode"


@pytest.mark.parametrize("purpose", ALL)
def test_answer_me_no_more(session, thabo, purpose):
    thabo.says("notices", YES)
    thabo.contact.is_muted = True
    assert may_reach(session, thabo.contact, purpose) == "muted"


@pytest.mark.parametrize("purpose", ALL)
def test_a_number_that_does_not_exist_is_not_written_to(session, thabo, purpose):
    thabo.says("notices", YES)
    thabo.address.is_invalid = True
    assert may_reach(session, thabo.contact, purpose) == "invalid"
    other = thabo.on("whatsapp")
    assert may_reach(session, thabo.contact, purpose) is None
    assert [each.id for each in reaching.addresses(session, thabo.id)] == [other.id]


def test_the_address_of_the_last_message_is_taken_first(session, thabo):
    other = thabo.on("whatsapp")
    thabo.address.last_in_at, other.last_in_at = now() - timedelta(days=2), now() - timedelta(days=1)
    assert [each.channel for each in reaching.addresses(session, thabo.id)] == ["whatsapp", "sms"]


def test_nobody_of_that_id(session):
    assert may_reach(session, "0" * 32, "case") == "unknown"


@pytest.mark.parametrize("purpose", ["", "notice", "notice:", "survey", "cases"])
def test_a_purpose_that_is_none_is_refused(session, thabo, purpose):
    with pytest.raises(ValueError, match="purpose"):
        may_reach(session, thabo.contact, purpose)


def test_many_are_asked_about_in_few_queries(session, people, thabo):
    palesa, lerato = people(PALESA), people(LERATO, "LS")
    for each in (palesa, lerato):
        each.says("notices", YES)
    contacts.enter_safe_mode(lerato.contact)
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    found = reasons(session, [thabo.id, palesa.id, lerato.id], "notice:passport")
    assert found == {thabo.id: "no_consent", palesa.id: None, lerato.id: "safe_mode"}
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 3


def test_what_waits_is_taken_back_when_safety_changes(session, thabo):
    thabo.says("notices", YES)
    reply = thabo.is_answered()
    queued = [queue(session, thabo.vault, thabo.contact, each, "Lumela", segments=1) for each in ALL[:4]]
    contacts.enter_safe_mode(thabo.contact)
    assert hold_back(session, thabo.id) == 4
    assert {(each.status, each.reason) for each in queued} == {("failed", "safe_mode")}
    assert reply.status == "queued"
    bodies = session.scalars(select(Message.body).where(Message.purpose.is_not(None))).all()
    assert bodies == [None] * 4


def test_what_waits_is_taken_back_when_consent_is(session, thabo):
    thabo.says("notices", YES)
    notice = queue(session, thabo.vault, thabo.contact, "notice:passport", "Lumela", segments=1)
    case = queue(session, thabo.vault, thabo.contact, "case", "Lumela", segments=1)
    assert hold_back(session, thabo.id) == 0
    thabo.says("notices", NO)
    assert hold_back(session, thabo.id) == 1
    assert (notice.status, notice.reason, case.status) == ("failed", "opted_out", "queued")


def test_what_is_queued_carries_its_purpose_and_goes_after_replies(session, thabo):
    delivery = queue(session, thabo.vault, thabo.contact, "case", "Lumela", segments=1)
    message = session.get_one(Message, delivery.message_id)
    assert (message.purpose, message.direction, thabo.vault.unlock(message.body)) == ("case", "out", "Lumela")
    assert delivery.priority > thabo.is_answered().priority


# Where something may be queued for the sending door at all, and what keeps it from reaching people who are not to be
# written to. Whoever adds a place adds it here, and its reason.
WHERE_ROWS_ARE_MADE = {
    "registry/services/messages.py": "replies only",
    "registry/services/reaching.py": "the guard itself",
    "registry/services/duty.py": "officers on duty",
    "registry/services/broadcasts/releasing.py": "notices: the guard's twin in SQL (tests/broadcasts)",
    "registry/services/broadcasts/trying.py": "a trial on an officer's own telephone; refuses safe mode",
    "service/demo.py": "a made-up past for trying the console out; nothing in it is ever sent",
}


def test_nothing_is_queued_anywhere_else():
    made = re.compile(
        r"(?<![\w.])Delivery\(\s*[a-z_*]|insert\(Delivery|queue = cast\(Table, Delivery|, cast\(Table, Delivery"
    )
    found = {
        str(path.relative_to(ROOT))
        for package in ("registry", "gateway", "console", "service", "actions")
        for path in (ROOT / package).rglob("*.py")
        if made.search(path.read_text("utf-8")) and "models/" not in str(path)
    }
    assert found == set(WHERE_ROWS_ARE_MADE)


def test_a_purpose_of_a_colleague_that_the_guard_does_not_know_is_held_back_like_a_notice(session, thabo):
    delivery = queue(session, thabo.vault, thabo.contact, "case", "Lumela", segments=1)
    session.get_one(Message, delivery.message_id).purpose = "trial"
    assert hold_back(session, thabo.id) == 1
    assert (delivery.status, delivery.reason) == ("failed", "no_consent")
