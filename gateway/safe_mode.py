"""What a person in safe mode may say to us: call me, do not call, I am safe. Pure; nothing here is kept in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sesotho import key

Said = Literal["call", "no_call", "safe"]

YES = "yes y yep yeah yebo ee eea e-ea eya ewe e ok okay sure please call nletsetse ntetsetse mpitse letsetsa mphoune"
NO = "no nope che tjhe tjhee cheh nx dont don't never se"
SAFE = (
    "i am safe",
    "im safe",
    "i'm safe",
    "safe now",
    "i am ok now",
    "i am fine now",
    "ke bolokehile",
    "ke sireletsehile",
    "ke tsireletsehile",
    "ke polokehile",
    "ke phela hantle joale",
)
AROUND = "now thanks thank you thuso please hle joale jwale kea ke a leboha leboga"
LONGEST = 8
CLOCK = re.compile(r"\b([01]?\d|2[0-3])\s*[:h.]\s*([0-5]\d)\b")
HOUR = re.compile(r"\b(1[0-2]|0?[1-9])\s*(am|pm)\b", re.IGNORECASE)

_YES, _NO = {key(word) for word in YES.split()}, {key(word) for word in NO.split()}
_SAFE = tuple(key(words) for words in SAFE)
_AROUND = {key(word) for word in AROUND.split()}
_ALL_CLEAR = {" ".join(word for word in words.split() if word not in _AROUND) for words in _SAFE}


@dataclass(frozen=True)
class SafeWord:
    """What was said, and the time of day when a call is safe as HH:MM, if one was named."""

    said: Said
    time: str | None = None


def read_safe_word(text: str) -> SafeWord | None:
    """The safe word in a short text; None when the text is something else, a question for instance."""
    words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", key(text))
    if not words or len(words) > LONGEST:
        return None
    joined = " ".join(words)
    if any(phrase in joined for phrase in _SAFE) and not _NO.intersection(words):
        return SafeWord("safe")
    if words[0] in _NO:
        return SafeWord("no_call")
    if words[0] in _YES:
        return SafeWord("call", time_in(text))
    return None


def is_all_clear(text: str) -> bool:
    """Whether the text is "I am safe now" and nothing else.

    It ends safe mode, so no net may take it for a cry for help; with one more word in it, the net decides.
    """
    words = [word for word in re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", key(text)) if word not in _AROUND]
    return " ".join(words) in _ALL_CLEAR


def time_in(text: str) -> str | None:
    """A time of day in a text, as HH:MM."""
    clock = CLOCK.search(text)
    if clock:
        return f"{int(clock[1]):02}:{clock[2]}"
    hour = HOUR.search(text)
    if not hour:
        return None
    return f"{int(hour[1]) % 12 + (12 if hour[2].lower() == 'pm' else 0):02}:00"
