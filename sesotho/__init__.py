"""Sesotho for software: spelling, SMS text, language, dates, money and counts.

Sesotho is written in two spellings, that of Lesotho (``st_LS``) and that of South Africa
(``st_ZA``). This package reads both as one language and writes each as its readers expect.
It is pure Python, needs the standard library only and imports nothing else of the project.

>>> from sesotho import key, to_lesotho, to_gsm7, segments
>>> key("tjhelete ya ka") == key("Chelete ea ka")
True
>>> to_lesotho("Ke kopa thuso ka ditshebeletso tsa phasepoto ya ngwana")
'Ke kopa thuso ka litšebeletso tsa phasepoto ea ngoana'
>>> to_gsm7("litšebeletso")
"lits'ebeletso"
>>> segments("Kea leboha").count
1
"""

from sesotho.dates import format_date, format_month, format_weekday
from sesotho.gsm import from_gsm7, is_gsm7, to_gsm7
from sesotho.habits import Habit, Identified
from sesotho.identify import identify
from sesotho.keys import key
from sesotho.locales import LOCALES, Locale, Spelling, locale_of
from sesotho.markers import spelling_of
from sesotho.money import format_money
from sesotho.numbers import format_number
from sesotho.plurals import counted, plural
from sesotho.segments import Segments, segments, split_segments
from sesotho.south_african import to_south_african
from sesotho.spelling import to_lesotho

__all__ = [
    "LOCALES",
    "Habit",
    "Identified",
    "Locale",
    "Segments",
    "Spelling",
    "counted",
    "format_date",
    "format_money",
    "format_month",
    "format_number",
    "format_weekday",
    "from_gsm7",
    "identify",
    "is_gsm7",
    "key",
    "locale_of",
    "plural",
    "segments",
    "spelling_of",
    "split_segments",
    "to_gsm7",
    "to_lesotho",
    "to_south_african",
]
