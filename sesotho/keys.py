"""The spelling-neutral key: one form for both spellings, for understanding only.

The key follows the direction that is a function, South African to Lesotho, and then drops what
people leave out when they type: accents, the caron of ``tš``, apostrophes, hyphens and the spaces
between small words. It is lossy (``ts`` and ``tš`` fall together) and never shown to anybody.
Doubled letters stay: *nna* and *na*, *banna* and *bana*, *monna* and *mona* are different words.
English goes through the same rules; it comes out altered, but always in the same way. Of the
punctuation only the question mark is kept, as a word of its own.
"""

import re
from typing import Final

from sesotho.letters import straight, unaccented
from sesotho.words import mapping

_NOT_TEXT: Final = re.compile(r"[^a-z0-9'\-.,@:/?]+")
_QUOTED: Final = re.compile(r"(?<![a-z])'([a-z]{3,})'(?![a-z])")
_NASALS: Final = re.compile(r"(?<![a-z0-9])(?:'(?:m+|n+)'?|[mn]')(?=[a-z])")
_INSIDE: Final = re.compile(r"(?<=[a-z])[-'](?=[a-z])")
_STRAY: Final = re.compile(r"['\-@:/]+|[.,]+(?![0-9])|(?<![0-9])[.,]+")
_ASKED: Final = re.compile(r"\?+")
_CH: Final = re.compile(r"t?ch+|tjh+")
_TS: Final = re.compile(r"tsh+")
_L: Final = re.compile(r"d(?=[iu])")
_GLIDES: Final = re.compile(r"(?<![wy])([wy]+)([aeiou])")
_JOINED: Final = re.compile(r"\b(ke|re|le|o|e|se|li|ba|bo|ho) a(?= |$)")
_APART: Final = re.compile(r"\b(ho|e|ke|o|re)na le\b")
_WHY: Final = re.compile(r"\bho baneng\b")

_WORDS: Final = mapping("merged.txt")


def key(text: str) -> str:
    """The key of a text: equal for a word in Lesotho and in South African spelling.

    >>> key("Ditshebeletso tsa mmuso wa rona")
    'litsebeletso tsa mmuso oa rona'
    >>> key("Lits'ebeletso tsa ’muso oa rona") == key("Ditshebeletso tsa mmuso wa rona")
    True
    >>> key("Kea leboha, ’m’e") == key("ke a leboha mme")
    True
    >>> key("ha ke na phasepoto yaka") == key("hakena phasepoto ea ka")
    True
    >>> key("nna le wena"), key("na le wena")
    ('nna le oena', 'na le oena')
    >>> key("Ke bokae??"), key("M130.50, 2027-05-28")
    ('ke bokae ?', 'm130.50 2027 05 28')
    """
    letters = unaccented(straight(text.lower()))
    if "'" in letters:
        letters = _QUOTED.sub(r" \1 ", letters)
        letters = _NASALS.sub(_doubled, letters)
    letters = _INSIDE.sub("", _NOT_TEXT.sub(" ", letters))
    letters = _STRAY.sub(" ", letters)
    if "?" in letters:
        letters = _ASKED.sub(" ? ", letters)
    letters = _spelled(letters)
    words = " ".join([_WORDS.get(word, word) for word in letters.split()])
    words = _APART.sub(r"\1 na le", words)
    return _WHY.sub("hobaneng", _JOINED.sub(r"\1a", words))


def _doubled(nasal: re.Match[str]) -> str:
    return ("m" if "m" in nasal.group() else "n") * 2


def _spelled(letters: str) -> str:
    """The letter rules of Lesotho, without the caron."""
    letters = _TS.sub("ts", _CH.sub("c", letters))
    letters = letters.replace("kg", "kh").replace("pjh", "psh").replace("fj", "fsh")
    return _L.sub("l", _GLIDES.sub(_vowels, letters))


def _vowels(found: re.Match[str]) -> str:
    """w and y before a vowel as o and e; y stays in ny and before i."""
    glides, vowel = found.groups()
    if glides == "w":
        return "o" + vowel
    kept = "y" if glides[0] == "y" and found.string[found.start() - 1 : found.start()] == "n" else ""
    last = "y" if vowel == "i" and glides[-1] == "y" and len(glides) > len(kept) else ""
    middle = glides[len(kept) : len(glides) - len(last)]
    return kept + middle.replace("w", "o").replace("y", "e") + last + vowel
