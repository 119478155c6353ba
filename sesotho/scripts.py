"""Languages that their script gives away."""

import re
from typing import Final

_SCRIPTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("ar", re.compile("[\u0620-\u06ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")


def language_of_script(text: str) -> str | None:
    """The commonest language of a script other than Latin, where most letters are of it.

    >>> language_of_script("你好"), language_of_script("ke kopa thuso")
    ('zh', None)
    """
    if text.isascii():
        return None
    latin = len(_LATIN.findall(text))
    for language, letters in _SCRIPTS:
        if len(letters.findall(text)) > latin:
            return language
    return None
