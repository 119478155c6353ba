"""Which spelling a Sesotho text is in, by the letters that only one country writes."""

import re
from typing import Final

from sesotho.features import tokens
from sesotho.locales import Spelling
from sesotho.shapes import may_be_native
from sesotho.words import words as listed

_NAMES: Final = listed("names.txt") | listed("neutral.txt")

# South African and Lesotho: a sure sign, then a weak one that other words can show too.
SOUTH_AFRICA: Final = re.compile(r"d[iu]|kg|tjh|tsh|w[aeio]|(?<!n)y[aeo]|^mm|^nn|pjh|fj")
LESOTHO: Final = re.compile(
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
    words = tokens(text)
    score = sum(map(leaning, words)) - _WEAK * len(_APART.findall(" ".join(words)))
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
    lesotho = _SURE if LESOTHO.search(word) else _WEAK if _LESOTHO_WEAK.search(word) else 0
    return lesotho - (_SURE if SOUTH_AFRICA.search(word) else 0)
