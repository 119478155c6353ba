"""What a message names is found wherever it stands, in either spelling, and given in one form."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.entities import Names, entities
from service.settings import ROOT


def names(kind: str, path: str) -> Names:
    rows = yaml.safe_load((ROOT / "content" / path).read_text(encoding="utf-8"))
    return Names(kind, {row["name"]: row["aliases"] for row in rows})


NAMES = [names("mine", "mines.yaml"), names("town", "towns.yaml")]

TABLE = [
    # references
    ("what happened to th-7k3-m4x", "case TH-7K3-M4X"),
    ("TH 7K3M4X please", "case TH-7K3-M4X"),
    ("th7k3m4x", "case TH-7K3-M4X"),
    ("my registration is REG-34AC-67HF", "registration REG-34AC-67HF"),
    ("has PA-2026/00412 been printed", "application PA202600412"),
    ("VFS number lso1234567 ha e bonoe", "application LSO1234567"),
    ("receipt 48213377421", "application 48213377421"),
    ("ID 9001015009087", ""),
    ("the three of us, 2 kids", ""),
    ("MWPF2 e-mail a1b2c3@example.org", "application MWPF2"),
    # telephone numbers
    ("call me on 082 555 0137", "phone +27825550137"),
    ("nomoro ke +266 5855 5013", "phone +26658555013"),
    ("0027825550137 ke ea ka", "phone +27825550137"),
    ("58555013 letsa hle", "phone +26658555013"),
    ("+44 20 7946 0018", "phone +442079460018"),
    # dates
    ("my permit ends 28 May 2027", "date 2027-05-28"),
    ("e fela ka 28/05/2027", "date 2027-05-28"),
    ("2027-05-28", "date 2027-05-28"),
    ("o hlokahetse ka la 5 Phupu 2019", "date 2019-07-05"),
    ("ka la 28 Motšeanong 2027", "date 2027-05-28"),
    ("28 Motsheanong 2027", "date 2027-05-28"),
    ("12 Pudungwana", "date --11-12"),
    ("12 Pulungoana", "date --11-12"),
    ("since March 2003", "date 2003-03"),
    ("1st of June", "date --06-01"),
    ("i worked there from 1987 to 1994", "date 1987; date 1994"),
    ("ke sebelitse ka 1994", "date 1994"),
    ("31/02/2026", ""),
    ("may i come", ""),
    ("may 2 people come", "date --05-02"),
    # amounts
    ("he owes me R1 234,50", "amount ZAR 1234.50"),
    ("R1,234.50", "amount ZAR 1234.50"),
    ("r500 for a form", "amount ZAR 500"),
    ("M130 feela", "amount LSL 130"),
    ("130 rand", "amount ZAR 130"),
    ("maloti a 500", "amount LSL 500"),
    ("liranta tse 300", ""),
    ("300 liranta", "amount ZAR 300"),
    ("300 diranta", "amount ZAR 300"),
    ("they want R5k", "amount ZAR 5000"),
    ("R2 million", "amount ZAR 2000000"),
    # places
    ("I live in Welkom", "town Welkom"),
    ("ke lula joburg", "town Johannesburg"),
    ("ke Maputsoe", "town Maputsoe"),
    ("ke Maputswe", "town Maputsoe"),
    ("thaba-tseka le Qacha's Nek", "town Thaba-Tseka; town Qacha's Nek"),
    ("i live in springs", "town Springs"),
    ("she springs up", ""),
    ("my brother george is sick", ""),
    # mines
    ("worked at Harmony until 2003", "mine Harmony; date 2003"),
    ("ke ne ke sebetsa western deep levels", "mine Western Deep Levels"),
    ("President Steyn, 1984", "mine President Steyn"),
    ("Letšeng", "mine Letšeng"),
    # several at once
    (
        "I am in Welkom, the agent took R800 on 3 March 2026, call 0825550137 about TH-7K3-M4X",
        "town Welkom; amount ZAR 800; date 2026-03-03; phone +27825550137; case TH-7K3-M4X",
    ),
]


def shown(text: str) -> str:
    return "; ".join(f"{one.kind} {one.value}" for one in entities(text, NAMES))


@pytest.mark.parametrize(("text", "found"), TABLE)
def test_what_a_message_names(text: str, found: str) -> None:
    assert shown(text) == found


@pytest.mark.parametrize(("text", "found"), [row for row in TABLE if row[1]])
def test_small_and_capital_letters_are_one(text: str, found: str) -> None:
    assert shown(text.upper()) == found
    if "springs" not in text and "MWPF2" not in text:
        assert shown(f"helang, {text} - hle!") == found


@given(st.text())
@example("0" * 500)
@example("1 " * 300)
@example("R1,111,111,111,111,111")
@example("TH-" + "A1" * 200)
def test_any_text_has_an_answer_within_the_text(text: str) -> None:
    found = entities(text, NAMES)
    assert all(0 <= one.start < one.end <= len(text) and one.value for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(st.integers(1950, 2049), st.integers(1, 12), st.integers(1, 28))
def test_a_day_in_figures_is_that_day(year: int, month: int, day: int) -> None:
    assert shown(f"ka {day}/{month}/{year}") == f"date {year}-{month:02}-{day:02}"
