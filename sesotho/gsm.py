"""SMS text: everything in the GSM-7 alphabet, by a rule of the language that can be undone.

Lesotho spelling has one letter that SMS does not: ``š``, always in ``tš`` and always before a
vowel. Where it is missing Basotho write an apostrophe, so ``tš`` goes out as ``ts'`` and comes
back from it. An apostrophe anywhere else (*'m'e*, *har'a*, *mong'a*) is left alone in both
directions, and so is that of the few words where a real one follows ``ts`` (*mots'eo*, that
village).
"""

import re
import unicodedata
from typing import Final

from sesotho.letters import composed
from sesotho.segments import BASIC, EXTENSION
from sesotho.words import words

_GSM7: Final = BASIC | EXTENSION
_OUT: Final = re.compile(r"([tT])([šŠ])")
_BACK: Final = re.compile(r"([tT])([sS])'(?=[aeiouAEIOU])")
_REAL: Final = words("apostrophes.txt")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_HOLE: Final = re.compile(r"( *)\0[ \0]*")

_PLAIN: Final[dict[str, str]] = {
    **dict.fromkeys("’‘‛‚`´ʼʹʻʽ′＇", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t", " "),
    **dict.fromkeys("\u2028\u2029\u0085\v", "\n"),
    **dict.fromkeys("•●▪■◦‣·", "-"),
    "…": "...", "‹": "<", "›": ">", "×": "x", "÷": "/", "→": "->", "←": "<-", "≤": "<=", "≥": ">=",
    "©": "(c)", "®": "(R)", "™": "(TM)", "№": "No", "½": "1/2", "¼": "1/4", "¾": "3/4", "°": " deg",
    "¢": "c", "₹": "Rs", "œ": "oe", "Œ": "OE", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l",
    "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ŋ": "ng", "Ŋ": "Ng", "š": "s", "Š": "S", "✓": "-", "✔": "-",
}  # fmt: skip


def is_gsm7(text: str) -> bool:
    """Whether every character of the text is in the GSM-7 tables.

    >>> is_gsm7("lits'ebeletso"), is_gsm7("litšebeletso")
    (True, False)
    """
    return _GSM7.issuperset(text)


def to_gsm7(text: str) -> str:
    """The text in GSM-7 characters; never fails, and does nothing to a text already so.

    ``tš`` becomes ``ts'``; typographic quotes, dashes, spaces and dots become plain; letters lose
    accents that GSM-7 lacks; what has no plain form (emoji, other scripts, control characters)
    is dropped together with the space it leaves.

    >>> to_gsm7("Litšebeletso tsa ’muso — “mahala” …")
    'Lits\\'ebeletso tsa \\'muso - "mahala" ...'
    >>> to_gsm7("Lumela 👋🏽 ntate"), to_gsm7("TŠITOE")
    ('Lumela ntate', "TS'ITOE")
    """
    if is_gsm7(text):
        return text
    letters = _OUT.sub(_apostrophe, composed(text))
    spelled = "".join([c if c in _GSM7 else _plain(c) for c in letters])
    filled = _HOLE.sub(lambda hole: " " if hole.group(1) or hole.group().endswith(" ") else "", spelled)
    return filled if filled == spelled else filled.strip(" ")


def from_gsm7(text: str) -> str:
    """The way back for Sesotho: ``ts'`` before a vowel becomes ``tš`` again.

    >>> from_gsm7("Lits'ebeletso tsa 'm'e har'a mots'eo")
    "Litšebeletso tsa 'm'e har'a mots'eo"
    >>> from_gsm7(to_gsm7("Ke kopa ho tšoara Motšeanong")) == "Ke kopa ho tšoara Motšeanong"
    True
    """
    return _WORD.sub(_caron, text) if "'" in text else text


def _apostrophe(letters: re.Match[str]) -> str:
    return f"{letters.group(1)}{'S' if letters.group(2) == 'Š' else 's'}'"


def _caron(word: re.Match[str]) -> str:
    written = word.group()
    if written.lower() in _REAL:
        return written
    return _BACK.sub(lambda ts: ts.group(1) + ("Š" if ts.group(2) == "S" else "š"), written)


def _plain(character: str) -> str:
    """The nearest GSM-7 characters of one character, a NUL where there are none."""
    known = _PLAIN.get(character)
    if known is not None:
        return known
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join([_PLAIN.get(part, part if part in _GSM7 else "") for part in parts])
    return kept if kept else "\0"
