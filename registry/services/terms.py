"""On what terms messages leave: how fast, at what price, to which countries, at what hours. From the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

SMS, WHATSAPP = "sms", "whatsapp"
CHANNELS = (SMS, WHATSAPP)

LONG_NUMBER = re.compile(r"^\+\d{7,15}$")
SHORT_CODE = re.compile(r"^\d{3,8}$")
LONG_NUMBER_PACE, SHORT_CODE_PACE, NAME_PACE, WHATSAPP_PACE = 1.0, 100.0, 10.0, 80.0


@dataclass(frozen=True)
class Terms:
    """Paces are segments a second of one sender (0: as fast as it goes); prices are of one segment or one message.

    `whatsapp_people`: how many people may be written to within 24 hours outside their window (0: no limit).
    `countries`: where messages are sent to at all; empty: everywhere. Nothing leaves to a reader between `quiet_from`
    and `quiet_until` of their own clock, but for notices that save lives.
    """

    sms_pace: float = NAME_PACE
    whatsapp_pace: float = WHATSAPP_PACE
    sms_price: Decimal = Decimal("0.90")
    whatsapp_price: Decimal = Decimal("0.09")
    template_price: Decimal = Decimal("0.25")
    currency: str = "ZAR"
    whatsapp_people: int = 1_000
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    countries: frozenset[str] = frozenset()
    has_whatsapp: bool = True

    def pace(self, channel: str) -> float:
        """Segments a second on a channel."""
        return self.whatsapp_pace if channel == WHATSAPP else self.sms_pace


def pace_of(sender: str) -> float:
    """What a sender of this form carries a second: a number 1, a short code 100, a name or a service 10 segments."""
    if LONG_NUMBER.match(sender):
        return LONG_NUMBER_PACE
    return SHORT_CODE_PACE if SHORT_CODE.match(sender) else NAME_PACE
