"""People who do not exist, with numbers, names and words that can be found again if they are anywhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MARK = "zqxplanted"
FIRST = 600_000


@dataclass(frozen=True)
class Planted:
    """One of them. Every word they write carries the mark; their number has digits that nothing else has."""

    index: int

    @property
    def number(self) -> str:
        """South African, fictional."""
        return f"+27836{FIRST + self.index:06d}"

    @property
    def channel(self) -> str:
        """Every third is on WhatsApp."""
        return "whatsapp" if self.index % 3 == 0 else "sms"

    @property
    def name(self) -> str:
        """A name that nobody has."""
        return f"{MARK.title()}{self.index:05d} Mokoena"

    @property
    def texts(self) -> tuple[str, ...]:
        """What they write, one after another: questions, cries for help, STOP, wishes to be forgotten."""
        word = f"{MARK}{self.index:05d}"
        kinds = (
            (f"How much is a passport {word}?", f"My name is {self.name}", "MORE"),
            (f"He is beating me {word} help", f"And my papers {word}?"),
            (f"Ke bokae phasepoto {word}?", "STOP"),
            (f"They took my passport and lock me in {word}", f"yes 18:30 {word}"),
            (f"I work for {word} and he does not pay", "forget me", "yes"),
            (f"/{word} {{{word}}} <b>{word}</b>", "what do you know about me"),
        )
        return kinds[self.index % len(kinds)]


def people(number: int) -> Iterator[Planted]:
    """So many of them."""
    return (Planted(index) for index in range(number))


@dataclass
class Found:
    """Where something was found, and what it was."""

    places: list[str] = field(default_factory=list)
    # The last nine digits of the numbers that were planted; None takes any of that form. Ids are random hexadecimal
    # digits: among so many of them some look like a number by chance.
    numbers: frozenset[bytes] | None = None

    def look(self, where: str, content: bytes) -> None:
        """Search one file or answer: as it is, as UTF-16, in hexadecimal, in base64, numbers with and without +27."""
        for what, pattern in PATTERNS.items():
            for match in pattern.finditer(content):
                if what != "a number" or self.numbers is None or match[0] in self.numbers:
                    self.places.append(f"{where}: {what} at {match.start()}")
                    break


def look_everywhere(directory: Path, found: Found) -> int:
    """Search every file under `directory`; how many bytes were read."""
    read = 0
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            read += len(content)
            found.look(str(path.relative_to(directory)), content)
    return read


def _in_base64(word: str) -> bytes:
    # At each of the three offsets at which a word may stand; the characters at both ends depend on its neighbours.
    variants = []
    for offset in range(3):
        encoded = base64.b64encode(b"\x00" * offset + word.encode()).decode()
        variants.append(re.escape(encoded[(0, 2, 3)[offset] : -3]))
    return "|".join(variants).encode()


PATTERNS = {
    "a word": re.compile(MARK.encode(), re.IGNORECASE),
    "a word in UTF-16": re.compile(re.escape(MARK.encode("utf-16-le")), re.IGNORECASE),
    "a word in hexadecimal": re.compile(MARK.encode().hex().encode(), re.IGNORECASE),
    "a word in base64": re.compile(_in_base64(MARK)),
    "a number": re.compile(rb"836[67]\d{5}(?!\d)"),
    "a number in UTF-16": re.compile(rb"8\x003\x006\x00[67]\x00(?:\d\x00){5}"),
    "a number in hexadecimal": re.compile(rb"383336(?:36|37)(?:3\d){5}"),
}
