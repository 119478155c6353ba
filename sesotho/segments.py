"""How many SMS parts a text takes, counted as Twilio counts and bills them.

A part is 140 octets. A text whose every character is in the GSM 03.38 alphabet travels as 7-bit
septets, 160 to a part, 153 when there are several; any other character turns the whole text into
UCS-2, 70 code units a part, 67 when there are several. A character of the extension table
(``^{}\\[~]|€`` and form feed) takes two septets, a character beyond the Basic Multilingual Plane
two code units, and neither pair is ever split between two parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Encoding = Literal["GSM-7", "UCS-2"]

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The 127 characters that take one septet (the escape itself is none)."""

EXTENSION: Final = frozenset("\f^{}\\[~]|€")
"""The characters that take an escape and a septet."""

SINGLE: Final[dict[Encoding, int]] = {"GSM-7": 160, "UCS-2": 70}
PART: Final[dict[Encoding, int]] = {"GSM-7": 153, "UCS-2": 67}

_GSM7: Final = BASIC | EXTENSION


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs: its encoding, its length in units (septets or code units), its parts."""

    encoding: Encoding
    units: int
    count: int


def encoding_of(text: str) -> Encoding:
    """GSM-7 when every character is in its tables, else UCS-2."""
    return "GSM-7" if _GSM7.issuperset(text) else "UCS-2"


def width(character: str, encoding: Encoding) -> int:
    """Units that one character takes: 1 or 2."""
    if encoding == "GSM-7":
        return 2 if character in EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def segments(text: str) -> Segments:
    """Count the parts of a text.

    An empty text counts as one part of no units, as Twilio's own calculator has it (a message
    of only a picture is billed so too); Twilio refuses to send an empty SMS.

    >>> segments("a" * 160)
    Segments(encoding='GSM-7', units=160, count=1)
    >>> segments("a" * 161)
    Segments(encoding='GSM-7', units=161, count=2)
    >>> segments("š" * 70), segments("")
    (Segments(encoding='UCS-2', units=70, count=1), Segments(encoding='GSM-7', units=0, count=1))
    """
    encoding = encoding_of(text)
    units = sum(width(character, encoding) for character in text)
    count = 1 if units <= SINGLE[encoding] else sum(1 for _ in _parts(text, encoding))
    return Segments(encoding, units, count)


def split_segments(text: str) -> list[str]:
    """The text of each part, in order; their join is the text.

    >>> [len(part) for part in split_segments("a" * 307)]
    [153, 153, 1]
    """
    if segments(text).count == 1:
        return [text]
    return list(_parts(text, encoding_of(text)))


def _parts(text: str, encoding: Encoding) -> Iterator[str]:
    """Fill one part after another, never splitting a character of two units."""
    start, used = 0, 0
    for index, character in enumerate(text):
        needed = width(character, encoding)
        if used + needed > PART[encoding]:
            yield text[start:index]
            start, used = index, 0
        used += needed
    yield text[start:]
