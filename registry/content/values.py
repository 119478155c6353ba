"""The typed values of facts, and how each is read from and written to plain data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias, cast

from .reading import (
    LOCALES,
    Malformed,
    Path,
    choice,
    country,
    day,
    keys,
    mapping,
    string,
    three,
    truth,
    whole,
)

Currency: TypeAlias = Literal["LSL", "ZAR"]
Plain: TypeAlias = dict[str, object]

AMOUNT = re.compile(r"\d+(\.\d+)?")
E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as written in the source (digits, no separators), with its currency."""

    amount: str
    currency: Currency

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.amount)

    def to_dict(self) -> Plain:
        return {"money": self.amount, "currency": self.currency}


@dataclass(frozen=True, slots=True)
class Number:
    """A count: days, years, ages, people."""

    number: int

    def to_dict(self) -> Plain:
        return {"number": self.number}


@dataclass(frozen=True, slots=True)
class Percent:
    percent: str

    def to_dict(self) -> Plain:
        return {"percent": self.percent}


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in E.164. A toll-free one cannot be dialled from another country."""

    e164: str
    toll_free: bool = False

    def to_dict(self) -> Plain:
        return {"phone": self.e164, **({"toll_free": True} if self.toll_free else {})}


@dataclass(frozen=True, slots=True)
class ShortCode:
    """A short number that only exists in one country, as 10111."""

    digits: str
    country: str

    def to_dict(self) -> Plain:
        return {"short_code": self.digits, "country": self.country}


@dataclass(frozen=True, slots=True)
class Ussd:
    code: str
    country: str

    def to_dict(self) -> Plain:
        return {"ussd": self.code, "country": self.country}


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date

    def to_dict(self) -> Plain:
        return {"date": self.date.isoformat()}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year; `first` is its first day."""

    first: dt.date

    def to_dict(self) -> Plain:
        return {"month": self.first.isoformat()[:7]}


@dataclass(frozen=True, slots=True)
class Year:
    year: int

    def to_dict(self) -> Plain:
        return {"year": self.year}


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, 24 hours, as 08:30."""

    time: str

    def to_dict(self) -> Plain:
        return {"time": self.time}


@dataclass(frozen=True, slots=True)
class Same:
    """A text that is the same in every language: an address, a name, a web page."""

    text: str

    def to_dict(self) -> Plain:
        return {"text": self.text}


@dataclass(frozen=True, slots=True)
class Worded:
    """A text of its own in each locale."""

    en: str
    st_LS: str
    st_ZA: str

    def to_dict(self) -> Plain:
        return {"text": {locale: getattr(self, locale) for locale in LOCALES}}


Value: TypeAlias = Money | Number | Percent | Phone | ShortCode | Ussd | Day | Month | Year | Time | Same | Worded


def value_from_dict(data: object, path: Path = ()) -> Value:
    """One value from plain data. Raises Malformed with the place and what to do."""
    plain = mapping(data, path)
    kinds = [kind for kind in READERS if kind in plain]
    if len(kinds) != 1:
        raise Malformed(f"a value has exactly one of the keys {', '.join(READERS)}", path)
    extra, read = READERS[kinds[0]]
    required = [kinds[0], *(key for key in extra if not key.endswith("?"))]
    keys(plain, required, [key.rstrip("?") for key in extra if key.endswith("?")], path)
    return read(plain, path)


def _money(data: Mapping[str, object], path: Path) -> Value:
    amount = _digits(data["money"], "130", (*path, "money"))
    return Money(amount, cast(Currency, choice(data["currency"], ("LSL", "ZAR"), (*path, "currency"))))


def _phone(data: Mapping[str, object], path: Path) -> Value:
    number = string(data["phone"], (*path, "phone"))
    if not E164.fullmatch(number):
        raise Malformed(f"`{number}` is not E.164: write +, country code and number without spaces", (*path, "phone"))
    return Phone(number, truth(data.get("toll_free", False), (*path, "toll_free")))


def _short_code(data: Mapping[str, object], path: Path) -> Value:
    digits = string(data["short_code"], (*path, "short_code"))
    if not digits.isdigit():
        raise Malformed(f"`{digits}` has more than digits in it", (*path, "short_code"))
    return ShortCode(digits, country(data["country"], (*path, "country")))


def _ussd(data: Mapping[str, object], path: Path) -> Value:
    code = string(data["ussd"], (*path, "ussd"))
    if not re.fullmatch(r"\*[\d*]+#", code):
        raise Malformed(f"`{code}` is not a USSD code: write it as *120*7867#", (*path, "ussd"))
    return Ussd(code, country(data["country"], (*path, "country")))


def _month(data: Mapping[str, object], path: Path) -> Value:
    text = str(data["month"])
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise Malformed(f"`{text}` is not a month: write it as 2026-11", (*path, "month"))
    return Month(dt.date.fromisoformat(f"{text}-01"))


def _year(data: Mapping[str, object], path: Path) -> Value:
    year = whole(data["year"], (*path, "year"))
    if not 1900 <= year <= 2100:
        raise Malformed(f"`{year}` is not a year between 1900 and 2100", (*path, "year"))
    return Year(year)


def _time(data: Mapping[str, object], path: Path) -> Value:
    text = string(data["time"], (*path, "time"))
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Malformed(f'`{text}` is not a time: write it as "08:30"', (*path, "time"))
    return Time(text)


def _text(data: Mapping[str, object], path: Path) -> Value:
    here = (*path, "text")
    return Same(string(data["text"], here)) if isinstance(data["text"], str) else Worded(**three(data["text"], here))


def _number(data: Mapping[str, object], path: Path) -> Value:
    number = whole(data["number"], (*path, "number"))
    if number < 0:
        raise Malformed("a count is not negative", (*path, "number"))
    return Number(number)


def _percent(data: Mapping[str, object], path: Path) -> Value:
    return Percent(_digits(data["percent"], "1.5", (*path, "percent")))


def _date(data: Mapping[str, object], path: Path) -> Value:
    return Day(day(data["date"], (*path, "date")))


def _digits(data: object, example: str, path: Path) -> str:
    if not isinstance(data, str) or not AMOUNT.fullmatch(data):
        raise Malformed(f'`{data}` is not an amount: write it in quotes, digits and a point only, as "{example}"', path)
    return data


Reader: TypeAlias = Callable[[Mapping[str, object], Path], Value]

READERS: dict[str, tuple[tuple[str, ...], Reader]] = {
    "money": (("currency",), _money),
    "number": ((), _number),
    "percent": ((), _percent),
    "phone": (("toll_free?",), _phone),
    "short_code": (("country",), _short_code),
    "ussd": (("country",), _ussd),
    "date": ((), _date),
    "month": ((), _month),
    "year": ((), _year),
    "time": ((), _time),
    "text": ((), _text),
}
