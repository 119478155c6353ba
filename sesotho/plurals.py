"""Plural forms, and counted things with the concord of their noun class.

In Sesotho a number follows its noun and agrees with the noun's class: *letsatsi le 1*,
*matsatsi a 5*, *likhoeli tse 12*, *batho ba 3*.
"""

from decimal import Decimal
from typing import Final, Literal, get_args

from sesotho.locales import Locale
from sesotho.numbers import format_number

Plural = Literal["one", "other"]
Unit = Literal[
    "minute", "hour", "day", "week", "month", "year",
    "person", "child", "message", "page", "document", "passport", "place",
]  # fmt: skip
"""What the package can count in words."""

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)


def plural(number: int | Decimal, locale: Locale = "en") -> Plural:
    """Which of two forms a number takes, by the rules of CLDR for English and Sesotho.

    In English only the whole number 1, written without decimals, is ``one``; in Sesotho every 1.

    >>> plural(1), plural(0), plural(2, "st_LS")
    ('one', 'other', 'other')
    >>> plural(Decimal("1.0")), plural(Decimal("1.0"), "st_LS")
    ('other', 'one')
    """
    exact = Decimal(number)
    if locale == "en" and exact.as_tuple().exponent != 0:
        return "other"
    return "one" if abs(exact) == 1 else "other"


_ENGLISH: Final[dict[Unit, tuple[str, str]]] = {
    "minute": ("minute", "minutes"),
    "hour": ("hour", "hours"),
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "year": ("year", "years"),
    "person": ("person", "people"),
    "child": ("child", "children"),
    "message": ("message", "messages"),
    "page": ("page", "pages"),
    "document": ("document", "documents"),
    "passport": ("passport", "passports"),
    "place": ("place", "places"),
}

_LESOTHO: Final[dict[Unit, tuple[str, str]]] = {
    "minute": ("motsotso o", "metsotso e"),
    "hour": ("hora e", "lihora tse"),
    "day": ("letsatsi le", "matsatsi a"),
    "week": ("beke e", "libeke tse"),
    "month": ("khoeli e", "likhoeli tse"),
    "year": ("selemo se", "lilemo tse"),
    "person": ("motho a le", "batho ba"),
    "child": ("ngoana a le", "bana ba"),
    "message": ("molaetsa o", "melaetsa e"),
    "page": ("leqephe le", "maqephe a"),
    "document": ("tokomane e", "litokomane tse"),
    "passport": ("phasepoto e", "liphasepoto tse"),
    "place": ("sebaka se", "libaka tse"),
}

_SOUTH_AFRICA: Final[dict[Unit, tuple[str, str]]] = {
    "minute": ("motsotso o", "metsotso e"),
    "hour": ("hora e", "dihora tse"),
    "day": ("letsatsi le", "matsatsi a"),
    "week": ("beke e", "dibeke tse"),
    "month": ("kgwedi e", "dikgwedi tse"),
    "year": ("selemo se", "dilemo tse"),
    "person": ("motho a le", "batho ba"),
    "child": ("ngwana a le", "bana ba"),
    "message": ("molaetsa o", "melaetsa e"),
    "page": ("leqephe le", "maqephe a"),
    "document": ("tokomane e", "ditokomane tse"),
    "passport": ("phasepoto e", "diphasepoto tse"),
    "place": ("sebaka se", "dibaka tse"),
}


def counted(number: int, unit: Unit, locale: Locale = "en") -> str:
    """A number of things, in words a person reads.

    >>> counted(5, "day"), counted(5, "day", "st_LS"), counted(12, "month", "st_ZA")
    ('5 days', 'matsatsi a 5', 'dikgwedi tse 12')
    >>> counted(1, "year"), counted(1, "year", "st_LS")
    ('1 year', 'selemo se 1')
    """
    index = 0 if plural(number, locale) == "one" else 1
    digits = format_number(number, locale)
    if locale == "en":
        return f"{digits} {_ENGLISH[unit][index]}"
    nouns = _LESOTHO if locale == "st_LS" else _SOUTH_AFRICA
    return f"{nouns[unit][index]} {digits}"
