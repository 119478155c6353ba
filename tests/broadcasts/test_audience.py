"""Who has a broadcast and who is left out: the rule for one person and the statement for all of them agree."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from registry.models import Address, Contact
from registry.models.base import now
from registry.services import consents, reaching
from registry.services.audience import HELD, Audience, groups, people, why_not
from registry.services.terms import Terms
from tests.broadcasts.conftest import OPEN, Ministry, number

# `reaching` says which of two it is; here they are one, so that a list of one number tells nobody who is in danger.
TOLD = {"safe_mode": HELD, "muted": HELD, "invalid": "no_number"}
TOPICS = ("notices", "pension", "pension.claim", "diaspora.forums")
SCOPES = ("notices", "all", "answers", "pension", "pension.claim", "diaspora", "diaspora.forums", "case")


def why(ministry: Ministry, topic: str, terms: Terms = OPEN) -> dict[str, str | None]:
    """By contact, what the one statement says."""
    with ministry.database.read() as session:
        found = people(0, Audience()).add_columns(Contact.id, why_not(topic, ["sms", "whatsapp"], terms))
        return {row[0]: row[1] for row in session.execute(found)}


def test_the_statement_for_all_agrees_with_the_rule_for_one(anywhere):
    chance = random.Random(6)
    everybody = [anywhere.person(number(n), asked=None) for n in range(120)]
    with anywhere.database.write() as session:
        for contact in everybody:
            for _ in range(chance.choice((0, 1, 1, 2, 3))):
                consents.record(
                    session, contact, chance.choice(SCOPES), is_given=chance.random() < 0.6, wording="a test",
                    channel="sms", source="message",
                )  # fmt: skip
            row = session.get_one(Contact, contact)
            row.is_muted = chance.random() < 0.1
            row.safe_mode_at = now() if chance.random() < 0.1 else None
            for address in session.scalars(select(Address).where(Address.contact_id == contact)):
                address.is_invalid = chance.random() < 0.1
    for topic in TOPICS:
        with anywhere.database.read() as session:
            one_by_one = reaching.reasons(session, everybody, f"notice:{topic}")
        expected = {contact: TOLD.get(reason or "", reason) for contact, reason in one_by_one.items()}
        assert why(anywhere, topic) == expected
        assert len(set(expected.values())) >= 4, "the people of this test are too much alike"


def test_safe_mode_and_silence_are_one_reason(ministry):
    in_danger, silent = ministry.person(number(1)), ministry.person(number(2))
    ministry.change(in_danger, safe_mode_at=now())
    ministry.change(silent, is_muted=True)
    assert set(why(ministry, "notices").values()) == {HELD}


def test_a_country_that_we_do_not_send_to_is_left_out(ministry):
    ministry.person(number(1), country="ZA")
    abroad = ministry.person("+447700900123", country="GB")
    assert why(ministry, "notices", Terms(countries=frozenset({"ZA", "LS"})))[abroad] == "country"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"thabo", "palesa", "lerato", "neo"}),
        ({"languages": ["en"]}, {"neo"}),
        ({"spellings": ["za"]}, {"palesa"}),
        ({"countries": ["LS"]}, {"lerato"}),
        # Where somebody lives counts, not where the number is from.
        ({"countries": ["BW"]}, {"neo"}),
        ({"districts": ["mafeteng"]}, {"thabo", "palesa"}),
        ({"places": ["Welkom"]}, {"thabo"}),
        ({"sectors": ["mining", "domestic"]}, {"thabo", "palesa"}),
        ({"interests": ["forums"]}, {"thabo"}),
        ({"interests": ["forums", "claims"]}, {"thabo", "palesa"}),
        ({"districts": ["mafeteng"], "interests": ["claims"]}, {"palesa"}),
        ({"districts": ["leribe"]}, set()),
        ({"interests": ["%"]}, set()),
    ],
)
def test_filters(anywhere, filters, expected):
    names = {
        anywhere.person(
            number(1), country="ZA", district="mafeteng", town="Welkom", sector="mining", interests=["forums", "jobs"]
        ): "thabo",
        anywhere.person(
            number(2), spelling="za", district="mafeteng", town="Soweto", sector="domestic", interests=["claims"]
        ): "palesa",
        anywhere.person("+26658555103", country="LS"): "lerato",
        anywhere.person(number(4), language="en", spelling=None, living="BW"): "neo",
    }
    with anywhere.database.read() as session:
        found = session.scalars(people(0, Audience.read(filters)).add_columns(Contact.id))
        assert {names[contact] for contact in found} == expected


def test_somebody_who_left_the_register_is_found_by_nothing_they_had_told(ministry):
    ministry.person(number(1), district="mafeteng", left_at=now())
    with ministry.database.read() as session:
        found = session.scalars(people(0, Audience(districts=("mafeteng",))).add_columns(Contact.id))
        assert list(found) == []


def test_groups_count_everybody_once(anywhere):
    for n in range(5):
        anywhere.person(number(n), "sms", "whatsapp")
    anywhere.person(number(8), asked=False)
    with anywhere.database.read() as session:
        found = groups(session, 0, Audience(), "notices", ["whatsapp", "sms"], OPEN, now())
    assert sum(each.number for each in found) == 6
    assert {(each.reason, each.has_whatsapp, each.number) for each in found} == {
        (None, True, 5),
        ("opted_out", False, 1),
    }
