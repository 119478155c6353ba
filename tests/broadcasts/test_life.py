"""From draft to done: what may follow what, and who may do it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.models.base import now
from registry.services.broadcasts import drafts, driving, freezing, life
from registry.services.broadcasts.drafts import ALPHABET, Draft, Refused, Template
from sesotho import segments
from tests.broadcasts.conftest import OPEN, TEMPLATE, TEXTS, number

STEPS = {
    "approve": lambda session, which: life.approve(session, which, "Thabo"),
    "send": lambda session, which: life.send(session, which, "Thabo", is_now=True),
    "undo": life.undo,
    "freeze": lambda session, which: freezing.freeze(session, which, OPEN),
    "pause": life.pause,
    "resume": life.resume,
    "cancel": life.cancel,
}


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([], "draft"),
        (["approve"], "approved"),
        (["approve", "send"], "scheduled"),
        (["approve", "send", "undo"], "approved"),
        (["approve", "send", "undo", "send"], "scheduled"),
        (["approve", "send", "freeze"], "running"),
        (["approve", "send", "freeze", "pause"], "paused"),
        (["approve", "send", "freeze", "pause", "resume"], "running"),
        (["approve", "send", "pause", "resume"], "scheduled"),
        (["approve", "send", "freeze", "cancel"], "cancelled"),
        (["approve", "send", "freeze", "pause", "cancel"], "cancelled"),
        (["cancel"], "cancelled"),
    ],
)
def test_what_follows_what(ministry, steps, status):
    broadcast = ministry.draft()
    for step in steps:
        ministry.do(STEPS[step], broadcast)
    assert ministry.look(broadcast).status == status


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ([], "send"),
        ([], "undo"),
        ([], "pause"),
        (["approve"], "approve"),
        (["approve"], "undo"),
        (["approve", "send"], "send"),
        (["approve", "send", "freeze"], "undo"),
        (["approve", "send", "freeze"], "resume"),
        (["approve", "send", "freeze", "cancel"], "resume"),
        (["approve", "send", "freeze", "cancel"], "cancel"),
    ],
)
def test_what_does_not(ministry, steps, refused):
    broadcast = ministry.draft()
    for step in steps:
        ministry.do(STEPS[step], broadcast)
    before = ministry.look(broadcast).status
    with pytest.raises(Refused, match=before):
        ministry.do(STEPS[refused], broadcast)
    assert ministry.look(broadcast).status == before


@pytest.mark.parametrize("officer", ["Lerato", "lerato", " LERATO "])
def test_whoever_wrote_it_cannot_approve_it(ministry, officer):
    broadcast = ministry.draft(officer="Lerato")
    with pytest.raises(Refused, match="second officer"):
        ministry.do(life.approve, broadcast, officer)


def test_whoever_changed_it_cannot_approve_it_either(ministry):
    broadcast = ministry.draft(officer="Lerato")
    ministry.do(life.approve, broadcast, "Thabo")
    with ministry.database.write() as session:
        drafts.change(session, life.get(session, broadcast), Draft("Closed on Tuesday", TEXTS, "Thabo"))
    assert ministry.look(broadcast).status == "draft"
    with pytest.raises(Refused, match="second officer"):
        ministry.do(life.approve, broadcast, "Thabo")


def test_nothing_begins_in_the_minute_in_which_it_can_be_undone(ministry):
    broadcast = ministry.draft()
    ministry.do(life.approve, broadcast, "Thabo")
    told = now()
    starts_at = ministry.do(life.send, broadcast, "Thabo").starts_at
    assert starts_at >= told + timedelta(seconds=60)
    with ministry.database.write() as session:
        run = ministry.look(broadcast).run
        for seconds, left in ((0, True), (59, True), (61, False)):
            waits = driving.seconds_until_start(session, broadcast, run, told + timedelta(seconds=seconds))
            assert (waits > 0) is left


@pytest.mark.parametrize(("given", "after"), [(timedelta(seconds=5), 60), (timedelta(hours=3), 3 * 3600)])
def test_a_time_is_kept_but_never_sooner_than_the_minute(ministry, given, after):
    broadcast = ministry.draft()
    ministry.do(life.approve, broadcast, "Thabo")
    told = now()
    starts_at = ministry.do(life.send, broadcast, "Thabo", at=told + given).starts_at
    assert abs((starts_at - told).total_seconds() - after) < 5


def test_a_time_that_is_over_is_refused(ministry):
    broadcast = ministry.draft()
    ministry.do(life.approve, broadcast, "Thabo")
    with pytest.raises(Refused, match="over"):
        ministry.do(life.send, broadcast, "Thabo", at=now() - timedelta(hours=1))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": "x"}, "title"),
        ({"officer": ""}, "who you are"),
        ({"texts": {"en": "Only English."}}, "st_LS, st_ZA"),
        ({"texts": {**TEXTS, "st_LS": "   "}}, "st_LS"),
        ({"texts": {**TEXTS, "xh": "Molo"}}, "texts are in"),
        ({"texts": {**TEXTS, "en": "x" * 1_501}}, "1500"),
        ({"texts": {**TEXTS, "en": "a\x00b"}}, "no text"),
        ({"channels": ["fax"]}, "channels"),
        ({"channels": []}, "channels"),
        ({"topic": "Everything!"}, "topic"),
        ({"templates": {"en": Template("HX123", {})}}, "ContentSid"),
        ({"audience": {"shoe_size": ["42"]}}, "no filter"),
        ({"audience": {"countries": [42]}}, "list of words"),
    ],
)
def test_a_draft_that_could_not_be_sent_is_refused_with_the_reason(ministry, changes, says):
    with pytest.raises(Refused, match=says):
        ministry.draft(**changes)


def test_every_wording_ends_with_the_code_and_sms_stays_in_gsm7(ministry):
    broadcast = ministry.draft(texts={**TEXTS, "st_LS": "Litšebeletso li koetsoe ka Mantaha."})
    code = ministry.look(broadcast).code
    with ministry.database.read() as session:
        notices = drafts.notices_of(session, broadcast)
    assert len(notices) == 6
    for each in notices:
        assert each.text.endswith(f"\nMFAIR {code}")
        if each.channel == "sms":
            assert segments(each.text).encoding == "GSM-7"
            assert each.segments == segments(each.text).count
    by = {(each.locale, each.channel): each.text for each in notices}
    assert by["st_LS", "sms"].startswith("Lits'ebeletso")
    assert by["st_LS", "whatsapp"].startswith("Litšebeletso")


def test_nothing_in_a_notice_asks_for_a_reply_that_lesotho_cannot_send(ministry):
    broadcast = ministry.draft()
    code = ministry.look(broadcast).code
    with ministry.database.read() as session:
        for each in drafts.notices_of(session, broadcast):
            assert each.text == f"{TEXTS[each.locale]}\nMFAIR {code}"


def test_codes_can_be_read_out_and_are_found_again_once_the_notice_has_left(ministry):
    ministry.person(number(1))
    codes = {drafts.new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(len(code) == 5 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("AEIOU01S5L") & set(ALPHABET)
    waiting, left = ministry.draft(), ministry.released()
    code, unsent = ministry.look(left).code, ministry.look(waiting).code
    with ministry.database.read() as session:
        for written in (code, code.lower(), f" {code[:2]} {code[2:]}. "):
            assert drafts.find_by_code(session, written).id == left
        assert drafts.find_by_code(session, unsent) is None
        assert drafts.find_by_code(session, "hello") is None


def test_templates_belong_to_whatsapp_only(ministry):
    broadcast = ministry.draft(templates={"en": Template(TEMPLATE, {"1": "Monday"})})
    with ministry.database.read() as session:
        named = {(each.locale, each.channel): each.content_sid for each in drafts.notices_of(session, broadcast)}
    assert {where for where, sid in named.items() if sid} == {("en", "whatsapp")}


def test_a_broadcast_that_nobody_drives_is_taken_by_one_and_after_a_minute_by_another(ministry):
    broadcast = ministry.sent()
    with ministry.database.write() as session:
        assert [each for each, _ in driving.take_undriven(session)] == [broadcast]
        assert driving.take_undriven(session) == []
        assert driving.take_undriven(session, now() + timedelta(seconds=50)) == []
        assert [each for each, _ in driving.take_undriven(session, now() + timedelta(seconds=70))] == [broadcast]
