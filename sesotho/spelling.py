"""South African spelling to Lesotho spelling.

For native words this direction is a function of the letters; words of English, names, addresses
and references keep their letters. What letters do not give (contractions such as *har'a*) is a
list. The other direction is not a function and is not offered.
"""

import re
from collections.abc import Container
from typing import Final

from sesotho.letters import composed, recased, straight
from sesotho.shapes import may_be_native
from sesotho.words import mapping, words

_CHUNK: Final = re.compile(r"\{[^{}\s]*\}|[^\s{]+")
_ADDRESS: Final = re.compile(r"@|://|^\W*www\.|\w\.(?:com|org|gov|net|co|ls|za)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"\w*\d\w*|[^\W\d_]+(?:'[^\W\d_]+)*")
_LETTERS: Final = re.compile(
    r"^mm(?=[aeiou])|^nn(?=[aeiougkqy])|tjh|tsh|pjh|fj|kg|d(?=[iu])|w(?=[aeiou])|(?<!n)y(?=[aeo])",
    re.IGNORECASE,
)
_WRITTEN: Final[dict[str, str]] = {
    "mm": "'m", "nn": "'n", "tjh": "ch", "tsh": "tš", "pjh": "psh", "fj": "fsh", "kg": "kh",
    "d": "l", "w": "o", "y": "e",
}  # fmt: skip
_CONTRACTIONS: Final = mapping("contractions.txt")
_NAMES: Final = words("names.txt")
_GIVEN: Final = words("given_names.txt")
_LOANS: Final = words("loans.txt")
_TITLE: Final = re.compile(
    r"(?<![\w'])(?:ntate|mme|'m'e|'me|ausi|abuti|morena|mofumahadi|mofumahali|mof|mr|mrs|ms|dr)\.?\s+$",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"\b([kr]e) a(?= [^\W\d_])", re.IGNORECASE)
_MOTHER: Final = re.compile(
    r"(?:(?<=\b[Ll]e )|(?<=\b[Kk]e )|(?<=\b[Hh]o )|(?<=[Nn]tate ))[Mm]me\b"
    r"|\b[Mm]me(?= (?:wa|waka|wa ka|ya)\b)|\bMme(?= [A-Z])"
)
_INSIDE: Final = re.compile(r"[^\W\d_][,;]? $")
_ACRONYM: Final = 5
_BEFORE: Final = 16


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
    shouted = text.isupper()

    def chunk_respelled(chunk: re.Match[str]) -> str:
        if chunk.group().startswith("{") or _ADDRESS.search(chunk.group()):
            return chunk.group()
        return _WORD.sub(lambda word: word_respelled(word, chunk.start()), chunk.group())

    def word_respelled(found: re.Match[str], offset: int) -> str:
        word, start = found.group(), offset + found.start()
        if word.lower() in keep or _protected(word, shouted, text[max(0, start - _BEFORE) : start]):
            return word
        return respell(word)

    return _JOINED.sub(lambda pair: pair.group(1) + "a", _CHUNK.sub(chunk_respelled, text))


def respell(word: str) -> str:
    """One native word in Lesotho spelling, its capitals kept.

    >>> respell("Motsheanong"), respell("mmuso"), respell("Nngwe"), respell("ntjhafatsa")
    ('Motšeanong', "'muso", "'Ngoe", 'nchafatsa')
    """
    small = word.lower()
    if small.startswith("di") and small[2:] in _LOANS:
        return recased(word[:2], "li") + word[2:]
    listed = _CONTRACTIONS.get(small)
    if listed is not None:
        return recased(word, listed)
    return _LETTERS.sub(lambda found: recased(found.group(), _WRITTEN[found.group().lower()]), word)


def _protected(word: str, shouted: bool, before: str) -> bool:
    """Whether a word keeps its letters: not native, a name, an acronym."""
    small = word.lower()
    if small.startswith("di") and small[2:] in _LOANS:
        return False
    if small in _NAMES or not may_be_native(word):
        return True
    if shouted or not word[0].isupper():
        return False
    if word.isupper() and 1 < len(word) <= _ACRONYM:
        return True
    if _TITLE.search(before):
        return True
    return small in _GIVEN and _INSIDE.search(before) is not None
