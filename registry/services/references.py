"""References that survive a bad line: few letters, none like another, and a check that a slip of one does not pass.

Nineteen signs (a prime): no 0 O Q D, 1 I L, 2 Z, 5 S, 8 B, U V, no G (a 6) and no N (an M on the telephone). The last
sign makes the sum of values times places divisible by nineteen, so that one wrong sign, and any two that changed
places, are always noticed (docs/people.md).
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "34679ACEFHJKMPRTWXY"
BASE = len(ALPHABET)
# Prefix: signs of a reference, its check among them, and what keeps one kind from being taken for another.
CASE, REGISTRATION = "TH", "REG"
LENGTHS = {CASE: 6, REGISTRATION: 8}
SALTS = {CASE: 0, REGISTRATION: 7}
# What is read or typed for a sign that looks or sounds the same.
MEANT = {"G": "6", "N": "M"}
BETWEEN = r"[\s.,/_-]*"


def new_reference(prefix: str) -> str:
    """A reference nobody can guess from another, as TH-7K3-M4X."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTHS[prefix] - 1))
    return shown(prefix, body + _check(prefix, body))


def shown(prefix: str, signs: str) -> str:
    """Signs in two groups behind their prefix."""
    half = len(signs) // 2
    return f"{prefix}-{signs[:half]}-{signs[half:]}"


def is_right(reference: str) -> bool:
    """Whether a reference, as `reference_in` gives it, passes its check."""
    prefix, _, rest = reference.partition("-")
    signs = rest.replace("-", "")
    if prefix not in LENGTHS or len(signs) != LENGTHS[prefix] or any(sign not in ALPHABET for sign in signs):
        return False
    return _check(prefix, signs[:-1]) == signs[-1]


def reference_in(text: str, prefix: str) -> str | None:
    """The reference of a kind that a text holds, however it is spaced or cased, right or not; None without one."""
    for match in _PATTERNS[prefix].finditer(text.upper()):
        signs = re.sub(r"[^A-Z0-9]", "", match[1])
        found = shown(prefix, "".join(MEANT.get(sign, sign) for sign in signs))
        # "Thank you" and "the clerk" begin with TH as well: a reference has a digit or its hyphen, or it is right.
        if any(sign.isdigit() for sign in signs) or match[0].startswith(f"{prefix}-") or is_right(found):
            return found
    return None


def without_references(text: str) -> str:
    """A text with the signs of our own references taken out: they are no words, whatever they look like to a model."""
    for prefix in LENGTHS:
        if reference_in(text, prefix):
            text = re.sub(_PATTERNS[prefix].pattern, prefix, text, flags=re.IGNORECASE)
    return text


def _check(prefix: str, body: str) -> str:
    total = SALTS[prefix] + sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, 1))
    return ALPHABET[-total * pow(len(body) + 1, -1, BASE) % BASE]


_PATTERNS = {
    prefix: re.compile(rf"\b{prefix}{BETWEEN}((?:[A-Z0-9]{BETWEEN}){{{length - 1}}}[A-Z0-9])(?![A-Z0-9])")
    for prefix, length in LENGTHS.items()
}
