"""What a number can do: a table of countries."""

from __future__ import annotations

import pytest

from gateway.reach import country_of, is_number, reach_of


@pytest.mark.parametrize(
    ("number", "country", "is_possible"),
    [
        ("+27835550101", "ZA", True),
        ("+26658555103", "LS", True),
        ("+26771555104", "BW", True),
        ("+447400555105", "GB", True),
        ("+12025550106", "US", True),
        ("+278355501010101", "ZA", False),
        ("27835550101", None, False),
        ("0835550101", None, False),
        ("43556", None, False),
        ("MFAIR", None, False),
        ("+", None, False),
        ("", None, False),
    ],
)
def test_numbers(number, country, is_possible):
    assert (country_of(number), is_number(number)) == (country, is_possible)


@pytest.mark.parametrize(
    ("country", "channel", "can_reply"),
    [
        ("ZA", "sms", True),
        ("ZA", "whatsapp", True),
        ("LS", "sms", False),
        ("LS", "whatsapp", True),
        ("GB", "sms", True),
        (None, "sms", True),
    ],
)
def test_who_can_reply(country, channel, can_reply):
    assert reach_of(country, channel).can_reply is can_reply
