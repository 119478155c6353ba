"""What the language models see of a text: its telling words and the letters inside them."""

import re
from functools import lru_cache
from typing import Final

from sesotho.letters import composed, straight
from sesotho.words import words

_NO_WORDS: Final = re.compile(r"[@\d{}]|://|^\W*www\.", re.IGNORECASE)
_WORD: Final = re.compile(r"'?[^\W\d_]+(?:'[^\W\d_]+)*")
_LONGEST: Final = 24
_MOST: Final = 60
_NEUTRAL: Final = words("neutral.txt")


def tokens(text: str) -> list[str]:
    """The words of a text in small letters, without addresses and anything with a digit.

    At most the first 60, each cut at 24 letters, so that no message takes long.

    >>> tokens("Ke kopa 'mele oa R200, ngoan’a ka! www.gov.ls x@y.z")
    ['ke', 'kopa', "'mele", 'oa', "ngoan'a", 'ka']
    """
    chunks = [chunk for chunk in straight(composed(text.lower())).split() if not _NO_WORDS.search(chunk)]
    return [word[:_LONGEST] for word in _WORD.findall(" ".join(chunks))[:_MOST]]


def telling(found: list[str]) -> list[str]:
    """The words that tell a language: names and loans that every language shares are left out.

    >>> telling(["passport", "ya", "lerato"])
    ['ya']
    """
    return [word for word in found if word not in _NEUTRAL]


@lru_cache(maxsize=8192)
def features(token: str) -> tuple[str, ...]:
    """The features of one word: itself, and every run of one to four letters, its ends marked.

    >>> features("oa")
    ('=oa', '<', 'o', 'a', '>', '<o', 'oa', 'a>', '<oa', 'oa>', '<oa>')
    """
    marked = f"<{token}>"
    grams = [marked[start : start + size] for size in range(1, 5) for start in range(len(marked) - size + 1)]
    return (f"={token}", *grams)
