"""English words that should not stand in a Sesotho text."""

from __future__ import annotations

from .files import Content
from .languages import words

SHORTEST = 4
COMMON = frozenset(["and", "for", "from", "is", "of", "that", "the", "they", "this", "with", "you", "your"])


def english_words(content: Content) -> frozenset[str]:
    """The words of our own English texts that are not Sesotho too, in small letters."""
    said = {
        word.lower()
        for answer in content.answers.values()
        for item in (*answer.texts["en"].short, *answer.texts["en"].full)
        for word in words(item.say)
    }
    long = {word for word in said if len(word) >= SHORTEST}
    return (COMMON | long) - content.words.sesotho
