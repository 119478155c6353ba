"""Which words could be Sesotho by their sounds, in either spelling.

A Sesotho syllable is a consonant (of a closed list) and a vowel; a word may end in *ng* and start
with a syllabic nasal. Nearly every English word breaks that shape somewhere: *credit*, *visa*,
*renewal*, *would*. The few that do not (*wage* has its g, but *wine*, *we*, *radio* pass) are a list.
"""

import re
from functools import lru_cache
from typing import Final

from sesotho.letters import straight, unaccented
from sesotho.words import words

_CONSONANTS: Final = (
    "b bj d f fj fsh h hl j k kg kh l ll m mm mp mph mpj mpjh mpsh n ng nk nkg nkh nn nng nq nqh nt nth ntj"
    " ntjh ntl ntlh nts ntsh ny nny p ph pj pjh ps psh q qh r s sh t th tj tjh tl tlh ts tsh w y"
    " ch nch"
)
_ONSET: Final = "|".join(sorted({f"{c}w?" for c in _CONSONANTS.split()}, key=len, reverse=True))
SHAPE: Final = re.compile(rf"(?:mm?|nn?|l)?(?:(?:{_ONSET})?[aeiou]+)+(?:ng)?")
_ENGLISH: Final = words("english.txt")


@lru_cache(maxsize=16384)
def may_be_native(word: str) -> bool:
    """Whether a word could be a Sesotho word: its shape fits and English does not claim it.

    >>> [may_be_native(word) for word in ("ditshebeletso", "litšebeletso", "'muso", "har'a", "ngwana")]
    [True, True, True, True, True]
    >>> [may_be_native(word) for word in ("credit", "visa", "radio", "we", "renewal")]
    [False, False, False, False, False]
    """
    letters = unaccented(straight(word.lower())).replace("'", "")
    return letters not in _ENGLISH and SHAPE.fullmatch(letters) is not None
