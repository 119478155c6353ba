"""Words as they were meant: shorthand written out, one slip of the finger forgiven, lost vowels found again."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sesotho import key

_FILE: Final = Path(__file__).parent / "words" / "shorthand.txt"
_SHORTEST: Final = 5
_SHORTEST_BONES: Final = 3
_VOWELS: Final = frozenset("aeiou")
_FEW_VOWELS: Final = 0.3
_MOST_LOST: Final = 4


def shorthand() -> dict[str, str]:
    """What is typed, and what it stands for, both in the spelling of the key."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" = ") for line in lines if line and not line.startswith("#"))
    return {key(typed): key(meant) for typed, meant in pairs}


class Spelling:
    """Knows words, the commonest first, and finds the one that a misspelt word was meant to be."""

    def __init__(self, words: Iterable[str]) -> None:
        self._rank = {word: rank for rank, word in enumerate(words)}
        self._shortened: dict[str, list[str]] = {}
        self._bones: dict[str, list[str]] = {}
        for word in self._rank:
            if len(word) >= _SHORTEST and word.isalpha():
                for at in range(1, len(word)):
                    self._shortened.setdefault(word[:at] + word[at + 1 :], []).append(word)
            if len(bones(word)) >= _SHORTEST_BONES:
                self._bones.setdefault(bones(word), []).append(word)

    def meant(self, word: str) -> str:
        """The word that was meant: the same one when it is known, or when nothing is near."""
        if word in self._rank or not word.isalpha():
            return word
        near = self._one_off(word) or self._without_vowels(word)
        return min(near, key=self._rank.__getitem__, default=word)

    def _one_off(self, word: str) -> set[str]:
        if len(word) < _SHORTEST - 1:
            return set()
        near = set(self._shortened.get(word, ()))
        for at in range(1, len(word)):
            shorter = word[:at] + word[at + 1 :]
            if shorter in self._rank and len(shorter) >= _SHORTEST:
                near.add(shorter)
            near.update(other for other in self._shortened.get(shorter, ()) if len(other) == len(word))
        return near

    def _without_vowels(self, word: str) -> set[str]:
        vowels = sum(letter in _VOWELS for letter in word)
        if vowels > _FEW_VOWELS * len(word):
            return set()
        return {other for other in self._bones.get(bones(word), ()) if len(other) - len(word) <= _MOST_LOST}


def bones(word: str) -> str:
    """The consonants of a word, doubled ones once, behind its first letter.

    >>> bones("koaletsoe"), bones("locked"), bones("lckd")
    ('klts', 'lckd', 'lckd')
    """
    kept = word[:1]
    for letter in word[1:]:
        if letter not in _VOWELS and letter != kept[-1]:
            kept += letter
    return kept
