"""South African spelling to Lesotho spelling.

For native words this direction is a function of the letters; words of English, names, addresses
and references keep their letters. What letters do not give (contractions such as *har'a*) is a
list. The other direction, which is not a function, is in ``south_african``.
"""

import re
from collections.abc import Container
from typing import Final

from sesotho.letters import composed, recased, straight
from sesotho.native import LOANS, Written, each_native
from sesotho.words import mapping, words

_LETTERS: Final = re.compile(
    r"^mm(?=[aeiou])|^nn(?=[aeiougkqy])|tjh|tsh|pjh|fj|kg|d(?=[iu])|w(?=[aeiou])|(?<!n)y(?=[aeo])",
    re.IGNORECASE,
)
_WRITTEN: Final[dict[str, str]] = {
    "mm": "'m", "nn": "'n", "tjh": "ch", "tsh": "tš", "pjh": "psh", "fj": "fsh", "kg": "kh",
    "d": "l", "w": "o", "y": "e",
}  # fmt: skip
_CONTRACTIONS: Final = mapping("contractions.txt")
_SIDE: Final = Written(
    word=re.compile(r"\w*\d\w*|[^\W\d_]+(?:'[^\W\d_]+)*"),
    plural="di",
    names=words("names.txt"),
    given=words("given_names.txt"),
)
_JOINED: Final = re.compile(r"\b([kr]e) a(?= [^\W\d_])", re.IGNORECASE)
_MOTHER: Final = re.compile(
    r"(?:(?<=\b[Ll]e )|(?<=\b[Kk]e )|(?<=\b[Hh]o )|(?<=[Nn]tate ))[Mm]me\b"
    r"|\b[Mm]me(?= (?:wa|waka|wa ka|ya)\b)|\bMme(?= [A-Z])"
)


def to_lesotho(text: str, keep: Container[str] = ()) -> str:
    """A Sesotho text in Lesotho spelling; a text already in it comes back the same.

    Words in ``keep`` (lower case), English words, names and addresses are left alone.

    >>> to_lesotho("Dumela, ke tswa Maseru mme ke sebetsa Welkom")
    "Lumela, ke tsoa Maseru 'me ke sebetsa Welkom"
    >>> to_lesotho("KGWEDI ya Tshitwe, hodima tafole; ke a leboha")
    "KHOELI ea Tšitoe, holim'a tafole; kea leboha"
    >>> to_lesotho("ditaba tsa diaspora: {url} le www.dirco.gov.za", keep={"ditaba"})
    'ditaba tsa diaspora: {url} le www.dirco.gov.za'
    """
    text = straight(composed(text))
    text = _MOTHER.sub(lambda mme: recased(mme.group(), "'m'e"), text)
    return _JOINED.sub(lambda pair: pair.group(1) + "a", each_native(text, keep, _SIDE, respell))


def respell(word: str) -> str:
    """One native word in Lesotho spelling, its capitals kept.

    >>> respell("Motsheanong"), respell("mmuso"), respell("Nngwe"), respell("ntjhafatsa")
    ('Motšeanong', "'muso", "'Ngoe", 'nchafatsa')
    """
    small = word.lower()
    if small.startswith("di") and small[2:] in LOANS:
        return recased(word[:2], "li") + word[2:]
    listed = _CONTRACTIONS.get(small)
    if listed is not None:
        return recased(word, listed)
    return _LETTERS.sub(lambda found: recased(found.group(), _WRITTEN[found.group().lower()]), word)
