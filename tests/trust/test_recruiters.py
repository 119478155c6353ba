"""Agencies on the list: by number exactly, by name with small mistakes, and care with all others."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.models import Broadcast
from registry.models.base import now
from registry.services import recruiters, verification
from service.settings import ROOT

HEAD = "name,licence,standing,valid_until"
THE_DAY = dt.date(2026, 11, 1)
SAMPLE = (ROOT / "docs/samples/recruiters.csv").read_text("utf-8").splitlines(keepends=True)


@pytest.fixture
def session(database):
    with database.write() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def listed(session):
    assert recruiters.import_csv(session, SAMPLE, THE_DAY) == recruiters.Imported(4)
    return session


@pytest.mark.parametrize(
    ("text", "how", "licence"),
    [
        ("AGENT FIC-REC-0001", "listed", "FIC-REC-0001"),
        ("agent fic rec 0001", "listed", "FIC-REC-0001"),
        ("is ficrec0003 a real one?", "listed", "FIC-REC-0003"),
        ("AGENT Fictional Thaba Bosiu", "listed", "FIC-REC-0001"),
        ("is Fictional Thaba Bosiu Recruiters licensed", "listed", "FIC-REC-0001"),
        ("AGENT fictional taba bosio recruters", "listed", "FIC-REC-0001"),
        ("na Fictional Maloti Labour Services e ngolisitsoe?", "listed", "FIC-REC-0002"),
        ("AGENT Fictional Maloto Srvices", "listed", "FIC-REC-0002"),
        ("AGENT Fictional Mal", "alike", "FIC-REC-0002"),
        ("AGENT Golden Bridge Dubai", "not_listed", None),
        ("AGENT FIC-REC-0009", "not_listed", None),
        ("AGENT FIC-REC-00011", "not_listed", None),
        ("is this agency licensed?", "no_name", None),
        ("na agent ena e na le laesense?", "no_name", None),
    ],
)
def test_what_the_list_says(listed, text, how, licence):
    looked = recruiters.look_up(listed, text)
    assert (looked.how, looked.listed_on) == (how, THE_DAY)
    assert (looked.found[0].licence if looked.found else None) == licence


def test_without_a_list_nothing_is_said_of_anybody(session):
    assert recruiters.look_up(session, "AGENT FIC-REC-0001").how == "no_list"


@pytest.mark.parametrize(
    ("licence", "is_valid"),
    [("FIC-REC-0001", True), ("FIC-REC-0002", False), ("FIC-REC-0003", False), ("FIC-REC-0004", True)],
)
def test_a_licence_stands_while_it_is_in_force(listed, licence, is_valid):
    (found,) = recruiters.look_up(listed, licence).found
    assert recruiters.is_valid(found, dt.date(2026, 11, 22)) is is_valid


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (",FIC-1,licensed,", "name must"),
        ("=HYPERLINK(1),FIC-1,licensed,", "no formula"),
        ("Fictional One,none,licensed,", "licence must"),
        ("Fictional One,FIC-1,great,", "standing must"),
        ("Fictional One,FIC-1,licensed,soon", "valid_until must"),
        ("Fictional Two,fic 0,licensed,", "earlier line"),
    ],
)
def test_a_list_with_a_mistake_changes_nothing(listed, line, complaint):
    done = recruiters.import_csv(listed, [f"{HEAD}\n", "Fictional Zero,FIC-0,licensed,\n", f"{line}\n"], THE_DAY)
    assert done.taken == 0
    assert complaint in done.refused[0][1]
    assert recruiters.look_up(listed, "FIC-REC-0001").how == "listed"


def test_a_new_list_takes_the_place_of_the_old(listed):
    day = dt.date(2026, 12, 1)
    recruiters.import_csv(listed, [f"{HEAD}\n", "Fictional Zero,FIC-0001,licensed,\n"], day)
    assert recruiters.look_up(listed, "AGENT FIC-REC-0001").how == "not_listed"
    assert recruiters.listed_on(listed) == day


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("CODE B7K4M", "ours"),
        ("code b7k4m", "ours"),
        ("Passports are made in Qacha's Nek too.\nMFAIR B7K4M", "ours"),
        ("is this from you: pay nothing. MFAIR: b7 k4m", "ours"),
        ("b7k4m", "ours"),
        ("CODE XX9Q2", "not_ours"),
        ("You won R5000. MFAIR XX9Q2", "not_ours"),
        ("is this message really from you", "no_code"),
        ("what does it cost", "no_code"),
        ("hello", "no_code"),
    ],
)
def test_a_notice_is_known_by_its_code(session, text, how):
    session.add(Broadcast(code="B7K4M", title="Fictional", topic="passport.fee", created_by="X", frozen_at=now()))
    session.flush()
    found = verification.verify(session, text)
    assert (found.how, found.topic) == (how, "passport.fee" if how == "ours" else None)


def test_a_notice_that_was_never_sent_is_not_vouched_for(session):
    session.add(Broadcast(code="B7K4M", title="Fictional", topic="passport.fee", created_by="X"))
    session.flush()
    assert verification.verify(session, "CODE B7K4M").how == "not_ours"
