"""Which spelling a Sesotho text is in, by the letters that only one country writes."""

import re
from typing import Final

from sesotho.letters import composed, straight
from sesotho.locales import Spelling
from sesotho.shapes import may_be_native
from sesotho.words import words

WORD: Final = re.compile(r"'?[^\W\d_]+(?:'[^\W\d_]+)*")
"""A word with its apostrophes, the one in front included."""

_NAMES: Final = words("names.txt")

# South African and Lesotho: a sure sign, then a weak one that other words can show too.
_SOUTH_AFRICA: Final = re.compile(r"d[iu]|kg|tjh|tsh|w[aeio]|(?<!n)y[aeo]|^mm|^nn|pjh|fj")
_LESOTHO: Final = re.compile(
    r"(?<![htl])l[iu]|ch|tš|ts'(?=[aeiou])|k'h|^'[mn]|[rlstg]'a|fsh"
    r"|(?<!^[hlms])ea$|^ea|^ee(?=[nt]|o)|^eon|[aiou]e[aeo]|(?<!^[bm])o[ae]|^oo"
)
_LESOTHO_WEAK: Final = re.compile(
    r"kh(?!aont|alend|amp|ansel|om[ip]|ontr|ole[jt]|emi|redi)|[hst]loi|[rs]oi|^oi|^(?:kea|rea)|^(?:ua|u|uena)$"
)
_APART: Final = re.compile(r"\b[kr]e a\b")
_SURE: Final = 4
_WEAK: Final = 1


def spelling_of(text: str) -> Spelling | None:
    """``ls``, ``za``, or None when the text shows neither or as much of one as of the other.

    English words and names show nothing.

    >>> spelling_of("Ke kopa litaba tsa chelete ea ka"), spelling_of("Ke kopa ditaba tsa tjhelete ya ka")
    ('ls', 'za')
    >>> spelling_of("ke kopa thuso hle") is None
    True
    """
    plain = straight(composed(text.lower()))
    score = sum(map(leaning, WORD.findall(plain))) - _WEAK * len(_APART.findall(plain))
    if not score:
        return None
    return "ls" if score > 0 else "za"


def leaning(word: str) -> int:
    """How far one word leans to Lesotho (above 0) or South Africa (below 0).

    >>> leaning("chelete") > 0 > leaning("kgwedi"), leaning("thuso")
    (True, 0)
    """
    if word in _NAMES or not may_be_native(word):
        return 0
    lesotho = _SURE * len(_LESOTHO.findall(word)) + _WEAK * len(_LESOTHO_WEAK.findall(word))
    return lesotho - _SURE * len(_SOUTH_AFRICA.findall(word))
