"""What single words mean for a person's safety: English by form, Sesotho by verb stem.

Both are looked up in the spelling of `sesotho.key`, in which a text is read once.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sesotho import key

_WORDS: Final = Path(__file__).parent / "words"
_SHORTEST_STEM: Final = 3
_LONGEST_STEM: Final = 12
_LONGEST_CONCORD: Final = 6

_SUBJECTS: Final = (
    "",
    *("ke kea re rea o oa u ua le lea ba baa a aa e ea li lia se bo ha hake hare haba hk ho i").split(),
    *("oe oka uka kele esa sa ntse ka b").split(),
)
_OBJECTS: Final = ("", "mo", "ba", "re", "le", "i", "li", "e")
CONCORDS: Final = frozenset(subject + object_ for subject in _SUBJECTS for object_ in _OBJECTS)
_PASSIVE: Final = ("oa", "oe", "oang", "oeng")
# Whose root ends as a passive does: go out, die, steal.
_NO_PASSIVE: Final = ("tsoa", "tsoe", "tsoang", "shoa", "shoe", "shoang", "nyoa", "nkoa", "noa", "noe")

# What a verb begins with, and what that becomes after the "me" of the object (bolaea: ba mpolaea).
_AFTER_ME: Final = (
    ("hl", ("ntlh", "nhl")),
    ("kh", ("nkh",)),
    ("ph", ("mph",)),
    ("sh", ("ntsh", "nch", "nts", "nsh")),
    ("ts", ("nts",)),
    ("th", ("nth",)),
    ("tl", ("ntl",)),
    ("b", ("mp", "nb")),
    ("c", ("nc",)),
    ("f", ("mph", "nf")),
    ("h", ("nkh",)),
    ("j", ("ntj", "nj")),
    ("k", ("nk",)),
    ("l", ("nt", "nl")),
    ("m", ("mm", "nm")),
    ("n", ("nn",)),
    ("p", ("mp",)),
    ("q", ("nq",)),
    ("r", ("nth", "nr")),
    ("s", ("nts",)),
    ("t", ("nt",)),
)


def _entries(name: str) -> Iterator[tuple[str, str]]:
    for line in (_WORDS / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, words = line.split(":", 1)
            for word in words.split():
                yield kind, word


def after_me(verb: str) -> tuple[str, ...]:
    """The forms a verb takes when it is done to the speaker."""
    for start, forms in _AFTER_ME:
        if verb.startswith(start):
            return tuple(form + verb[len(start) :] for form in forms)
    return ("nk" + verb,) if verb[0] in "aeou" else ("nt" + verb[1:],)


class Lexicon:
    """Classes of words, each one bit of a number; `bits` names them."""

    def __init__(self) -> None:
        self.bits: dict[str, int] = {}
        self._english: dict[str, int] = {}
        self._english_stems: dict[str, int] = {}
        self._sesotho: dict[str, int] = {}
        self._verbs: dict[str, int] = {}
        self._verb_stems: dict[str, int] = {}
        self.me = self._bit("DONE_TO_ME")
        self.passive = self._bit("DONE_TO")
        self.age = self._bit("AGE")
        self.date = self._bit("DATE")
        for kind, word in _entries("english.txt"):
            words = self._english_stems if word.endswith("*") else self._english
            self._note(words, key(word.rstrip("*")), self._bit(kind))
        for kind, word in _entries("sesotho.txt"):
            self._sesotho_word(word, self._bit(kind))

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each class: which bit it is."""
        return {name: bit.bit_length() - 1 for name, bit in self.bits.items()}

    def _bit(self, kind: str) -> int:
        return self.bits.setdefault(kind, 1 << len(self.bits))

    @staticmethod
    def _note(words: dict[str, int], word: str, mask: int) -> None:
        words[word] = words.get(word, 0) | mask

    def _sesotho_word(self, word: str, bit: int) -> None:
        if not word.startswith("-"):
            self._note(self._sesotho, word, bit)
            return
        words = self._verb_stems if word.endswith("*") else self._verbs
        verb = word.strip("-*")
        self._note(words, verb, bit)
        for form in after_me(verb):
            self._note(words, form, bit | self.me)
        if verb.startswith("b"):
            self._note(words, "mm" + verb[1:], bit)

    def classes(self, word: str) -> int:
        """The classes of a word in the spelling of the key, 0 when it says nothing."""
        mask = self._english.get(word, 0) | self._sesotho.get(word, 0)
        stems = self._english_stems
        for length in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
            mask |= stems.get(word[:length], 0)
        if mask and word in self._english:
            return mask
        return mask | self._verb_in(word)

    def _verb_in(self, word: str) -> int:
        verb = 0
        for start in range(min(len(word) - 1, _LONGEST_CONCORD + 1)):
            if word[:start] in CONCORDS:
                verb |= self._verb(word[start:])
        return verb | self.passive if verb and word.endswith(_PASSIVE) and not word.endswith(_NO_PASSIVE) else verb

    def _verb(self, word: str) -> int:
        mask = self._verbs.get(word, 0)
        stems = self._verb_stems
        for length in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
            mask |= stems.get(word[:length], 0)
        return mask
