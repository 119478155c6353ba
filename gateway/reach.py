"""What a number can do, by country and channel. A table, not an `if`.

Lesotho: by every source found, SMS to +266 comes from a registered name and cannot be answered
(docs/decisions/0006). South Africa: two-way. Elsewhere: taken as two-way, since the person wrote to us first.
"""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers

from gateway.heard import Channel


@dataclass(frozen=True)
class Reach:
    """Whether a reader can answer us, and may be offered choices."""

    can_reply: bool


TWO_WAY, ONE_WAY = Reach(can_reply=True), Reach(can_reply=False)
REACH: dict[tuple[str, Channel], Reach] = {
    ("ZA", "sms"): TWO_WAY,
    ("LS", "sms"): ONE_WAY,
}


def country_of(number: str) -> str | None:
    """ISO code of the country of an E.164 number, None when it is no number."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.region_code_for_number(parsed) or None


def is_number(number: str) -> bool:
    """Whether `number` is E.164 and could exist."""
    try:
        return number.startswith("+") and phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def reach_of(country: str | None, channel: Channel) -> Reach:
    """What a number of `country` can do on `channel`."""
    return REACH.get((country or "", channel), TWO_WAY)
