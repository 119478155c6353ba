"""A text as the net reads it: the words of its key, and what each may mean."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from gateway.screen.ages import SPELLED_AGES, number, teens
from gateway.screen.lexicon import Lexicon
from gateway.screen.spelling import Spelling, shorthand
from sesotho import key

LEXICON: Final = Lexicon()
_SHORTHAND: Final = shorthand()

# Longer than any SMS or the longest WhatsApp message people type; of more, both ends are read.
_READ_WHOLE: Final = 4_096
_READ_OF_EACH_END: Final = 2_000

_DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,}")
_SPELLED_OUT: Final = re.compile(r"\b(?:[a-z][ .\-]){2,}[a-z]\b")
_DISGUISED: Final = re.compile(r"(?<=[a-z])[013457@$](?=[a-z])")
_SHOWN: Final = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}


@dataclass(frozen=True)
class Reading:
    """The words of a text in key spelling, with the classes of each as bits of a number."""

    words: tuple[str, ...]
    classes: tuple[int, ...]

    @cached_property
    def kinds(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the classes of each word."""
        return tuple([numbers(mask) for mask in self.classes])

    @cached_property
    def all_classes(self) -> int:
        """Every class that some word has."""
        found = 0
        for each in self.classes:
            found |= each
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words."""
        return frozenset(self.words)


@lru_cache(maxsize=8_192)
def numbers(mask: int) -> tuple[int, ...]:
    """Which bits a number has. It is remembered: few different sets of classes make up all texts."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return tuple(found)


def split(text: str) -> list[str]:
    """The words of a text as they were typed, in key spelling, shorthand written out."""
    if len(text) > _READ_WHOLE:
        text = text[:_READ_OF_EACH_END] + " " + text[-_READ_OF_EACH_END:]
    words: list[str] = []
    for word in key(_plain(text.lower())).split():
        meant = _SHORTHAND.get(word)
        if meant:
            words += meant.split()
        else:
            words.append(word)
    return words


def read(text: str, spelling: Spelling | None = None) -> Reading:
    """Read a text of any length and content; nothing in it is an error."""
    words = split(text)
    classes = [LEXICON.classes(word) for word in words]
    for at, word in enumerate(words):
        if word[0].isdigit():
            classes[at] |= number(LEXICON, words, classes, at)
        elif word in SPELLED_AGES:
            classes[at] |= teens(LEXICON, words, at)
        elif spelling and not classes[at]:
            meant = spelling.meant(word)
            if meant != word:
                words[at], classes[at] = meant, LEXICON.classes(meant)
    return Reading(tuple(words), tuple(classes))


def _plain(text: str) -> str:
    text = _DRAWN_OUT.sub(r"\1", text)
    text = _SPELLED_OUT.sub(lambda found: re.sub(r"[ .\-]", "", found.group()), text)
    return _DISGUISED.sub(lambda found: _SHOWN[found.group()], text)
