"""The native words of a text: what a change of spelling may touch.

Words of English, names, acronyms, addresses, references and placeholders keep their letters in
both directions; what differs between the directions is in ``Written``.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Final

from sesotho.shapes import may_be_native
from sesotho.words import words

LOANS: Final = words("loans.txt")
_CHUNK: Final = re.compile(r"\{[^{}\s]*\}|[^\s{]+")
_ADDRESS: Final = re.compile(r"@|://|^\W*www\.|\w\.(?:com|org|gov|net|co|ls|za)\b", re.IGNORECASE)
_TITLE: Final = re.compile(
    r"(?<![\w'])(?:ntate|mme|'m'e|'me|ausi|abuti|morena|mofumahadi|mofumahali|mof|mr|mrs|ms|dr)\.?\s+$",
    re.IGNORECASE,
)
_INSIDE: Final = re.compile(r"[^\W\d_][,;]? $")
_ACRONYM: Final = 5
_BEFORE: Final = 16


@dataclass(frozen=True)
class Written:
    """How one spelling is written.

    ``plural``: the prefix of loan words. ``names`` are always names, ``given`` with a capital inside a sentence.
    ``listed``: words whose other form is known, native by their sounds or not.
    """

    word: re.Pattern[str]
    plural: str
    names: frozenset[str]
    given: frozenset[str]
    listed: frozenset[str] = frozenset()


def each_native(text: str, keep: Container[str], side: Written, respelled: Callable[[str], str]) -> str:
    """The text with ``respelled`` done to its native words; ``keep`` (lower case) and what is not native stay."""
    shouted = text.isupper()

    def chunk_done(chunk: re.Match[str]) -> str:
        if chunk.group().startswith("{") or _ADDRESS.search(chunk.group()):
            return chunk.group()
        return side.word.sub(lambda word: word_done(word, chunk.start()), chunk.group())

    def word_done(found: re.Match[str], offset: int) -> str:
        word, start = found.group(), offset + found.start()
        before = text[max(0, start - _BEFORE) : start]
        if word.lower() in keep or _protected(word, side, shouted, before):
            return word
        return respelled(word)

    return _CHUNK.sub(chunk_done, text)


def _protected(word: str, side: Written, shouted: bool, before: str) -> bool:
    """Whether a word keeps its letters: not native, a name, an acronym."""
    small = word.lower()
    if small in side.listed or (small.startswith(side.plural) and small[2:] in LOANS):
        return False
    if small in side.names or not may_be_native(word):
        return True
    if shouted or not word[0].isupper():
        return False
    if word.isupper() and 1 < len(word) <= _ACRONYM:
        return True
    if _TITLE.search(before):
        return True
    return small in side.given and _INSIDE.search(before) is not None
