"""What thumbs and small keys do to a text; the same seed always gives the same noise."""

from __future__ import annotations

import random

_NEAR = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip


def mistyped(text: str, share: float, chance: random.Random) -> str:
    """One letter in `1 / share` left out, doubled, swapped with the next or replaced by its neighbour on the keys."""
    letters = list(text)
    typed: list[str] = []
    while letters:
        letter = letters.pop(0)
        if not letter.isalpha() or chance.random() >= share:
            typed.append(letter)
            continue
        slip = chance.choice("ddstr")
        if slip == "t":
            typed += [letter, letter]
        elif slip == "s" and letters:
            typed += [letters.pop(0), letter]
        elif slip == "r":
            typed.append(chance.choice(_NEAR.get(letter.lower(), letter)))
    return "".join(typed)


def without_vowels(text: str, share: float, chance: random.Random) -> str:
    """Some of the vowels inside words left out."""
    kept = [
        letter
        for at, letter in enumerate(text)
        if letter not in "aeiouAEIOU" or at == 0 or not text[at - 1].isalpha() or chance.random() >= share
    ]
    return "".join(kept)
