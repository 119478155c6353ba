"""Dates in English and in both spellings of Sesotho.

The Unicode CLDR ships South African month names for Lesotho, so the names are our own: months as
printed on Lesotho's and South Africa's calendars, short forms of months that stay unmistakable
(Phupjane and Phupu, Hlakola and Hlakubele) and free of a final ``š``.
"""

from datetime import date
from typing import Final

from sesotho.locales import Locale

MONTHS: Final[dict[Locale, tuple[str, ...]]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "st_LS": (
        "Pherekhong", "Hlakola", "Hlakubele", "'Mesa", "Motšeanong", "Phupjane",
        "Phupu", "Phato", "Loetse", "Mphalane", "Pulungoana", "Tšitoe",
    ),
    "st_ZA": (
        "Pherekgong", "Hlakola", "Hlakubele", "Mmesa", "Motsheanong", "Phupjane",
        "Phupu", "Phato", "Lwetse", "Mphalane", "Pudungwana", "Tshitwe",
    ),
}  # fmt: skip

SHORT_MONTHS: Final[dict[Locale, tuple[str, ...]]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "st_LS": (
        "Pher", "Hlako", "Hlaku", "'Mesa", "Motše", "Phupj",
        "Phupu", "Phato", "Loets", "Mphal", "Pulu", "Tšito",
    ),
    "st_ZA": (
        "Pher", "Hlako", "Hlaku", "Mmesa", "Motsh", "Phupj",
        "Phupu", "Phato", "Lwets", "Mphal", "Pudu", "Tshit",
    ),
}  # fmt: skip

WEEKDAYS: Final[dict[Locale, tuple[str, ...]]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "st_LS": ("Mantaha", "Labobeli", "Laboraro", "Labone", "Labohlano", "Moqebelo", "Sontaha"),
    "st_ZA": ("Mantaha", "Labobedi", "Laboraro", "Labone", "Labohlano", "Moqebelo", "Sontaha"),
}
"""Monday first, as date.weekday() counts."""


def format_date(day: date, locale: Locale = "en") -> str:
    """Day, month, year, without a leading zero.

    >>> [format_date(date(2027, 5, 28), locale) for locale in ("en", "st_LS", "st_ZA")]
    ['28 May 2027', '28 Motšeanong 2027', '28 Motsheanong 2027']
    """
    return f"{day.day} {MONTHS[locale][day.month - 1]} {day.year}"


def format_month(day: date, locale: Locale = "en", *, short: bool = True) -> str:
    """Month and year; the short form fits a source line.

    >>> format_month(date(2026, 11, 22)), format_month(date(2026, 11, 22), "st_LS")
    ('Nov 2026', 'Pulu 2026')
    >>> format_month(date(2026, 12, 1), "st_ZA", short=False)
    'Tshitwe 2026'
    """
    names = SHORT_MONTHS if short else MONTHS
    return f"{names[locale][day.month - 1]} {day.year}"


def format_weekday(day: date, locale: Locale = "en") -> str:
    """The name of the day of the week.

    >>> format_weekday(date(2026, 11, 24), "st_LS")
    'Labobeli'
    """
    return WEEKDAYS[locale][day.weekday()]
