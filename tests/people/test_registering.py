"""Registering, changing, leaving, joining: through the rows, as the actions ask for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Address, Contact, Draft, Link, Registration, Reminder
from registry.models.base import now
from registry.services import consents, contacts, dialogues, drafts, registrations
from registry.services.library import Library
from registry.services.references import REGISTRATION, reference_in
from registry.vault import Vault
from sesotho import segments, to_gsm7
from tests.people.conftest import PALESA, THABO, TODAY, Talk

LOCALES = ("en", "st_LS", "st_ZA")


def _row(session: Session, phone: Callable[..., Address], number: str = THABO) -> Registration:
    found = registrations.find(session, phone(number).contact_id)
    assert found is not None
    return found


def _code(said: str) -> str:
    found = reference_in(said, REGISTRATION)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ["register", "Thabo Mokoena, Welkom", "Mafeteng, domestic worker", "yes"],
            {"name": "Thabo Mokoena", "town": "Welkom", "country": "ZA", "district": "mafeteng", "sector": "domestic",
             "skills": ["domestic_worker"], "interests": ["forums"]},
        ),
        (
            ["register", "domestic worker in joburg, from mafeteng, tell me about forums", "Palesa Mohapi", "ee"],
            {"name": "Palesa Mohapi", "town": "Johannesburg", "country": "ZA", "district": "mafeteng",
             "sector": "domestic", "skills": ["domestic_worker"], "interests": ["forums"]},
        ),
        (
            ["ke batla ho ngolisa, ke Tau Sello", "ke lula Rustenburg, ke tsoa TY", "morafong", "ee tsohle"],
            {"name": "Tau Sello", "town": "Rustenburg", "country": "ZA", "district": "berea", "sector": "mining",
             "skills": ["miner"],
             "interests": ["forums", "permits", "passports", "claims", "jobs", "investment"]},
        ),
        (
            ["register", "Lineo Thamae, Leeds, UK", "Leribe nurse", "yes none"],
            {"name": "Lineo Thamae", "town": "Leeds", "country": "GB", "district": "leribe", "sector": "health",
             "skills": ["nurse"], "interests": []},
        ),
        (
            ["register", "Lineo", "Ficksburg", "Leribe", "none", "yes forums and jobs"],
            {"name": "Lineo", "town": "Ficksburg", "country": "ZA", "district": "leribe", "sector": None, "skills": [],
             "interests": ["forums", "jobs"]},
        ),
        (
            ["register", "Middelburg", "1", "Lineo Thamae", "Leribe, cook", "no, Welkom", "yes"],
            {"name": "Lineo Thamae", "town": "Welkom", "country": "ZA", "district": "leribe", "sector": "hospitality",
             "skills": ["cook"], "interests": ["forums"]},
        ),
    ],
)  # fmt: skip
def test_what_is_kept(
    texts: list[str],
    expected: dict[str, Any],
    talk: Talk,
    session: Session,
    vault: Vault,
    phone: Callable[..., Address],
) -> None:
    assert talk(*texts)[-1].kind == "done"
    assert registrations.values_of(vault, _row(session, phone)) == expected


def test_consent_is_kept_in_the_words_that_were_agreed_to(
    talk: Talk, session: Session, phone: Callable[..., Address]
) -> None:
    talk("register", "Thabo Mokoena, Welkom", "Mafeteng, domestic worker", "yes all")
    given = {each.scope: each for each in consents.history(session, phone().contact_id)}
    assert {"registration", "diaspora.forums", "permit", "pension", "labour"} <= set(given)
    assert "Ministry keeps this locked" in given["registration"].wording
    assert given["registration"].wording.startswith("register-")


def test_nothing_of_a_person_stands_in_the_clear(talk: Talk, session: Session, phone: Callable[..., Address]) -> None:
    talk("register", "Thabo Mokoena, Welkom")
    draft = session.get_one(Draft, (phone().contact_id, "registration"))
    assert b"Thabo" not in draft.data
    assert b"Welkom" not in draft.data
    talk("Mafeteng, domestic worker", "yes", opens=False)
    row = _row(session, phone)
    assert row.name is not None
    assert b"Thabo" not in row.name
    assert session.get(Draft, (phone().contact_id, "registration")) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_every_question_fits_two_segments(locale: str, talk: Talk) -> None:
    long = "Nthabiseng Mamokhethi Ramokoatsi, Pietermaritzburg"
    outcomes = talk(
        "register", "why", long, "hobaneng", "Mohale's Hoek, cleaner", "who sees this", "yes", locale=locale
    )
    assert outcomes[-1].kind == "done"
    for outcome in outcomes:
        counted = segments(to_gsm7(outcome.said))
        assert counted.count <= 2, (counted.units, outcome.said)


def test_a_draft_waits_and_then_it_does_not(
    talk: Talk, session: Session, vault: Vault, phone: Callable[..., Address]
) -> None:
    talk("register", "Thabo Mokoena, Welkom")
    draft = session.get_one(Draft, (phone().contact_id, "registration"))
    draft.updated_at = now() - dt.timedelta(days=29)
    session.flush()
    [again] = talk("register")
    assert "You had begun before" in again.said
    assert "district" in again.said
    session.get_one(Draft, (phone().contact_id, "registration")).updated_at = now() - dt.timedelta(days=31)
    session.flush()
    assert drafts.load(session, vault, phone().contact_id, "registration") is None
    assert drafts.expire(session) == 1


def test_somebody_in_danger_is_asked_nothing_and_nothing_lies_about(
    talk: Talk, session: Session, phone: Callable[..., Address]
) -> None:
    talk("register", "Thabo Mokoena, Welkom")
    contacts.enter_safe_mode(session.get_one(Contact, phone().contact_id))
    [refused] = talk("Mafeteng, domestic worker", opens=False)
    assert refused.kind == "refused"
    assert "Thabo" not in refused.said
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_text_that_came_twice_is_no_answer_to_the_next_question(talk: Talk) -> None:
    _, first, second = talk("register", "Thabo Mokoena, Welkom", "Thabo Mokoena, Welkom")
    assert first.said == second.said


def test_a_question_of_ones_own_is_passed_on(talk: Talk) -> None:
    asks = "How do I renew my passport?"
    outcomes = talk("register", asks, intents={asks: "passport.renew"})
    assert outcomes[-1].kind == "passed"


def test_registered_twice_from_one_number_is_registered_once(
    talk: Talk, session: Session, vault: Vault, phone: Callable[..., Address]
) -> None:
    first = talk("register", "Thabo Mokoena, Welkom", "Mafeteng, farm", "yes")[-1]
    shown, changed, done = talk("register", "my town is Durban", "yes")
    assert "You are registered" in shown.said
    assert "Durban" in changed.said
    assert done.kind == "done"
    assert _code(done.said) == _code(first.said)
    assert session.scalar(select(func.count()).select_from(Registration)) == 1
    assert _row(session, phone).town == "Durban"
    assert registrations.values_of(vault, _row(session, phone))["interests"] == ["forums"]


def test_leaving_wipes_all_but_that_there_was_one(talk: Talk, session: Session, phone: Callable[..., Address]) -> None:
    talk("register", "Thabo Mokoena, Welkom", "Mafeteng, farm", "yes")
    sure, gone = talk("remove me from the register", "yes")
    assert "Sure?" in sure.said
    assert gone.kind == "done"
    assert registrations.find(session, phone().contact_id) is None
    row = session.get_one(Registration, phone().contact_id)
    assert (row.name, row.code, row.code_blind, row.town, row.identity, row.skills) == (
        None,
        None,
        None,
        None,
        None,
        [],
    )
    assert row.left_at is not None
    newest = {each.scope: each.is_given for each in consents.history(session, phone().contact_id)}
    assert newest["diaspora.forums"] is False
    assert newest["registration"] is False


def test_a_second_phone_joins_and_the_first_is_told(
    talk: Talk, session: Session, phone: Callable[..., Address]
) -> None:
    done = talk("register", "Thabo Mokoena, Welkom", "Mafeteng, farm", "yes")[-1]
    [joined] = talk(f"JOIN {_code(done.said)}", number=PALESA)
    assert joined.kind == "done"
    assert _row(session, phone, PALESA).contact_id == phone(THABO).contact_id
    told = session.scalars(select(Reminder).where(Reminder.code == "second_phone")).one()
    assert told.contact_id == phone(THABO).contact_id
    [_off, done] = talk("leave register", "yes", number=PALESA)
    assert registrations.find(session, phone(PALESA).contact_id) is None
    assert registrations.find(session, phone(THABO).contact_id) is not None


def test_two_registrations_of_one_person_become_one(
    talk: Talk, session: Session, vault: Vault, phone: Callable[..., Address]
) -> None:
    done = talk("register", "Thabo Mokoena, Welkom", "Mafeteng", "none", "yes")[-1]
    talk("register", "Mokoena Thabo, Durban", "Mafeteng, plumber", "yes jobs", number=PALESA)
    assert registrations.duplicates(session) == [[phone(THABO).contact_id, phone(PALESA).contact_id]]
    talk(f"join {_code(done.said)}", number=PALESA)
    assert registrations.duplicates(session) == []
    kept = registrations.values_of(vault, _row(session, phone, PALESA))
    assert kept["town"] == "Welkom"
    assert kept["sector"] == "building"
    assert set(kept["interests"]) == {"forums", "jobs"}
    assert session.get_one(Link, phone(PALESA).contact_id).registered_id == phone(THABO).contact_id


def test_guessing_a_number_ends_after_five(talk: Talk) -> None:
    said = [talk("JOIN REG-7K3M-4XAC", number=PALESA)[0].said for _ in range(6)]
    assert all("No registration" in each for each in said[:5])
    assert "tomorrow" in said[5]


def test_a_registration_from_the_web_becomes_that_of_the_first_phone(
    talk: Talk, session: Session, vault: Vault, phone: Callable[..., Address]
) -> None:
    web = Contact(country="GB")
    session.add(web)
    session.flush()
    agreed = registrations.Agreed("register-test", "I agree", "web", "form")
    values = {"name": "Lineo Thamae", "country": "GB", "town": "Leeds", "district": "leribe", "interests": ["forums"]}
    _, code = registrations.register(session, vault, web.id, values, agreed)
    [joined] = talk(f"JOIN {code}", number=PALESA)
    assert joined.kind == "done"
    assert _row(session, phone, PALESA).contact_id == phone(PALESA).contact_id
    assert _row(session, phone, PALESA).town == "Leeds"
    assert session.get(Contact, web.id) is None
    assert "diaspora.forums" in {each.scope for each in consents.history(session, phone(PALESA).contact_id)}


def test_a_message_asked_about_again_is_answered_as_the_first_time(
    session: Session, vault: Vault, library: Library, phone: Callable[..., Address]
) -> None:
    contact = phone().contact_id
    texts = ["register", "Thabo Mokoena, Welkom", "Mafeteng, farm", "yes"]
    for message, text in enumerate(texts):
        turn = dialogues.Turn("registration", contact, text, "en", "ZA", begins=message == 0, message=message)
        first, again = (dialogues.take(session, vault, library, turn, TODAY) for _ in range(2))
        assert (first.kind, first.said) == (again.kind, again.said)
    assert session.scalar(select(func.count()).select_from(Registration)) == 1
