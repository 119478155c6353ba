"""Values as a reader sees them: in their language, and as one dials from where they are."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from sesotho import format_date, format_money, format_month

from .answers import Locale
from .values import (
    Day,
    Money,
    Month,
    Number,
    Percent,
    Phone,
    Same,
    ShortCode,
    Time,
    Ussd,
    Value,
    Worded,
    Year,
)

# 0800 and 0860 numbers cannot be dialled from another country.
ONLY_AT_HOME = (PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST)


def format_value(value: Value, locale: Locale, country: str) -> str:
    """The value for a reader in `country` (ISO code)."""
    match value:
        case Money():
            return format_money(value.decimal, value.currency)
        case Number():
            return f"{value.number:,}"
        case Percent():
            return f"{value.percent}%"
        case Phone():
            # A number that only works at home is written as it is dialled there.
            return format_phone(value.e164, home(value) or country)
        case ShortCode():
            return value.digits
        case Ussd():
            return value.code
        case Day():
            return format_date(value.date, locale)
        case Month():
            return format_month(value.first, locale, short=False)
        case Year():
            return str(value.year)
        case Time():
            return value.time
        case Same():
            return value.text
        case Worded():
            return str(getattr(value, locale))


def format_phone(e164: str, country: str) -> str:
    """The number as it is dialled from `country`: national there, with its country code anywhere else."""
    number = phonenumbers.parse(e164)
    if phonenumbers.region_code_for_country_code(number.country_code or 0) != country:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return _toll_free_za(number) or phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def _toll_free_za(number: PhoneNumber) -> str | None:
    # The library groups these 080 022 2777; people know them, and say them, as 0800 222 777.
    national = str(number.national_number)
    if number.country_code == 27 and national.startswith("800") and len(national) == 9:
        return f"0{national[:3]} {national[3:6]} {national[6:]}"
    return None


def home(value: Value) -> str | None:
    """The one country from which the value can be dialled, for numbers that only work there."""
    match value:
        case ShortCode() | Ussd():
            return value.country
        case Phone():
            number = phonenumbers.parse(value.e164)
            only_there = value.toll_free or phonenumbers.number_type(number) in ONLY_AT_HOME
            return phonenumbers.region_code_for_country_code(number.country_code or 0) if only_there else None
        case _:
            return None
