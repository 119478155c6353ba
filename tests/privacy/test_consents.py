"""Every consent proves itself: who, when, in which words, on which channel, from where."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gateway import words
from registry.models import Consent
from registry.models.consent import version_of
from registry.services import consents
from tests.privacy.conftest import THABO


@pytest.mark.parametrize(
    ("text", "more", "scope", "is_given", "source", "wording"),
    [
        ("STOP", {}, "notices", False, "message", words.STOPPED),
        ("START", {}, "notices", True, "message", words.STARTED),
        ("answer me no more", {}, "answers", False, "message", words.MUTED),
        ("STOP", {"OptOutType": "STOP"}, "notices", False, "provider", "Answered by the provider (OptOutType)."),
        ("START", {"OptOutType": "START"}, "notices", True, "provider", "Answered by the provider (OptOutType)."),
    ],
)
def test_what_a_person_says_is_recorded_whole(house, text, more, scope, is_given, source, wording):
    house.hears(THABO, text, channel="whatsapp", **more)
    house.rest()
    with house.database.read() as session:
        [row] = session.scalars(select(Consent))
    assert (row.scope, row.is_given, row.channel, row.source) == (scope, is_given, "whatsapp", source)
    assert row.wording == wording
    assert row.version == version_of(wording)
    assert row.contact_id
    assert row.recorded_at.tzinfo is not None


def test_every_column_is_needed(session):
    for column in ("contact_id", "scope", "is_given", "wording", "version", "channel", "source", "recorded_at"):
        assert not Consent.__table__.c[column].nullable, column


def test_another_wording_is_another_version(session, thabo):
    for wording in ("We write to you about forums.", "We write to you about forums and permits."):
        consents.record(session, thabo.id, "notices", is_given=True, wording=wording, channel="sms", source="message")
    session.flush()
    first, second = consents.history(session, thabo.id)
    assert first.version != second.version
    assert (len(first.version), first.version) == (16, version_of("We write to you about forums."))
