"""What a message names: references, telephone numbers, dates, amounts, towns, mines. Rules only; values in one form.

Names are compared by their key, so either spelling will do, and with the ending of place taken off (*Maseru*,
*Welkomong*). What a rule took, no later rule takes again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Optional

from bot.calendar import dates, is_numbered
from sesotho import key

_BETWEEN = r"[\s./_-]?"
_REFERENCE = r"\b{}[\s.,/_-]{{0,2}}((?:[A-Z0-9]{}){{{}}}[A-Z0-9])(?![A-Z0-9])"
CASE = re.compile(_REFERENCE.format("TH", _BETWEEN, 5), re.IGNORECASE)
REGISTRATION = re.compile(_REFERENCE.format("REG", _BETWEEN, 7), re.IGNORECASE)
APPLICATION = re.compile(
    r"(?<![\w+@.])(?=[A-Z/-]{0,20}\d)[A-Z0-9]{1,20}(?:[-/][A-Z0-9]{1,20}){0,5}(?![\w@])", re.IGNORECASE
)
PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[\s()-]{0,2}\d){7,13}(?!\w)")
_SUM = r"(\d{1,3}(?:[ ,]\d{3}){1,3}(?:[.,]\d{2})?|\d{1,9}(?:[.,]\d{1,2})?)"
_SCALE = r"\s?(k|000|thousand|million)?"
BEFORE = re.compile(
    rf"(?<!\w)(R|M|ZAR|LSL|rand|ranta|maloti|loti)\s?(?:tse\s|a\s)?{_SUM}{_SCALE}(?!\d|[a-z]{{4}})", re.IGNORECASE
)
AFTER = re.compile(rf"(?<![\w.,]){_SUM}{_SCALE}\s?(rands?|ranta|[dl]iranta|maloti|loti|bucks)(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SCALES = {"k": 1000, "000": 1000, "thousand": 1000, "million": 1_000_000}
_LESOTHO = ("m", "lsl", "maloti", "loti")
_IDENTITY = 13  # digits of a South African identity number, which is no reference and nobody's business
LONGEST = 4  # words of a name
# Names that are also everyday words or people's names count only behind a word of place.
DOUBTFUL = frozenset("alex cooke drie george joel kao mams moab nigel orlando oryx springs target virginia".split())
_PLACED = frozenset(
    "in at from to near around mine ko ho ka mane koana kwana tsoa tswa tsoang tswang morafong sebetsa".split()
)


@dataclass(frozen=True)
class Entity:
    """A kind, the letters it stands on (from, up to), and its value in one form."""

    kind: str
    start: int
    end: int
    value: str


class Names:
    """Names of one kind (towns, mines), found by the keys of their words."""

    def __init__(self, kind: str, names: Mapping[str, Iterable[str]]) -> None:
        """`names`: the name as it is shown, and what else it is called."""
        self.kind = kind
        self.known: dict[tuple[str, ...], str] = {}
        for name, aliases in names.items():
            for alias in (name, *aliases):
                self.known.setdefault(_keys(alias), name)
        self.known.pop((), None)

    def find(self, text: str) -> Iterator[Entity]:
        """Every name in a text, the longest at each place."""
        words = list(_WORD.finditer(text))
        keys = [" ".join(key(word[0]).split()) for word in words]
        at = 0
        while at < len(words):
            length, name = self._longest(keys, at)
            if name:
                yield Entity(self.kind, words[at].start(), words[at + length - 1].end(), name)
            at += length

    def _longest(self, keys: list[str], at: int) -> tuple[int, Optional[str]]:
        for length in range(min(LONGEST, len(keys) - at), 0, -1):
            part = tuple(keys[at : at + length])
            name = self.known.get(part) or self.known.get((*part[:-1], _unplaced(part[-1])))
            if name and (length > 1 or part[0] not in DOUBTFUL or (at and keys[at - 1] in _PLACED)):
                return length, name
        return 1, None


def _keys(name: str) -> tuple[str, ...]:
    return tuple(" ".join(key(word[0]).split()) for word in _WORD.finditer(name))


def _unplaced(word: str) -> str:
    """Without the ending of place: *Welkomong* -> *Welkom*."""
    return re.sub(r"(?:(?<=[^aeiou])[eio])?ng$", "", word) if len(word) > 6 else word


def entities(text: str, names: Iterable[Names] = ()) -> list[Entity]:
    """What a text names, in the order of the text. Never fails."""
    rules: list[Callable[[str], Iterator[Entity]]] = [
        _cases,
        _dates,
        _phones,
        _amounts,
        *(each.find for each in names),
        _applications,
    ]
    found: list[Entity] = []
    for rule in rules:
        found += [one for one in rule(text) if all(one.end <= other.start or other.end <= one.start for other in found)]
    return sorted(found, key=lambda one: one.start)


def _plain(reference: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", reference.upper())


def _cases(text: str) -> Iterator[Entity]:
    for kind, prefix, pattern in (("case", "TH", CASE), ("registration", "REG", REGISTRATION)):
        for match in pattern.finditer(text):
            signs = _plain(match[1])
            if any(sign.isdigit() for sign in signs):
                half = len(signs) // 2
                yield Entity(kind, match.start(), match.end(), f"{prefix}-{signs[:half]}-{signs[half:]}")


def _dates(text: str) -> Iterator[Entity]:
    return (Entity("date", *found) for found in dates(text))


def _phones(text: str) -> Iterator[Entity]:
    for match in PHONE.finditer(text):
        number = _international(re.sub(r"\D", "", match[0]), match[0].startswith("+"))
        if number:
            yield Entity("phone", match.start(), match.end(), number)


def _international(digits: str, has_plus: bool) -> Optional[str]:
    """In E.164; None when no South African, Lesotho or other international number looks like this."""
    if digits.startswith("00"):
        digits, has_plus = digits[2:], True
    if len(digits) == 10 and digits[0] == "0":
        return f"+27{digits[1:]}"
    if (len(digits) == 11 and digits.startswith("27")) or (len(digits) == 11 and digits.startswith("266")):
        return f"+{digits}"
    if len(digits) == 8 and digits[0] in "256" and not has_plus:
        return f"+266{digits}"
    return f"+{digits}" if has_plus and 8 <= len(digits) <= 15 else None


def _amounts(text: str) -> Iterator[Entity]:
    for match in BEFORE.finditer(text):
        yield Entity("amount", match.start(), match.end(), _money(match[2], match[3], match[1]))
    for match in AFTER.finditer(text):
        yield Entity("amount", match.start(), match.end(), _money(match[1], match[2], match[3]))


def _money(digits: str, scale: Optional[str], currency: str) -> str:
    """*R1 234,50* -> *ZAR 1234.50*; whole sums without cents."""
    whole, cents = digits, ""
    if len(digits) > 2 and digits[-3] in ".,":
        whole, cents = digits[:-3], digits[-2:]
    elif len(digits) > 1 and digits[-2] in ".,":
        whole, cents = digits[:-2], digits[-1] + "0"
    units = int(re.sub(r"\D", "", whole)) * 100 + int(cents or 0)
    units *= _SCALES[scale.lower()] if scale else 1
    code = "LSL" if currency.lower() in _LESOTHO else "ZAR"
    return f"{code} {units // 100}" + (f".{units % 100:02}" if units % 100 else "")


def _applications(text: str) -> Iterator[Entity]:
    for match in APPLICATION.finditer(text):
        signs = _plain(match[0])
        enough = 6 if signs.isdigit() else 5
        if is_numbered(match[0]):
            continue
        if enough <= len(signs) <= 20 and len(signs) != _IDENTITY and any(each.isdigit() for each in signs):
            yield Entity("application", match.start(), match.end(), signs)
