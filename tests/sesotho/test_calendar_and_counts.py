from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

import pytest
from babel import Locale as Cldr
from hypothesis import given
from hypothesis import strategies as st

from sesotho import (
    LOCALES,
    Locale,
    counted,
    format_date,
    format_money,
    format_month,
    format_number,
    format_weekday,
    is_gsm7,
    key,
    locale_of,
    plural,
    to_gsm7,
    to_lesotho,
)
from sesotho.dates import MONTHS, SHORT_MONTHS, WEEKDAYS
from sesotho.plurals import UNITS

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))

DATES = [
    (date(2027, 5, 28), "28 May 2027", "28 Motšeanong 2027", "28 Motsheanong 2027"),
    (date(2026, 1, 1), "1 January 2026", "1 Pherekhong 2026", "1 Pherekgong 2026"),
    (date(2026, 4, 9), "9 April 2026", "9 'Mesa 2026", "9 Mmesa 2026"),
    (date(2026, 9, 30), "30 September 2026", "30 Loetse 2026", "30 Lwetse 2026"),
    (date(2026, 11, 22), "22 November 2026", "22 Pulungoana 2026", "22 Pudungwana 2026"),
    (date(2026, 12, 31), "31 December 2026", "31 Tšitoe 2026", "31 Tshitwe 2026"),
]


@pytest.mark.parametrize(("day", "en", "ls", "za"), DATES)
def test_dates(day: date, en: str, ls: str, za: str) -> None:
    assert (format_date(day), format_date(day, "st_LS"), format_date(day, "st_ZA")) == (en, ls, za)


def test_month_and_year() -> None:
    assert [format_month(date(2026, 11, 1), locale) for locale in LOCALES] == ["Nov 2026", "Pulu 2026", "Pudu 2026"]
    assert [format_month(date(2027, 5, 1), locale) for locale in LOCALES] == ["May 2027", "Motše 2027", "Motsh 2027"]
    assert format_month(date(2026, 5, 1), "st_LS", short=False) == "Motšeanong 2026"


def test_weekdays() -> None:
    monday = date(2026, 11, 23)
    week = [format_weekday(monday + timedelta(days), "st_LS") for days in range(7)]
    assert week == ["Mantaha", "Labobeli", "Laboraro", "Labone", "Labohlano", "Moqebelo", "Sontaha"]
    assert format_weekday(monday, "en") == "Monday"
    assert format_weekday(monday + timedelta(1), "st_ZA") == "Labobedi"


@pytest.mark.parametrize("names", [MONTHS, SHORT_MONTHS, WEEKDAYS])
def test_lesotho_names_are_the_south_african_ones_respelled(names: dict[Locale, tuple[str, ...]]) -> None:
    if names is not SHORT_MONTHS:
        assert [to_lesotho(name) for name in names["st_ZA"]] == list(names["st_LS"])
    assert len({len(of_locale) for of_locale in names.values()}) == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_a_short_month_is_unmistakable_and_begins_the_long_one(locale: Locale) -> None:
    shorts, longs = SHORT_MONTHS[locale], MONTHS[locale]
    for index, short in enumerate(shorts):
        assert [place for place, long in enumerate(longs) if long.startswith(short)] == [index]
    assert all(is_gsm7(to_gsm7(name)) for name in chain(shorts, longs))
    assert len({key(name) for name in shorts}) == 12


def test_cldr_is_still_wrong_about_lesotho() -> None:
    months = Cldr.parse("st_LS").months["format"]["wide"]
    assert months[12] != MONTHS["st_LS"][11]


@given(DAYS, st.sampled_from(LOCALES))
def test_a_date_can_be_read_back(day: date, locale: Locale) -> None:
    number, month, year = format_date(day, locale).split(" ")
    assert date(int(year), MONTHS[locale].index(month) + 1, int(number)) == day


MONEY = [
    ("130", "LSL", "M130"),
    ("130.00", "LSL", "M130"),
    ("1234.5", "LSL", "M1,234.50"),
    ("1234.5", "ZAR", "R1,234.50"),
    ("0", "ZAR", "R0"),
    ("0.05", "LSL", "M0.05"),
    ("1000000", "ZAR", "R1,000,000"),
    ("-20.10", "ZAR", "-R20.10"),
    ("0.001", "LSL", "M0"),
    ("-0.001", "LSL", "M0"),
    ("2.675", "LSL", "M2.68"),
    ("1E+3", "LSL", "M1,000"),
]


@pytest.mark.parametrize(("amount", "currency", "expected"), MONEY)
def test_money(amount: str, currency: str, expected: str) -> None:
    assert format_money(Decimal(amount), currency) == expected  # type: ignore[arg-type]


def test_money_that_is_none() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        format_money(Decimal("NaN"), "LSL")
    with pytest.raises(KeyError):
        format_money(Decimal(1), "USD")  # type: ignore[arg-type]


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["LSL", "ZAR"]))
def test_an_amount_can_be_read_back(amount: Decimal, currency: str) -> None:
    written = format_money(amount, currency)  # type: ignore[arg-type]
    assert Decimal(written.replace("M", "").replace("R", "").replace(",", "")) == amount
    assert is_gsm7(written)


NUMBERS = [(0, "0"), (999, "999"), (12000, "12,000"), (Decimal("1.50"), "1.50"), (Decimal("1E3"), "1,000"), (-1, "-1")]


@pytest.mark.parametrize(("number", "expected"), NUMBERS)
@pytest.mark.parametrize("locale", LOCALES)
def test_numbers(number: int | Decimal, expected: str, locale: Locale) -> None:
    assert format_number(number, locale) == expected


def test_a_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not a number"):
        format_number(Decimal("Infinity"))


@given(st.one_of(st.integers(-10, 300), st.decimals(-10, 300, places=1)), st.sampled_from(LOCALES))
def test_plural_forms_are_those_of_cldr(number: int | Decimal, locale: Locale) -> None:
    assert plural(number, locale) == Cldr.parse(locale).plural_form(number)


@pytest.mark.parametrize(("number", "form"), [(1, "one"), (-1, "one"), (0, "other"), (2, "other"), (21, "other")])
def test_plural_forms(number: int, form: str) -> None:
    assert [plural(number, locale) for locale in LOCALES] == [form] * 3


COUNTED = [
    (1, "day", "1 day", "letsatsi le 1", "letsatsi le 1"),
    (5, "day", "5 days", "matsatsi a 5", "matsatsi a 5"),
    (12, "month", "12 months", "likhoeli tse 12", "dikgwedi tse 12"),
    (1, "person", "1 person", "motho a le 1", "motho a le 1"),
    (0, "child", "0 children", "bana ba 0", "bana ba 0"),
    (1200, "document", "1,200 documents", "litokomane tse 1,200", "ditokomane tse 1,200"),
]


@pytest.mark.parametrize(("number", "unit", "en", "ls", "za"), COUNTED)
def test_counted(number: int, unit: str, en: str, ls: str, za: str) -> None:
    said = tuple(counted(number, unit, locale) for locale in LOCALES)  # type: ignore[arg-type]
    assert said == (en, ls, za)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("number", [1, 2])
def test_counted_things_are_the_south_african_ones_respelled(unit: str, number: int) -> None:
    assert to_lesotho(counted(number, unit, "st_ZA")) == counted(number, unit, "st_LS")  # type: ignore[arg-type]


def test_locale_to_answer_in() -> None:
    asked = [("st", None), ("st", "ls"), ("st", "za"), ("en", None), ("zu", None)]
    assert [locale_of(*one) for one in asked] == ["st_LS", "st_LS", "st_ZA", "en", "en"]  # type: ignore[arg-type]
