"""Two questions in one message, cut where people cut them."""

from __future__ import annotations

import re

FEWEST_WORDS = 3
# Also a Sesotho "and also", with which a second question is added.
CUT = re.compile(r"[?.!;\n]+\s*|\s+(?:and also|also|hape|le hona)\s+", re.IGNORECASE)


def questions_in(text: str) -> list[str]:
    """The parts of a text that are long enough to be questions of their own, in order.

    >>> questions_in("How much is a passport? And how long does my LEP last?")
    ['How much is a passport', 'And how long does my LEP last']
    >>> questions_in("My passport expired. Help")
    ['My passport expired']
    """
    parts = (part.strip(" ,") for part in CUT.split(text))
    return [part for part in parts if len(part.split()) >= FEWEST_WORDS]
