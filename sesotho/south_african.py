"""Lesotho spelling to South African spelling: a suggestion for a reader to mend, not a function.

Lesotho writes one letter where South Africa writes two in four places: *o* (vowel, or *w* before
a vowel), *e* (vowel, or *y* between vowels), *kh* (*kg*, or the *kh* of loan words) and *u* (you,
South African *o*). Rules of position decide nearly all of it; words the rules get wrong are a
list, beginnings of loan words another. Small words that Lesotho joins (*kea*, *rea*, *lia*) are
parted. What only meaning tells is left: *ea* is always *ya*, though before a verb it can be *e a*.
"""

import re
from collections.abc import Container
from typing import Final

from sesotho.gsm import from_gsm7
from sesotho.letters import composed, recased, straight
from sesotho.native import LOANS, Written, each_native
from sesotho.shapes import may_be_native
from sesotho.spelling import respell as _to_lesotho
from sesotho.words import mapping, words

_LETTERS: Final = re.compile(
    r"^'m'|^'[mn]|(?<=[a-z])'(?=[a-z])|ch|tš|fsh|psh|kh|(?<![htl])l(?=[iu])"
    r"|^oo(?=n)|^e(?=a|e.|on)|(?<=[aeiou])e(?=[aeo])|(?<!^[bm])(?<!l(?=oi$))o(?=[aei])(?!e[aeo]|ing$)",
    re.IGNORECASE,
)
_WRITTEN: Final[dict[str, str]] = {
    "'m'": "mm", "'m": "mm", "'n": "nn", "'": "", "ch": "tjh", "tš": "tsh", "fsh": "fj", "psh": "pjh", "kh": "kg",
    "l": "d", "oo": "wo", "o": "w", "e": "y",
}  # fmt: skip
_LISTS: Final = {lesotho: za for za, lesotho in mapping("contractions.txt").items()} | mapping("south_african.txt")
# What they give is right as it stands.
_LISTED: Final = {**{za: za for za in _LISTS.values()}, **_LISTS}
_LOANED: Final = re.compile(
    rf"(?:li|di|le|ma|bo|mo|se|ba|a|'m)?({'|'.join(sorted(words('loan_letters.txt'), key=len, reverse=True))})",
    re.IGNORECASE,
)
_HYPHENED: Final = sorted(word for word in _LISTED if "-" in word)
_SIDE: Final = Written(
    # An apostrophe begins a word only where 'm or 'n does, and not where it opens a quotation.
    word=re.compile(
        rf"\w*\d\w*|(?<![\w'-])(?:{'|'.join(_HYPHENED)})(?![\w'-])"
        r"|(?:(?<![\w'])'(?=[mn]'?[^\W\d_])(?![^\W\d_]+'(?!\w)))?[^\W\d_]+(?:'[^\W\d_]+)*",
        re.IGNORECASE,
    ),
    plural="li",
    names=words("names.txt"),
    given=frozenset(_to_lesotho(name) for name in words("given_names.txt")),
    listed=frozenset(_HYPHENED),
)
# Marks of tone and vowel, which only careful Lesotho spelling has.
_MARKS: Final = str.maketrans("ēōèòêôĒŌÈÒÊÔ", "eoeoeoEOEOEO")
_PLACES: Final = words("neutral.txt")
_SUBJECT: Final = re.compile(
    r"\b((?:ke|re|le|li|se|a|ho)|(?<=\bha )e)(a)(?= ('?[^\W\d_]+(?:'[^\W\d_]+)*))", re.IGNORECASE
)
_TO_GO: Final = re.compile(r"(?<=\b[uoeaUOEA] )ee\b|(?<=\b[krbhKRBH][eao] )ee\b")


def to_south_african(text: str, keep: Container[str] = ()) -> str:
    """A Sesotho text in South African spelling, to be read by somebody; one already in it comes back the same.

    Words in ``keep`` (lower case), English words, names and addresses are left alone.

    >>> to_south_african("Lumela, ke tsoa Maseru 'me ke sebetsa Welkom")
    'Dumela, ke tswa Maseru mme ke sebetsa Welkom'
    >>> to_south_african("KHOELI ea Tšitoe, holim'a tafole; kea leboha")
    'KGWEDI ya Tshitwe, hodima tafole; ke a leboha'
    >>> to_south_african("U ka e-ea khamphaning ea hao, u ee tleliniking kapa boemeling")
    'O ka eya khamphaning ya hao, o ye tleliniking kapa boemeding'
    >>> to_south_african("litaba tsa diaspora: {url} le www.litaba.co.ls", keep={"litaba"})
    'litaba tsa diaspora: {url} le www.litaba.co.ls'
    """
    text = from_gsm7(straight(composed(text)))
    text = _TO_GO.sub("ye", _SUBJECT.sub(lambda joined: _parted(joined, keep), text))
    return each_native(text, keep, _SIDE, respell)


def respell(word: str) -> str:
    """One native word in South African spelling, its capitals kept.

    >>> respell("Motšeanong"), respell("'muso"), respell("'Ngoe"), respell("nchafatsa"), respell("tsamaea")
    ('Motsheanong', 'mmuso', 'Nngwe', 'ntjhafatsa', 'tsamaya')
    >>> respell("boemo"), respell("koloi"), respell("moea"), respell("likhamphani"), respell("lipilisi")
    ('boemo', 'koloi', 'moya', 'dikhamphani', 'dipilisi')
    """
    small = word.lower()
    listed = _LISTED.get(small)
    if listed is not None:
        return recased(word, listed)
    if small.startswith("li") and small[2:] in LOANS:
        return recased(word[:2], "di") + word[2:]
    if word[0].isupper() and small in _PLACES:
        return word
    return _spelled(word.translate(_MARKS).replace("k'h", "kh").replace("K'h", "Kh"))


def _spelled(word: str) -> str:
    loan = _LOANED.match(word)
    start, end = loan.span(1) if loan else (0, 0)

    def written(found: re.Match[str]) -> str:
        letters = found.group()
        if start <= found.start() < end and letters.lower() in ("kh", "l"):
            return letters
        return _recased(letters, _WRITTEN[letters.lower()], word)

    return _LETTERS.sub(written, word)


def _recased(letters: str, written: str, word: str) -> str:
    """In the capitals of ``letters``; one capital stands for two only in a word of capitals."""
    if sum(map(str.isalpha, letters)) == 1 and letters.isupper() and not word.isupper():
        return written.capitalize()
    return recased(letters, written)


def _parted(joined: re.Match[str], keep: Container[str]) -> str:
    """Two words of one, before a verb: what a joined subject was. *The sea is* stays."""
    subject, a, following = joined.groups()
    whole = subject + a
    return f"{subject} {a}" if whole.lower() not in keep and may_be_native(following) else whole
