"""What do you know about me; forget me. Conversations, then a look into everything that could still hold a person."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from gateway import words
from gateway.words import say
from registry.models import (
    Address,
    Alarm,
    Base,
    Case,
    Consent,
    Contact,
    Conversation,
    Delivery,
    Erasure,
    Message,
    Refusal,
    Registration,
)
from registry.models.base import now
from registry.services import alarms, contacts, erasure, privacy, reaching
from registry.services.erasure import POLICY, Goes, Stays
from sesotho import segments
from tests.privacy.conftest import PALESA, THABO

ASK = "This erases all we keep of you"


def contact_of(house, number=THABO):
    """The contact of a number, None when it has none."""
    with house.database.read() as session:
        return session.scalar(select(Address.contact_id).where(Address.blind == house.vault.blind(number)))


def leaders():
    """Every table from which a foreign key leads to a person, directly or through others."""
    found = {"contacts"}
    while True:
        more = {
            table.name
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name in found and not isinstance(POLICY.get(key.column.table.name), Stays)
        } | {
            table.name
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name == "alarms"
        }
        if more <= found:
            return found
        found |= more


def test_every_table_that_leads_to_a_person_has_a_rule():
    missing = leaders() - set(POLICY)
    assert not missing, f"say in registry/services/erasure.py what becomes of {sorted(missing)} when a person goes"
    assert set(POLICY) <= {table.name for table in Base.metadata.sorted_tables}


@pytest.mark.parametrize("name", sorted(POLICY))
def test_rules_name_columns_that_are_there(name):
    table, rule = Base.metadata.tables[name], POLICY[name]
    if isinstance(rule, Stays):
        assert len(rule.reason) > 20
        assert all(table.c[column].nullable for column in rule.blank)
    named = rule.blank if isinstance(rule, Stays) else rule.by
    assert rule.via in table.c if rule.via else all(column in table.c for column in named)


def test_what_is_known_is_told_by_text(house):
    house.talk(THABO, "How much does this cost?")
    house.talk(THABO, "How much does this cost me?")
    reply = house.talk(THABO, "What do you know about me?")
    assert "you wrote 3 messages and got 2" in reply
    assert "Notices: you have not asked for them." in reply
    assert reply.endswith("To have all erased write FORGET ME.")
    assert segments(reply).count <= 2
    assert THABO[-7:] not in reply


def test_it_names_cases_and_refusals_and_no_secret(house):
    house.talk(THABO, "How much does this cost?")
    contact_id = contact_of(house)
    with house.database.write() as session:
        session.add(
            Case(
                reference="LSABC123", contact_id=contact_id, kind="wages", mission="welkom", unit="labour",
                details=house.vault.lock("He keeps my wages"), secret=house.vault.blind("lekunutu"),
            )
        )  # fmt: skip
    house.talk(THABO, "STOP")
    reply = house.talk(THABO, "my data", channel="whatsapp")
    assert "Notices: no." in reply
    assert "Your cases: LSABC123." in reply
    assert "wages" not in reply
    with house.database.read() as session:
        assert privacy.known(session, contact_id).cases == ["LSABC123"]


def test_in_safe_mode_nothing_of_what_was_asked_is_told(house):
    house.talk(THABO, "he is beating me now, help")
    reply = house.talk(THABO, "What do you know about me?")
    assert reply == words.MY_DATA


@pytest.mark.parametrize("yes", ["YES", "ee", "FORGET ME", "E"])
def test_forget_me_is_confirmed_once_and_done(house, yes):
    house.talk(THABO, "How much does this cost?")
    contact_id = contact_of(house)
    assert house.talk(THABO, "Forget me").startswith(ASK)
    assert contact_of(house) == contact_id, "nothing happens before the yes"
    receipt = re.search(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}\b", house.talk(THABO, yes))[0]
    assert contact_of(house) is None, "from the yes on the number is nobody's"
    assert house.run(house.keeper.look()) >= 1
    assert_gone(house, contact_id)
    with house.database.read() as session:
        done = erasure.look_up(session, receipt)
        assert (done.contact_id, done.delivery_id, done.done_at is not None) == (None, None, True)
        assert done.rows["messages"] == 6
        assert erasure.look_up(session, receipt.lower().replace("-", " ")).id == done.id
        assert erasure.look_up(session, "AAAA-BBBB-CCCC") is None


def assert_gone(house, contact_id, number=THABO):
    """Neither the id nor the number nor its blind index is anywhere."""
    house.database.wipe_traces()
    path = house.database.engine.url.database
    raw = b"".join(Path(path + end).read_bytes() for end in ("", "-wal"))
    for trace in (contact_id, house.vault.blind(number), number, number[1:]):
        assert trace.encode() not in raw
    assert contact_id not in house.assistant.memory
    with house.database.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if column.name.endswith("contact_id") or column.name == "registered_id":
                    assert session.scalar(select(func.count()).where(column == contact_id)) == 0, table.name


@pytest.mark.parametrize(
    ("answer", "reply"), [("no", words.NOT_FORGOTTEN), ("che", words.NOT_FORGOTTEN), ("How much is this?", None)]
)
def test_anything_but_a_yes_leaves_all_as_it_is(house, answer, reply):
    house.talk(THABO, "forget me")
    said = house.talk(THABO, answer)
    assert reply is None or said in (say(reply, "en"), say(reply, "st_LS"))
    house.talk(THABO, "yes")
    assert contact_of(house) is not None
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Erasure)) == 0


def test_a_yes_after_an_hour_is_no_yes(house):
    house.talk(THABO, "forget me")
    with house.database.write() as session:
        session.execute(update(Conversation).values(forget_asked_at=now() - timedelta(minutes=61)))
    house.talk(THABO, "yes")
    assert contact_of(house) is not None


def test_whoever_writes_again_is_somebody_new(house):
    house.talk(THABO, "forget me")
    house.talk(THABO, "yes")
    assert "How" not in house.talk(THABO, "How much does this cost?")
    new = contact_of(house)
    house.run(house.keeper.look())
    assert contact_of(house) == new
    with house.database.read() as session:
        assert session.scalars(select(Contact.id)).all() == [new]


@pytest.mark.parametrize(("minutes", "is_gone"), [(29, False), (31, True)])
def test_it_is_done_within_the_hour_even_when_the_receipt_cannot_leave(house, minutes, is_gone):
    house.talk(THABO, "forget me")
    contact_id = contact_of(house)
    house.talk(THABO, "yes")
    with house.database.write() as session:
        session.execute(update(Delivery).values(status="errored", next_attempt_at=now() + timedelta(days=1)))
    house.run(house.keeper.look(now() + timedelta(minutes=minutes)))
    with house.database.read() as session:
        assert (session.get(Contact, contact_id) is None) is is_gone


def test_rasas_memory_goes_as_soon_as_it_is_back(house):
    house.talk(THABO, "How much does this cost?")
    contact_id = contact_of(house)
    house.talk(THABO, "forget me")
    house.talk(THABO, "yes")
    assert contact_id in house.assistant.memory
    house.assistant.is_away = True
    house.run(house.keeper.look())
    with house.database.read() as session:
        [wish] = session.scalars(select(Erasure))
        assert (session.get(Contact, contact_id), wish.done_at) == (None, None)
    house.assistant.is_away = False
    house.run(house.keeper.look())
    assert_gone(house, contact_id)


def test_an_alarm_stays_as_a_count_and_nobody_can_be_found_from_it(house):
    house.talk(THABO, "he is beating me now, help")
    contact_id = contact_of(house)
    house.talk(THABO, "YES 18:30")
    house.talk(THABO, "I am safe now")
    house.talk(THABO, "forget me")
    house.talk(THABO, "yes")
    house.run(house.keeper.look())
    assert_gone(house, contact_id)
    with house.database.read() as session:
        kept = session.scalars(select(Alarm).order_by(Alarm.id)).all()
        assert [(each.category, each.country, each.contact_id, each.call_time) for each in kept] == [
            ("gbv.help", "ZA", None, None),
            ("call", "ZA", None, None),
        ]


def test_other_people_lose_nothing(house):
    house.talk(PALESA, "How much does this cost?")
    other = contact_of(house, PALESA)
    with house.database.read() as session:
        before = session.scalar(select(func.count()).where(Message.contact_id == other))
    house.talk(THABO, "forget me")
    house.talk(THABO, "yes")
    house.run(house.keeper.look())
    with house.database.read() as session:
        assert session.scalar(select(func.count()).where(Message.contact_id == other)) == before
        assert session.scalars(select(Contact.id)).all() == [other]


def test_a_refusal_outlives_the_person_so_that_no_old_list_undoes_it(house):
    house.talk(THABO, "STOP")
    house.talk(THABO, "forget me")
    house.talk(THABO, "yes")
    house.run(house.keeper.look())
    with house.database.write() as session:
        [kept] = session.scalars(select(Refusal))
        assert (kept.scope, kept.until > now() + timedelta(days=1000)) == ("notices", True)
        address = contacts.reach(session, house.vault, number=THABO, channel="whatsapp", country="ZA")
        session.flush()
        assert reaching.may_reach(session, address.contact_id, "notice:passport") == "opted_out"
        assert session.scalars(select(Consent.source)).all() == ["kept"]
    with house.database.write() as session:
        assert session.scalar(select(func.count()).select_from(Refusal)) == 1


def test_whoever_refused_nothing_leaves_nothing(house):
    house.talk(THABO, "How much does this cost?")
    house.talk(THABO, "forget me")
    house.talk(THABO, "yes")
    house.run(house.keeper.look())
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Refusal)) == 0


def test_somebody_who_wants_no_answers_is_told_about_their_own_data(house):
    house.talk(THABO, "answer me no more")
    assert house.talk(THABO, "forget me").startswith(ASK)


def test_the_register_goes_too(house):
    house.talk(THABO, "How much does this cost?")
    contact_id = contact_of(house)
    with house.database.write() as session:
        session.add(Registration(contact_id=contact_id, name=house.vault.lock("Thabo Mokoena"), town="Welkom"))
        alarms.open_alarm(session, session.get_one(Contact, contact_id), "emergency")
    house.talk(THABO, "ntebale")
    house.talk(THABO, "ee")
    house.run(house.keeper.look())
    assert_gone(house, contact_id)
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Registration)) == 0


def test_every_rule_is_a_rule():
    assert {type(rule) for rule in POLICY.values()} == {Goes, Stays}
