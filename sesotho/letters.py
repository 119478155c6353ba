"""Letters of a text brought to one form before anything looks at them."""

import re
import unicodedata
from typing import Final

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘‛`´ʼʹʻ′＇ʽ", "'"))
_CARON: Final = "\u030c"


def straight(text: str) -> str:
    """Every kind of apostrophe as the plain one.

    >>> straight("’me ‘na har`a")
    "'me 'na har'a"
    """
    return text.translate(_APOSTROPHES)


def unaccented(text: str) -> str:
    """Letters without their accents, the caron of š included.

    >>> unaccented("tšoēlōpele")
    'tsoelopele'
    """
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(character for character in parts if not unicodedata.combining(character))


def composed(text: str) -> str:
    """The text with each letter and its accent in one character, as the rules expect it.

    >>> len(composed("ts" + chr(0x30c)))
    2
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def recased(pattern: str, written: str) -> str:
    """``written`` in the capitals of ``pattern``.

    >>> recased("Tsh", "tš"), recased("TSH", "tš"), recased("Mm", "'m"), recased("Y", "e")
    ('Tš', 'TŠ', "'M", 'E')
    """
    if pattern.islower():
        return written
    if len(pattern) > 1 and pattern.isupper():
        return written.upper()
    if not pattern[:1].isupper():
        return written
    return re.sub(r"[^\W\d_]", lambda letter: letter.group().upper(), written, count=1)
