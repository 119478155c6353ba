"""A list of numbers as people save it from a spreadsheet."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from registry.models import Contact
from registry.services.broadcasts import freezing, life, numbers
from registry.services.broadcasts.drafts import Refused
from tests.broadcasts.conftest import Ministry, number

THABO = number(101)


def choose(ministry: Ministry, text: str, broadcast: int) -> numbers.Listed:
    with ministry.database.write() as session:
        found = life.get(session, broadcast)
        return numbers.choose(session, ministry.vault, found, text.splitlines(keepends=True))


@pytest.mark.parametrize(
    "cell",
    [
        "+27835550101",
        "27835550101",
        "0027835550101",
        "+27 83 555 0101",
        "+27-83-555-0101",
        "(+27) 83 555.0101",
        "'+27835550101",
    ],
)
def test_a_number_however_it_is_written(cell):
    assert numbers.read_number(cell) == THABO


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("", "no number"),
        ("Thabo", "not a telephone number"),
        ("=HYPERLINK(1)", "formula"),
        ("@SUM(A1)", "formula"),
        ("-2+3", "formula"),
        ("+cmd|' /C calc'!A0", "formula"),
        ("2.7835E+10", "format the column as text"),
        ("0835550101", "no country"),
        ("+2783", "digits"),
        ("+278355501010101", "digits"),
    ],
)
def test_what_is_wrong_is_said_without_repeating_it(cell, says):
    with pytest.raises(ValueError, match=says) as refused:
        numbers.read_number(cell)
    assert not any(char.isdigit() for char in str(refused.value).replace("+27...", "").replace("+266...", ""))


def test_each_line_is_found_folded_or_named(ministry):
    ministry.person(THABO, "sms", "whatsapp")
    ministry.person(number(102))
    broadcast = ministry.draft()
    listed = choose(
        ministry,
        f"name,number\nThabo,{THABO}\nPalesa,{number(102)}\nagain,{THABO[1:]}\nnobody,{number(999)}\n\nbad,12\n=1+1,=1+1\nshort\n",
        broadcast,
    )
    assert (listed.lines, listed.found, listed.duplicates, listed.unknown, listed.refused) == (7, 2, 1, 1, 3)
    assert [line for line, _ in listed.problems] == [7, 8, 9]


@pytest.mark.parametrize(
    "text", [f"{THABO}\n", f"\ufeffNumber\n{THABO}\n", f'"msisdn"\r\n"{THABO}"\r\n', f"id,Phone,x\n1,{THABO},y\n"]
)
def test_files_with_and_without_a_first_line(ministry, text):
    ministry.person(THABO)
    assert choose(ministry, text, ministry.draft()).found == 1


def test_a_file_whose_column_cannot_be_told_is_refused(ministry):
    with pytest.raises(Refused, match="one of them `number`"):
        choose(ministry, f"Thabo,{THABO}\n", ministry.draft())


def test_only_those_of_the_list_who_asked_for_notices_get_it_and_nobody_new_is_kept(ministry):
    ministry.person(number(1))
    ministry.person(number(2), asked=None)
    ministry.person(number(3))
    broadcast = ministry.draft()
    choose(ministry, "".join(f"{number(n)}\n" for n in (1, 2, 999)), broadcast)
    ministry.do(life.approve, broadcast, "Thabo")
    ministry.do(life.send, broadcast, "Thabo", is_now=True)
    with ministry.database.write() as session:
        freezing.freeze(session, broadcast, ministry.terms)
        assert session.scalar(select(func.count()).select_from(Contact)) == 3
    assert ministry.recipients(broadcast) == {("waiting", None): 1, ("left_out", "no_consent"): 1}


def test_a_list_after_approval_has_to_be_approved_again(ministry):
    ministry.person(THABO)
    broadcast = ministry.draft()
    ministry.do(life.approve, broadcast, "Thabo")
    choose(ministry, f"{THABO}\n", broadcast)
    assert ministry.look(broadcast).status == "draft"


def test_another_list_replaces_the_first(ministry):
    for n in (1, 2, 3):
        ministry.person(number(n))
    broadcast = ministry.draft()
    choose(ministry, f"{number(1)}\n{number(2)}\n", broadcast)
    assert choose(ministry, f"{number(3)}\n", broadcast).found == 1
    ministry.do(life.approve, broadcast, "Thabo")
    ministry.do(life.send, broadcast, "Thabo", is_now=True)
    with pytest.raises(Refused, match="scheduled"):
        choose(ministry, f"{number(1)}\n", broadcast)
