"""What the gateway makes of dialogues: which words open one, which leave one, and when reminders are looked for."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from gateway.assistant import Understood
from gateway.dialogues import held_in, is_our_word, leaves_dialogue, leaves_register, opens, speaks
from gateway.reminding import Reminding
from gateway.screen import screen
from registry.database import Database
from registry.models import Delivery, Draft, Reminder
from registry.models.base import now
from registry.services import contacts, drafts, reminders
from registry.services.library import Shelf
from registry.vault import Vault


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("register", "diaspora.register"),
        ("Ngolisa", "diaspora.register"),
        ("ho ingodisa", "diaspora.register"),
        ("JOIN REG-7K3M-4XAC", "diaspora.register"),
        ("reg 7k3m 4xac", "diaspora.register"),
        ("change my town", "diaspora.register"),
        ("fetola toropo ea ka", "diaspora.register"),
        ("remove me from the register", "diaspora.register"),
        ("ntloseng ngolisong", "diaspora.register"),
        ("CASE", "claim.open"),
        ("bula nyewe", "claim.open"),
        ("case TH-7K3-M4X", "claim.status"),
        ("SECRET mountain", "claim.status"),
        ("remind me", "claim.status"),
        ("how much is a passport", None),
        ("change my passport photo", None),
        ("I want to change money", None),
        ("thank you", None),
        ("the clerk was rude", None),
        ("", None),
    ],
)
def test_words_that_open_a_dialogue_without_a_model(text: str, topic: str | None) -> None:
    assert opens(text) == topic


@pytest.mark.parametrize(
    ("text", "leaves"),
    [("cancel", True), ("leave it", True), ("tlohela hle", True), ("STOP", False), ("emisa", False),
     ("unsubscribe", False),     ("how do I cancel my permit", False)],
)  # fmt: skip
def test_giving_up_a_dialogue_is_not_the_end_of_notices(text: str, leaves: bool) -> None:
    assert leaves_dialogue(text) is leaves


def test_leaving_the_register_is_no_opt_out() -> None:
    for text in ("remove me from the register", "ntlose lenaneng", "delete my registration"):
        assert leaves_register(text)
    assert screen("STOP").optout is not None
    assert not leaves_register("STOP")


@pytest.mark.parametrize(
    ("text", "language", "does"),
    [
        ("Thabo Mokoena, Welkom", "st", False),
        ("Mpho Letsie, Klerksdorp", "st", False),
        ("ke lula Welkom", "st", True),
        ("ke tsoa Mafeteng, ke sebetsa malapeng", "st", True),
        ("I live in Welkom", "en", True),
        ("nurse", "en", False),
    ],
)
def test_names_and_towns_are_of_no_language(text: str, language: str, does: bool) -> None:
    assert speaks(text, language) is does


@pytest.mark.parametrize(
    ("text", "ours"), [("CASE TH-7K3-M4X", True), ("SECRET khomo", True), ("please open a case for me now", False)]
)
def test_the_words_we_tell_people_to_write(text: str, ours: bool) -> None:
    assert is_our_word(text) is ours


def test_what_a_dialogue_said_is_found_among_the_replies() -> None:
    said = {"form": None, "topic": "claim.open", "outcome": "done", "said": "one", "more": "two", "returns": False}
    held = held_in(Understood("x", [], [], [{"text": "a"}, {"custom": {"dialogue": said}}]))
    assert held is not None
    assert (held.form, held.texts) == (None, ("one", "two"))
    assert held_in(Understood("x", [], [], [{"text": "a"}])) is None


def test_what_is_due_is_queued_and_old_drafts_are_dropped(database_file: Callable[[], Database], vault: Vault) -> None:
    database = database_file()
    with database.write() as session:
        address = contacts.reach(session, vault, number="+27835550101", channel="sms", country="ZA")
        session.flush()
        contact = address.contact_id
        drafts.keep(session, vault, contact, "registration", {"asked": ["name"]}, 1)
        session.get_one(Draft, (contact, "registration")).updated_at = now() - dt.timedelta(days=31)
        reminders.schedule(session, contact, "second_phone", {})
        reminders.schedule(session, contact, "second_phone", {}, now() + dt.timedelta(days=1))
    woken: list[bool] = []
    reminding = Reminding(database, vault, Shelf(database), lambda: woken.append(True))
    assert asyncio.run(reminding.look()) == 1
    assert asyncio.run(reminding.look()) == 0
    assert woken == [True]
    with database.read() as session:
        assert len(session.scalars(select(Delivery)).all()) == 1
        assert session.scalars(select(Draft)).all() == []
        assert [each.settled_at is not None for each in session.scalars(select(Reminder).order_by(Reminder.id))] == [
            True,
            False,
        ]
