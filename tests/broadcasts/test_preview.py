"""What an officer is told before a notice leaves, and after."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from registry import csv_safe
from registry.models.base import now
from registry.services.broadcasts import leaving, life, preview, reports
from registry.services.broadcasts.drafts import Template
from registry.services.terms import Terms
from tests.broadcasts.conftest import OPEN, TEMPLATE, TEXTS, number

HOUR = timedelta(hours=1)
TWO_SEGMENTS = "Ofisi ea Welkom e koetsoe ka Mantaha. " * 6
TEMPLATES = {locale: Template(TEMPLATE, {}) for locale in TEXTS}


def look(ministry, broadcast, terms=OPEN, at=None):
    with ministry.database.read() as session:
        return preview.preview(session, life.get(session, broadcast), terms, at)


def test_how_many_by_which_way_at_what_price(anywhere):
    for n in range(6):
        anywhere.person(number(n))
    for n in range(6, 9):
        anywhere.person(number(n), language="en", spelling=None)
    anywhere.person(number(10), "sms", "whatsapp", last_in=HOUR)
    anywhere.person(number(11), "sms", "whatsapp", last_in=48 * HOUR)
    anywhere.person(number(12), asked=False)
    anywhere.person(number(13), asked=None)
    anywhere.person("+26658555103", country="LS")
    broadcast = anywhere.draft(texts={**TEXTS, "st_LS": TWO_SEGMENTS}, templates=TEMPLATES)
    terms = Terms(
        sms_pace=10, sms_price=Decimal("0.50"), whatsapp_price=Decimal("0.10"), template_price=Decimal("0.30"),
        whatsapp_people=1, quiet_from=time(8), quiet_until=time(8),
    )  # fmt: skip
    seen = look(anywhere, broadcast, terms)
    assert (seen.people, seen.sms, seen.whatsapp, seen.templates) == (12, 10, 1, 1)
    assert dict(seen.left_out) == {"opted_out": 1, "no_consent": 1}
    assert seen.segments_each == {"en": 1, "st_LS": 2, "st_ZA": 1}
    assert seen.segments == 7 * 2 + 3
    assert seen.price == 17 * Decimal("0.50") + Decimal("0.10") + Decimal("0.30")
    assert 17 / 10 <= seen.seconds <= 17 / 10 * 1.05
    assert dict(seen.by_country) == {"ZA": 11, "LS": 1}
    assert (seen.template_room, seen.template_days) == (1, 1)


def test_who_would_wait_for_the_morning(ministry):
    ministry.person(number(1))
    ministry.person("+447700900123", country="GB")
    terms = replace(OPEN, quiet_from=time(20), quiet_until=time(8))
    evening = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert look(ministry, ministry.draft(), terms, evening).asleep == 1
    assert look(ministry, ministry.draft(is_life_safety=True), terms, evening).asleep == 0


def test_the_preview_is_what_then_happens(anywhere):
    for n in range(20):
        channels = ("sms",) if n % 3 else ("whatsapp",)
        anywhere.person(number(n), *channels, asked=n % 5 != 0, last_in=HOUR if n % 2 else 48 * HOUR)
    broadcast = anywhere.draft()
    seen = look(anywhere, broadcast)
    anywhere.do(life.approve, broadcast, "Thabo")
    anywhere.do(life.send, broadcast, "Thabo", is_now=True)
    from registry.services.broadcasts import freezing

    with anywhere.database.write() as session:
        freezing.freeze(session, broadcast, OPEN)
    anywhere.release(broadcast)
    assert len(anywhere.deliveries(broadcast)) == seen.people
    left_out = {
        reason: count for (status, reason), count in anywhere.recipients(broadcast).items() if status == "left_out"
    }
    assert left_out == dict(seen.left_out)
    assert anywhere.look(broadcast).people == seen.people


def test_every_recipient_is_in_one_count_of_the_report(anywhere):
    anywhere.crowd(230)
    anywhere.person("+26658555103", asked=False, country="LS")
    broadcast = anywhere.frozen()
    with anywhere.database.write() as session:
        from registry.services.broadcasts import releasing

        releasing.release(session, broadcast, OPEN)
    with anywhere.database.write() as session:
        ids = leaving.claim(session, OPEN, 50).ids
    with anywhere.database.write() as session:
        settled = [leaving.Settled(each, "sent", sid=f"SM{each}") for each in ids[:30]]
        settled += [leaving.Settled(each, "failed", reason="invalid", error_code=21211) for each in ids[30:35]]
        leaving.settle_many(session, settled)
    with anywhere.database.read() as session:
        report = reports.report(session, broadcast)
    assert dict(report.statuses) == {
        "waiting": 30,
        "left_out": 1,
        "queued": 150,
        "sending": 15,
        "sent": 30,
        "failed": 5,
    }
    assert report.reasons == {("left_out", "opted_out"): 1, ("failed", "invalid"): 5}
    assert (report.total, report.reached, report.open, report.segments) == (230, 30, 195, 30)


def test_the_export_names_nobody_and_no_cell_is_a_formula(anywhere):
    contact = anywhere.person(number(1))
    anywhere.person(number(2), asked=False)
    broadcast = anywhere.released()
    text = "".join(reports.export(anywhere.database, broadcast))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted((row["status"], row["reason"]) for row in rows) == [("left_out", "opted_out"), ("queued", "")]
    assert contact not in text
    assert number(1) not in text
    assert number(1)[-6:] not in text


def test_cells_that_a_spreadsheet_would_run():
    for cell in ("=1+1", "+27", "-1", "@SUM(A1)", "\tx", "\rx"):
        assert csv_safe.cell(cell) == f"'{cell}"
    assert csv_safe.cell("sent") == "sent"
    assert csv_safe.cell(None) == ""


def test_a_person_in_danger_cannot_be_told_from_one_who_wants_silence(ministry):
    told = []
    for change in ({"safe_mode_at": now()}, {"is_muted": True}):
        contact = ministry.person(number(1))
        ministry.change(contact, safe_mode_at=None, is_muted=False)
        ministry.change(contact, **change)
        broadcast = ministry.frozen()
        text = "".join(reports.export(ministry.database, broadcast))
        told.append((dict(look(ministry, broadcast).left_out), text.split(",", 1)[1].replace(str(broadcast), "")))
    assert told[0][0] == told[1][0] == {"held": 1}
    assert told[0][1].split(",")[-5:] == told[1][1].split(",")[-5:]
