"""Which passwords are refused: what is commonly chosen, and what is soon guessed."""

from __future__ import annotations

import re
import threading

from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

from registry.phrases import N_

SHORTEST, LONGEST = 12, 200
# What follows can only make a password better, and many unusual signs take seconds: 72 of them ten, 32 less than one.
LOOKED_AT = 32
# 0 to 4; 3 stands for more than a hundred million guesses.
GOOD_ENOUGH = 3
FEWEST_DIFFERENT = 6
# What everybody who guesses here would try first; the English lists of zxcvbn know nothing of Lesotho.
OURS = ("thuso", "lesotho", "basotho", "mosotho", "sesotho", "maseru", "khotso", "pula", "nala", "mfair", "ministry")
# It keeps the words of the one in hand in a place of the whole process.
_one_at_a_time = threading.Lock()


def wrong_with(password: str, name: str) -> str:
    """One sentence that says what to do; empty when the password is taken."""
    lowered = password.lower()
    if not SHORTEST <= len(password) <= LONGEST:
        return N_("A password has at least 12 characters. A sentence is easy to remember.")
    if lowered.strip() in RANKED_DICTIONARIES["passwords"]:
        return N_("Many people have this password, so it is tried first. Take four words of your own.")
    is_named = name in lowered or "thuso" in lowered
    if is_named or len(set(lowered)) < FEWEST_DIFFERENT or _score(password, name) < GOOD_ENOUGH:
        return N_("This password is too easy to guess. Take four words that have nothing to do with each other.")
    return ""


def _score(password: str, name: str) -> int:
    words = [name, *re.split(r"[.-]", name), *OURS]
    with _one_at_a_time:
        return int(zxcvbn(password[:LOOKED_AT], [word for word in words if len(word) > 1])["score"])
