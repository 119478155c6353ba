"""Which passwords are refused, and that to find out takes no time worth an attack."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from registry.services.passwords import SHORTEST, wrong_with

COMMON, EASY, SHORT = "Many people have", "too easy to guess", "at least 12"
FITTING = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= SHORTEST]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("password", SHORT),
        ("1qaz2wsx3edc", COMMON),
        ("1QAZ2wsx3EDC", COMMON),
        (" q1w2e3r4t5y6 ", COMMON),
        ("Password1234!", EASY),
        ("P@ssw0rd2026", EASY),
        ("qwertyuiop12", COMMON),
        ("abcdefghijkl", EASY),
        ("unbelievable", EASY),
        ("iloveyou1234", EASY),
        ("Lesotho2026!", EASY),
        ("maseru123456", EASY),
        ("khotso123456", EASY),
        # A part of the officer's own name.
        ("thabang12345", EASY),
        ("four words and a river", ""),
        ("ke rata naha ea ka haholo", ""),
        ("wV7$kq2!nZr8", ""),
        ("a horse between seven lamps", ""),
    ],
)
def test_what_is_common_or_soon_guessed_is_refused(password, said):
    wrong = wrong_with(password, "thabang.k")
    assert said in wrong if said else wrong == ""


def test_whoever_has_another_name_may_have_it():
    assert wrong_with("thabang12345", "lineo") == ""


def test_all_of_the_list_that_are_long_enough_are_refused():
    assert len(FITTING) > 200
    for password in FITTING:
        for typed in (password, password.upper(), password.title()):
            assert wrong_with(typed, "mpho"), typed


# What takes zxcvbn ten seconds when it is given all of it.
UNUSUAL = "4@8({[<36901!|7$5+2%" * 10


def test_no_password_takes_long_to_look_at():
    begun = time.process_time()
    wrong_with(UNUSUAL, "mpho")
    assert time.process_time() - begun < 3


def test_two_at_once_are_each_held_to_their_own_name():
    names = ["thabang", "lineo"] * 20
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda name: wrong_with("thabang12345", name), names))
    assert [bool(each) for each in said] == [name == "thabang" for name in names]
