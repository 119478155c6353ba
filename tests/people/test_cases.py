"""Cases: opened, routed, asked about, changed by officers, and told to the person unless that may not be."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import Address, Case, Contact, Deadline, Delivery, Message, Reminder
from registry.models.base import now
from registry.services import cases, contacts, reminders
from registry.services.cases import BadChange, Filters, NoSuchCase
from registry.services.library import Library
from registry.services.references import CASE, is_right, new_reference, reference_in
from registry.vault import Vault
from sesotho import segments, to_gsm7
from tests.people.conftest import PALESA, THABO, Talk

OFFICER = "Mme Fictional"
PASSPORT = ["open a case", "passport kept", "my boss at Sunrise farm since June", "Lineo Khoza, Bethlehem", "yes"]


def _opened(session: Session) -> Case:
    return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()


@pytest.fixture
def opened(talk: Talk, session: Session) -> Case:
    """A case of a kept passport, from Thabo's telephone."""
    assert talk(*PASSPORT, kind="case")[-1].kind == "done"
    return _opened(session)


@pytest.mark.parametrize(
    ("texts", "kind", "mission", "details"),
    [
        (
            ["help with my pension claim", "Harmony gold 1985 to 1999", "12345678", "Thabo Mokoena, Mafeteng", "e"],
            "pension", "labour-maseru",
            {"employer": "Harmony gold", "years": "1985-1999", "number": "12345678", "name": "Thabo Mokoena"},
        ),
        (
            ["help with a provident fund claim", "MWPF, Vaal Reefs 78-90", "none", "Thabo Mokoena, Welkom", "yes"],
            "provident", "consulate-welkom", {"years": "1978-1990"},
        ),
        (PASSPORT, "passport", "consulate-welkom", {"employer": "my boss at Sunrise farm since June"}),
        (
            ["open a case", "official", "a clerk in Welkom", "she asked for money", "Thabo Mokoena, Welkom", "yes"],
            "official", "ministry-maseru", {"happened": "she asked for money"},
        ),
        (
            ["bula nyewe", "moputso", "Mr Botha, Durban", "ha a ntefe ho tloha Phato", "Tau Sello, Durban", "ee"],
            "wages", "consulate-durban", {"name": "Tau Sello"},
        ),
        (
            ["open a case", "other", "my visa papers are with an agent", "Lineo Thamae, Berlin", "yes"],
            "other", "embassy-berlin", {"name": "Lineo Thamae"},
        ),
    ],
)  # fmt: skip
def test_what_the_mission_gets(
    texts: list[str], kind: str, mission: str, details: dict[str, Any], talk: Talk, session: Session, vault: Vault
) -> None:
    outcome = talk(*texts, kind="case")[-1]
    assert outcome.kind == "done", outcome.said
    found = _opened(session)
    assert (found.kind, found.mission) == (kind, mission)
    assert is_right(found.reference)
    assert found.reference in outcome.said
    told = json.loads(vault.unlock(found.details))
    assert details.items() <= told.items()
    assert b"Thabo" not in found.details


def test_for_somebody_else_both_names_are_asked(talk: Talk, session: Session, vault: Vault) -> None:
    texts = ["open a case for my late husband", "pension", "Kloof 1970-1990", "none", "Tau Letsie, Palesa Letsie",
             "Mafeteng", "yes"]  # fmt: skip
    assert talk(*texts, kind="case")[-1].kind == "done"
    found = _opened(session)
    told = json.loads(vault.unlock(found.details))
    assert (found.behalf, told["person"], told["name"]) == ("husband", "Tau Letsie", "Palesa Letsie")


def test_last_days_are_computed_told_and_cited(talk: Talk, session: Session) -> None:
    texts = ["open a case", "wages", "Mr Botha, Durban", "he owes me two months, I was dismissed on 3 November",
             "Tau Sello, Durban", "yes"]  # fmt: skip
    told = talk(*texts, kind="case")[-1]
    assert told.kind == "asked"
    assert "3 December 2026" in told.more
    assert "3 November 2027" in told.more
    kept = {each.code: each for each in session.scalars(select(Deadline))}
    assert kept["ccma"].due_on == dt.date(2026, 12, 3)
    assert kept["ccma"].facts == ["ccma_30", "ccma_late"]
    assert kept["uif"].counted_from == dt.date(2026, 11, 3)
    [wanted] = talk("yes", kind="case", opens=False)
    assert wanted.kind == "done"
    due = sorted(each.due_at.date() for each in session.scalars(select(Reminder)))
    assert due[:2] == [dt.date(2026, 11, 26), dt.date(2026, 12, 1)]


def test_a_time_that_has_run_out_is_said_to_have(talk: Talk, session: Session) -> None:
    texts = ["open a case", "wages", "Mr Botha, Durban", "I was dismissed on 3 March 2025", "Tau Sello, Durban", "yes"]
    told = talk(*texts, kind="case")[-1]
    assert told.kind == "done"
    assert "ended on 2 April 2025" in told.more
    assert session.scalar(select(func.count()).select_from(Reminder)) == 0


@pytest.mark.parametrize("locale", ["en", "st_LS", "st_ZA"])
def test_every_question_fits_two_segments(locale: str, talk: Talk) -> None:
    texts = ["open a case", "wages", "hobaneng", "The Very Long Cleaning Company of Pietermaritzburg and Sons, Howick",
             "ke lelekilwe ka la 3 November", "Nthabiseng Mamokhethi Mohapi", "Johannesburg", "yes", "yes"]  # fmt: skip
    outcomes = talk(*texts, kind="case", locale=locale)
    assert outcomes[-1].kind == "done"
    for outcome in outcomes:
        for text in (outcome.said, outcome.more):
            assert not text or segments(to_gsm7(text)).count <= 2, (segments(to_gsm7(text)).units, text)


# Asking.


def _ask(session: Session, vault: Vault, library: Library, address: Address, text: str) -> str | None:
    return cases.answer(session, vault, library, address.contact_id, text, "en")


@pytest.fixture
def ask(session: Session, vault: Vault, library: Library, phone: Callable[..., Address]) -> Callable[..., str | None]:
    """What is said to a text about a case, from a number."""
    return lambda text, number=THABO: _ask(session, vault, library, phone(number), text)


def test_the_phone_that_opened_it_is_told(opened: Case, ask: Callable[..., str | None]) -> None:
    for text in (opened.reference, f"case {opened.reference.lower()}?", "how far is my case"):
        assert "received on" in (ask(text) or "")


def test_another_phone_is_told_nothing_without_the_word(opened: Case, ask: Callable[..., str | None]) -> None:
    unknown = ask(f"CASE {new_reference(CASE)}", PALESA)
    other = ask(f"CASE {opened.reference}", PALESA)
    assert other is not None
    assert unknown is not None
    shown = reference_in(unknown, CASE)
    assert shown is not None
    # The same words whether there is such a case or not.
    assert other.replace(opened.reference, "x") == unknown.replace(shown, "x")


def test_the_secret_word_opens_it_and_guessing_ends(opened: Case, ask: Callable[..., str | None]) -> None:
    assert "at least four" in (ask("SECRET ab") or "")
    assert "Kept for" in (ask("SECRET Khomo!") or "")
    assert opened.secret is not None
    assert "khomo" not in opened.secret
    assert "received on" in (ask(f"CASE {opened.reference} khomo", PALESA) or "")
    for _ in range(5):
        assert "secret word" in (ask(f"CASE {opened.reference} wrong", PALESA) or "")
    assert "tomorrow" in (ask(f"CASE {opened.reference} khomo", PALESA) or "")
    opened.tried_at = now() - dt.timedelta(days=2)
    assert "received on" in (ask(f"CASE {opened.reference} khomo", PALESA) or "")


def test_a_slip_in_a_reference_is_said_to_be_one(opened: Case, ask: Callable[..., str | None]) -> None:
    wrong = opened.reference[:-1] + ("3" if opened.reference[-1] != "3" else "4")
    assert "one letter or digit is wrong" in (ask(f"CASE {wrong}", PALESA) or "")


@pytest.mark.parametrize("text", ["how far is my claim", "passport", "SECRET"])
def test_whoever_has_no_case_is_told_nothing_of_one(text: str, ask: Callable[..., str | None]) -> None:
    assert ask(text, PALESA) in (None, "You have no open case. Write CASE to open one.")


# What officers do.


def _said_to(session: Session, vault: Vault, contact_id: str) -> list[str]:
    rows = session.scalars(
        select(Message).where(Message.contact_id == contact_id, Message.direction == "out").order_by(Message.id)
    )
    return [vault.unlock(each.body) for each in rows if each.body is not None]


@pytest.mark.parametrize(
    ("language", "spelling", "words"),
    [("en", None, "is working on it"), ("st", "ls", "e sebetsa ka eona"), ("st", "za", "e sebetsa ka yona")],
)
def test_a_change_is_told_in_the_persons_own_spelling(
    language: str, spelling: str | None, words: str, opened: Case, session: Session, vault: Vault, library: Library
) -> None:
    contact = session.get_one(Contact, opened.contact_id)
    contact.language, contact.spelling = language, spelling
    cases.change_status(session, vault, opened.id, "in_work", OFFICER, "spoke to the farm")
    assert reminders.queue_due(session, vault, library) == 1
    [told] = _said_to(session, vault, opened.contact_id)
    assert words in told
    assert opened.reference in told
    assert "farm" not in told
    assert [each.kind for each, _ in cases.case(session, vault, opened.id).events] == ["opened", "status"]


def test_nobody_in_danger_is_told(opened: Case, session: Session, vault: Vault, library: Library) -> None:
    cases.change_status(session, vault, opened.id, "in_work", OFFICER)
    contacts.enter_safe_mode(session.get_one(Contact, opened.contact_id))
    assert reminders.queue_due(session, vault, library) == 1
    assert session.scalar(select(func.count()).select_from(Delivery)) == 0
    assert session.scalars(select(Reminder.reason)).one() == "safe_mode"


def test_news_waits_for_the_morning(opened: Case, session: Session, vault: Vault, library: Library) -> None:
    midnight = dt.datetime.combine(now().date() + dt.timedelta(days=1), dt.time(22), dt.UTC)
    cases.change_status(session, vault, opened.id, "in_work", OFFICER)
    reminders.queue_due(session, vault, library, midnight)
    leaves = session.scalars(select(Delivery.next_attempt_at)).one()
    assert leaves.hour == 6
    assert leaves > midnight


def test_closing_ends_the_reminders(talk: Talk, session: Session, vault: Vault) -> None:
    texts = ["open a case", "wages", "Mr Botha, Durban", "I was dismissed yesterday", "Tau Sello, Durban", "yes", "yes"]
    talk(*texts, kind="case")
    found = _opened(session)
    cases.change_status(session, vault, found.id, "solved", OFFICER)
    left = session.scalars(select(Reminder.code).where(Reminder.settled_at.is_(None))).all()
    assert left == ["case.status"]
    assert found.closed_at is not None


def test_transfer_notes_and_lists(opened: Case, session: Session, vault: Vault, library: Library) -> None:
    cases.transfer(session, vault, library, opened.id, "consulate-durban", "consular", OFFICER, "she moved")
    cases.note(session, vault, opened.id, OFFICER, "call on Monday")
    seen = cases.case(session, vault, opened.id)
    assert [text for _, text in seen.events if text] == ["she moved", "call on Monday"]
    assert [each.id for each in cases.list_cases(session, Filters(mission="consulate-durban", is_open=True))] == [
        opened.id
    ]
    assert cases.list_cases(session, Filters(mission="consulate-welkom")) == []
    assert [each.id for each in cases.list_cases(session, Filters(text=opened.reference.lower()))] == [opened.id]
    assert cases.list_cases(session, Filters(text="nonsense")) == []
    reminders.queue_due(session, vault, library)
    assert "it is now with Consulate General of Lesotho, Durban" in _said_to(session, vault, opened.contact_id)[0]


def test_an_export_holds_no_word_of_the_person(opened: Case, session: Session) -> None:
    header, line = list(cases.export(session))
    assert header.startswith("reference,kind,status")
    assert opened.reference in line
    assert "Lineo" not in line
    assert "Sunrise" not in line


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda s, v, lib, c: cases.change_status(s, v, c.id, "nonsense", OFFICER), BadChange),
        (lambda s, v, lib, c: cases.change_status(s, v, c.id, "new", OFFICER), BadChange),
        (lambda s, v, lib, c: cases.change_status(s, v, c.id + 1, "in_work", OFFICER), NoSuchCase),
        (lambda s, v, lib, c: cases.transfer(s, v, lib, c.id, "nowhere", "claims", OFFICER), BadChange),
        (lambda s, v, lib, c: cases.transfer(s, v, lib, c.id, "consulate-durban", "nobody", OFFICER), BadChange),
    ],
)
def test_what_an_officer_cannot_do(
    change: Callable[..., object],
    error: type[Exception],
    opened: Case,
    session: Session,
    vault: Vault,
    library: Library,
) -> None:
    with pytest.raises(error):
        change(session, vault, library, opened)


def test_old_news_is_no_news(opened: Case, session: Session, vault: Vault, library: Library) -> None:
    cases.change_status(session, vault, opened.id, "in_work", OFFICER)
    assert reminders.queue_due(session, vault, library, now() + dt.timedelta(days=5)) == 1
    assert session.scalars(select(Reminder.reason)).one() == "stale"
