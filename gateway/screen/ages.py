"""What a number in a text may be: the age of a child, a year of the past."""

from collections.abc import Sequence
from typing import Final

from gateway.screen.lexicon import Lexicon

_GROWN_UP: Final = 18
_SPELLED: Final = frozenset("eleven twelve thirteen fourteen fifteen sixteen seventeen".split())
_TEENS: Final = ("leshome", "le", "metso")
SPELLED_AGES: Final = _SPELLED | {_TEENS[0]}
_UNITS: Final = frozenset("days months weeks hours people km".split())
_FIRST_YEAR, _LAST_YEAR = 1_940, 2_025
_BEFORE: Final = frozenset("aged age im turned only ke am is shes hes".split())
_AFTER: Final = frozenset("old yo yr yrs yearold feela boy girl oa".split())
_COUNTS: Final = frozenset("li tse le".split())
_OF: Final = frozenset("of oa ea".split())


def teens(lexicon: Lexicon, words: Sequence[str], at: int) -> int:
    """The class of an age between eleven and seventeen that is written out."""
    if words[at] in _SPELLED and _UNITS.isdisjoint(words[at + 1 : at + 2]):
        return lexicon.age
    return lexicon.age if tuple(words[at : at + 3]) == _TEENS else 0


def number(lexicon: Lexicon, words: Sequence[str], classes: Sequence[int], at: int) -> int:
    """The classes of the number at this place."""
    digits = words[at].rstrip("yrso")
    if not digits.isdigit() or len(digits) > len("2025"):
        return 0
    value = int(digits)
    if _FIRST_YEAR <= value <= _LAST_YEAR:
        return lexicon.date
    return lexicon.age if 0 < value < _GROWN_UP and _is_age(lexicon, words, classes, at) else 0


def _is_age(lexicon: Lexicon, words: Sequence[str], classes: Sequence[int], at: int) -> bool:
    if not words[at].isdigit() or not _AFTER.isdisjoint(words[at + 1 : at + 4]):
        return True
    before = words[at - 1] if at else ""
    young = (
        lexicon.bits["CHILD"] | lexicon.bits["GIRL"] | lexicon.bits["BOY"] | lexicon.bits["KIN"] | lexicon.bits["SMALL"]
    )
    if before in _COUNTS and "lilemo" in words[max(0, at - 2) : at]:
        return True
    if before in _OF:
        return any(mask & young for mask in classes[max(0, at - 4) : at - 1])
    return before in _BEFORE and not any(word in ("years", "months", "of") for word in words[at + 1 : at + 3])
