"""From the frozen audience to the door, and through it: when, by which way, and who no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from registry.models.base import now
from registry.models.delivery import NOTICE
from registry.services import consents, deliveries
from registry.services.broadcasts import freezing, leaving, life, releasing
from registry.services.broadcasts.drafts import Template
from registry.services.terms import Terms
from tests.broadcasts.conftest import OPEN, TEMPLATE, TEXTS, Ministry, number

HOUR, DAY = timedelta(hours=1), timedelta(days=2)
TEMPLATES = {locale: Template(TEMPLATE, {"1": "Monday"}) for locale in ("en", "st_LS", "st_ZA")}
NIGHTLY = replace(OPEN, quiet_from=time(20), quiet_until=time(8))
# Five in the afternoon in Maseru, evening in Dubai, and night in Maseru.
AFTERNOON, EVENING = datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 23, 19, tzinfo=UTC)


def claimed(ministry: Ministry, room: int = 1_000, at: datetime | None = None) -> int:
    with ministry.database.write() as session:
        return len(leaving.claim(session, ministry.terms, room, "a test", at).ids)


def test_an_audience_is_frozen_once(anywhere):
    for n in range(7):
        anywhere.person(number(n))
    anywhere.person(number(8), asked=False)
    broadcast = anywhere.frozen()
    with anywhere.database.write() as session:
        assert not freezing.freeze(session, broadcast, OPEN)
    anywhere.person(number(9))
    assert anywhere.recipients(broadcast) == {("waiting", None): 7, ("left_out", "opted_out"): 1}
    row = anywhere.look(broadcast)
    assert (row.people, row.left_out, row.status) == (7, 1, "running")


def test_everybody_is_released_once_behind_the_replies(anywhere):
    anywhere.crowd(450)
    broadcast = anywhere.frozen()
    assert anywhere.release(broadcast) == 450
    queued = anywhere.deliveries(broadcast)
    assert len({each.contact_id for each in queued}) == len(queued) == 450
    assert {(each.status, each.priority, each.segments) for each in queued} == {("queued", NOTICE, 1)}


def test_no_more_waits_at_the_door_than_it_can_soon_send(ministry):
    ministry.crowd(150)
    ministry.terms = Terms(sms_pace=5, quiet_from=time(8), quiet_until=time(8))
    broadcast = ministry.frozen(channels=["sms"])
    assert ministry.release(broadcast) == 50
    with ministry.database.write() as session:
        assert releasing.release(session, broadcast, ministry.terms).is_full


@pytest.mark.parametrize(
    ("channels", "last_in", "templates", "preferred", "way"),
    [
        (["sms"], None, {}, ["whatsapp", "sms"], ("sms", False)),
        (["sms", "whatsapp"], HOUR, {}, ["whatsapp", "sms"], ("whatsapp", False)),
        (["sms", "whatsapp"], HOUR, TEMPLATES, ["whatsapp", "sms"], ("whatsapp", False)),
        (["sms", "whatsapp"], DAY, {}, ["whatsapp", "sms"], ("sms", False)),
        (["sms", "whatsapp"], DAY, TEMPLATES, ["whatsapp", "sms"], ("whatsapp", True)),
        (["sms", "whatsapp"], HOUR, TEMPLATES, ["sms", "whatsapp"], ("sms", False)),
        (["whatsapp"], DAY, TEMPLATES, ["sms", "whatsapp"], ("whatsapp", True)),
        (["whatsapp"], None, TEMPLATES, ["whatsapp"], ("whatsapp", True)),
        # Just before the window shuts it counts as shut.
        (["sms", "whatsapp"], timedelta(hours=23, minutes=57), {}, ["whatsapp", "sms"], ("sms", False)),
        (["whatsapp"], DAY, {}, ["whatsapp", "sms"], "no_template"),
        (["whatsapp"], HOUR, {}, ["sms"], "no_number"),
    ],
)
def test_by_which_way(ministry, channels, last_in, templates, preferred, way):
    ministry.person(number(1), *channels, last_in=last_in)
    broadcast = ministry.released(templates=templates, channels=preferred)
    if isinstance(way, str):
        assert ministry.recipients(broadcast) == {("left_out", way): 1}
    else:
        assert [(each.channel, each.is_template) for each in ministry.deliveries(broadcast)] == [way]


@pytest.mark.parametrize(
    ("language", "spelling", "locale"),
    [
        ("en", None, "en"),
        ("st", "ls", "st_LS"),
        ("st", "za", "st_ZA"),
        ("st", None, "st_LS"),
        (None, None, "st_LS"),
        ("zu", None, "en"),
    ],
)
def test_in_which_wording(ministry, vault, language, spelling, locale):
    ministry.person(number(1), language=language, spelling=spelling)
    ids = [each.id for each in ministry.deliveries(ministry.released())]
    with ministry.database.read() as session:
        [going] = deliveries.outgoing(session, vault, ids)
    assert going.text.startswith(TEXTS[locale])


def test_the_daily_limit_of_people_outside_their_window(anywhere):
    anywhere.terms = replace(OPEN, whatsapp_people=3)
    for n in range(5):
        anywhere.person(number(n), "whatsapp", last_in=DAY)
    for n in range(5, 9):
        anywhere.person(number(n), "whatsapp", "sms", last_in=DAY)
    for n in range(9, 12):
        anywhere.person(number(n), "whatsapp", last_in=HOUR)
    broadcast = anywhere.released(templates=TEMPLATES)
    ways = [(each.channel, each.is_template) for each in anywhere.deliveries(broadcast)]
    assert ways.count(("whatsapp", True)) == 3
    assert ways.count(("whatsapp", False)) == 3
    # Whoever has another number gets it there, the others wait for another day.
    waiting = anywhere.recipients(broadcast)[("waiting", None)]
    assert waiting + ways.count(("sms", False)) == 6
    assert anywhere.release(broadcast, at=now() + timedelta(hours=25)) == waiting


def test_nobody_is_woken(ministry):
    ministry.terms = NIGHTLY
    ministry.person(number(1), country="ZA")
    ministry.person("+971501234567", country="AE")
    broadcast = ministry.frozen()
    assert ministry.release(broadcast, at=AFTERNOON + HOUR * 3 / 2) == 1
    assert ministry.release(broadcast, at=EVENING) == 0
    assert ministry.release(broadcast, at=EVENING + 12 * HOUR) == 1


def test_what_waits_at_the_door_when_night_falls_waits_till_morning(ministry):
    ministry.terms = NIGHTLY
    ministry.person(number(1))
    broadcast = ministry.frozen()
    ministry.release(broadcast, at=AFTERNOON)
    ministry.let_time_pass()
    assert claimed(ministry, at=EVENING) == 0
    assert claimed(ministry, at=EVENING + 12 * HOUR) == 1


def test_what_saves_lives_leaves_at_night(ministry):
    ministry.terms = NIGHTLY
    ministry.person(number(1))
    broadcast = ministry.frozen(is_life_safety=True)
    assert ministry.release(broadcast, at=EVENING) == 1
    assert claimed(ministry, at=EVENING + HOUR) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"safe_mode_at": now()}, "held"), ({"is_muted": True}, "held"), ("opts out", "opted_out")],
)
def test_consent_and_safety_are_looked_at_once_more_at_the_door(anywhere, changes, reason):
    contact = anywhere.person(number(1))
    anywhere.person(number(2))
    broadcast = anywhere.released()
    if isinstance(changes, dict):
        anywhere.change(contact, **changes)
    else:
        with anywhere.database.write() as session:
            consents.record(
                session, contact, "notices", is_given=False, wording="STOP", channel="sms", source="message"
            )
    assert claimed(anywhere) == 1
    assert anywhere.ends(broadcast) == {("sending", None): 1, ("failed", reason): 1}


def test_nothing_leaves_while_paused_and_everything_after(anywhere):
    anywhere.crowd(30)
    broadcast = anywhere.released()
    assert claimed(anywhere, 10) == 10
    anywhere.do(life.pause, broadcast)
    assert claimed(anywhere) == 0
    assert anywhere.release(broadcast) == 0
    anywhere.do(life.resume, broadcast)
    assert claimed(anywhere) == 20


def test_what_is_cancelled_never_leaves(anywhere):
    anywhere.crowd(260)
    broadcast = anywhere.frozen()
    with anywhere.database.write() as session:
        releasing.release(session, broadcast, anywhere.terms)
    assert claimed(anywhere, 10) == 10
    anywhere.do(life.cancel, broadcast)
    assert claimed(anywhere) == 0
    assert anywhere.ends(broadcast) == {("sending", None): 10, ("failed", "cancelled"): 190}
    assert anywhere.recipients(broadcast) == {("released", None): 200, ("left_out", "cancelled"): 60}


def test_what_saves_lives_goes_before_the_rest(ministry):
    for n in range(5):
        ministry.person(number(n))
    ordinary, urgent = ministry.released(), ministry.released(is_life_safety=True)
    assert claimed(ministry, 5) == 5
    assert ministry.ends(urgent) == {("sending", None): 5}
    assert ministry.ends(ordinary) == {("queued", None): 5}


def test_it_ends_when_every_message_has_met_its_end(ministry):
    ministry.person(number(1))
    broadcast = ministry.released()

    def is_over() -> bool:
        with ministry.database.write() as session:
            return releasing.release(session, broadcast, ministry.terms).is_over

    assert not is_over()
    [delivery] = ministry.deliveries(broadcast)
    claimed(ministry)
    assert not is_over()
    with ministry.database.write() as session:
        leaving.settle_many(session, [leaving.Settled(delivery.id, "sent", sid="SM1")])
    assert is_over()
    assert ministry.look(broadcast).status == "done"


def test_a_run_that_has_been_replaced_drives_no_more(ministry):
    ministry.person(number(1))
    broadcast = ministry.frozen()
    run = ministry.look(broadcast).run
    with ministry.database.write() as session:
        assert not releasing.release(session, broadcast, ministry.terms, run - 1).runs
        assert releasing.release(session, broadcast, ministry.terms, run).released == 1
