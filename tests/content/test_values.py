"""A value reads as people in each country read it, and dials as they dial it."""

from __future__ import annotations

import pytest

from registry.content import Malformed
from registry.content.formats import format_value
from registry.content.values import value_from_dict

PHONE = {"phone": "+27101003001"}
FREE = {"phone": "+27800222777", "toll_free": True}
MASERU = {"phone": "+26622312345"}

SEEN = [
    # value, locale, reader in, what they see
    ({"money": "130", "currency": "LSL"}, "en", "ZA", "M130"),
    ({"money": "1234.5", "currency": "ZAR"}, "st_LS", "LS", "R1,234.50"),
    ({"number": 5}, "st_ZA", "ZA", "5"),
    ({"number": 10000}, "st_LS", "LS", "10,000"),
    ({"percent": "1.5"}, "en", "ZA", "1.5%"),
    ({"date": "2027-05-28"}, "en", "ZA", "28 May 2027"),
    ({"date": "2027-05-28"}, "st_LS", "ZA", "28 Motšeanong 2027"),
    ({"date": "2027-05-28"}, "st_ZA", "LS", "28 Motsheanong 2027"),
    ({"month": "2026-11"}, "en", "ZA", "November 2026"),
    ({"month": "2021-09"}, "st_ZA", "ZA", "Lwetse 2021"),
    ({"phone": "+27860010111"}, "en", "LS", "0860 010 111"),
    ({"year": 2031}, "st_ZA", "ZA", "2031"),
    ({"time": "08:30"}, "en", "ZA", "08:30"),
    ({"text": "office@example.org"}, "st_LS", "LS", "office@example.org"),
    ({"text": {"en": "post office", "st_LS": "poso", "st_ZA": "poso ya"}}, "st_ZA", "ZA", "poso ya"),
    ({"short_code": "10111", "country": "ZA"}, "en", "ZA", "10111"),
    ({"ussd": "*120*7867#", "country": "ZA"}, "st_ZA", "ZA", "*120*7867#"),
    (PHONE, "en", "ZA", "010 100 3001"),
    (PHONE, "en", "LS", "+27 10 100 3001"),
    (PHONE, "en", "GB", "+27 10 100 3001"),
    (MASERU, "en", "LS", "2231 2345"),
    (MASERU, "en", "ZA", "+266 2231 2345"),
    # It can only be dialled in South Africa, so it is always written as there.
    (FREE, "en", "ZA", "0800 222 777"),
    (FREE, "en", "LS", "0800 222 777"),
]


@pytest.mark.parametrize(("plain", "locale", "country", "seen"), SEEN)
def test_a_value_as_its_reader_sees_it(plain, locale, country, seen):
    assert format_value(value_from_dict(plain), locale, country) == seen


@pytest.mark.parametrize("plain", [plain for plain, *_ in SEEN])
def test_plain_data_comes_back_as_it_was(plain):
    assert value_from_dict(plain).to_dict() == plain


REFUSED = [
    ({}, "exactly one of the keys"),
    ({"money": "M130", "currency": "LSL"}, "not an amount"),
    ({"money": "130", "currency": "USD"}, "not one of LSL, ZAR"),
    ({"number": True}, "not a whole number"),
    ({"number": -1}, "not negative"),
    ({"percent": 1.5}, "not an amount"),
    ({"phone": "0101003001"}, "not E.164"),
    ({"short_code": "10111"}, "`country` is missing"),
    ({"short_code": "10 111", "country": "ZA"}, "more than digits"),
    ({"ussd": "120", "country": "ZA"}, "not a USSD code"),
    ({"date": "28 May 2027"}, "not a date"),
    ({"month": "2026-13"}, "not a month"),
    ({"year": 31}, "not a year"),
    ({"time": "8:30"}, "not a time"),
    ({"text": {"en": "post office"}}, "`st_LS` is missing"),
    ({"text": " padded "}, "no space around"),
    ({"length": 3}, "exactly one of the keys"),
]


@pytest.mark.parametrize(("plain", "why"), REFUSED)
def test_what_is_no_value_is_refused_with_the_reason(plain, why):
    with pytest.raises(Malformed, match=why):
        value_from_dict(plain)
