"""Words of English and Sesotho that mean one thing (`concepts.txt`), found in a message's key.

A classifier trained on some tens of utterances a topic cannot know that *pasa*, *phasepoto* and *passport* are one
thing, or *bokae* and *how much*. The list says so. What it teaches in one language serves in the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from sesotho import key

LIST = Path(__file__).with_name("concepts.txt")


class Concepts:
    """The list, ready to be looked up by the words of a key."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.stems: dict[str, set[str]] = defaultdict(set)
        for line in lines:
            if line.strip() and not line.startswith("#"):
                name, _, terms = line.partition(":")
                for term in terms.split(","):
                    self._add(name.strip(), term.strip())
        self.longest = max(map(len, self.phrases), default=0)
        self.shortest_stem = min(map(len, self.stems), default=0)

    @classmethod
    def from_file(cls, path: Path = LIST) -> Concepts:
        """Read one concept a line: `name: word, two words, stem*`."""
        return cls(path.read_text(encoding="utf-8").splitlines())

    def _add(self, name: str, term: str) -> None:
        words = key(term.rstrip("*")).replace("?", "").split()
        if len(words) == 1 and term.endswith("*"):
            self.stems[words[0]].add(name)
        elif words:
            self.phrases[tuple(words)].add(name)

    def knows(self, word: str) -> bool:
        """Whether a word of a key means something by itself."""
        return (word,) in self.phrases or any(self._of_stems(word))

    def _of_stems(self, word: str) -> list[set[str]]:
        ends = range(self.shortest_stem, len(word) + 1)
        return [self.stems[word[:end]] for end in ends if word[:end] in self.stems]

    def of(self, words: list[str]) -> list[str]:
        """The concepts of the words of a key, in order, as often as they occur."""
        found: list[str] = []
        for start, word in enumerate(words):
            here: set[str] = set().union(*self._of_stems(word))
            for length in range(1, min(self.longest, len(words) - start) + 1):
                here |= self.phrases.get(tuple(words[start : start + length]), set())
            found += sorted(here)
        return found
