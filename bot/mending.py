"""Words that training never saw, put back to one it did: dropped vowels, a letter missing, doubled or swapped.

Only unknown words are touched, so what was typed well is never changed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

_VOWELS = re.compile("[aeiou]")
_SHORTEST = 5  # letters of a word that may have one letter wrong; shorter words are too near each other
_MANY = 5  # consonants that make a word by themselves, whatever its vowels


class Mender:
    """Knows the words of training; `word` gives the likeliest known word for an unknown one."""

    def __init__(self, keys: Iterable[str], knows: Callable[[str], bool], often: int = 2) -> None:
        counts = Counter(word for each in keys for word in each.split() if word.isalpha())
        self.counts = dict(counts)
        self.knows = knows
        self.by_bones: dict[str, list[str]] = defaultdict(list)
        self.by_loss: dict[str, list[str]] = defaultdict(list)
        for word, count in counts.most_common():
            if count >= often and len(word) >= 2:
                self._learn(word)

    def _learn(self, word: str) -> None:
        self.by_bones[bones(word)].append(word)
        if len(word) >= _SHORTEST - 1:
            for loss in losses(word):
                self.by_loss[loss].append(word)

    def word(self, word: str) -> str:
        """The commonest known word that `word` may stand for; itself when it is known or nothing is near."""
        if word in self.counts or len(word) < 2 or not word.isalpha() or self.knows(word):
            return word
        return self._voweled(word) or self._nearest(word) or self._same_bones(word) or word

    def text(self, key: str) -> str:
        """A key with every word mended."""
        return " ".join([self.word(word) for word in key.split()])

    def _voweled(self, word: str) -> str:
        """For *pssprt*: a word with the same consonants, of whose letters these are the remains."""
        skeleton = bones(word)
        if len(skeleton) < 2 or len(word) - len(skeleton) > len(word) // 4:
            return ""
        return next((known for known in self.by_bones.get(skeleton, []) if remains(word, known)), "")

    def _nearest(self, word: str) -> str:
        """For *pasport*: a word one letter away, its first letter kept."""
        if len(word) < _SHORTEST:
            return ""
        near = [
            known
            for loss in losses(word)
            for known in self.by_loss.get(loss, [])
            if known[0] == word[0] and abs(len(known) - len(word)) <= 1
        ]
        return max(near, key=self.counts.__getitem__, default="")

    def _same_bones(self, word: str) -> str:
        skeleton = bones(word)
        return next(iter(self.by_bones.get(skeleton, [])), "") if len(skeleton) >= _MANY else ""


def bones(word: str) -> str:
    """A word without its vowels; one of vowels only keeps its first."""
    return _VOWELS.sub("", word) or word[0]


def losses(word: str) -> set[str]:
    """The word, and the word with each of its letters left out: words one letter apart share one of these."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def remains(word: str, whole: str) -> bool:
    """Whether the letters of `word` stand in `whole` in the same order."""
    letters = iter(whole)
    return all(letter in letters for letter in word)
