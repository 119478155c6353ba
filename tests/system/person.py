"""Somebody with a telephone: writes by way of the network, hears what Twilio was told to bring."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from tests.twilio import forms
from tests.twilio.network import Brought, Network
from tests.twilio.server import LocalTwilio

ACKNOWLEDGED = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@dataclass
class Person:
    """One number on one channel. What has been heard once is not heard again."""

    network: Network
    twilio: LocalTwilio
    number: str
    channel: str = "sms"
    heard: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """As Twilio writes it."""
        return f"whatsapp:{self.number}" if self.channel == "whatsapp" else self.number

    def form(self, text: str, **changes: str) -> dict[str, str]:
        """What Twilio posts when the person sends a text."""
        make = forms.whatsapp if self.channel == "whatsapp" else forms.sms
        return make(self.number, text, **changes)

    def writes(self, text: str, **changes: str) -> Brought:
        """Send a text; it is acknowledged."""
        self.said.append(text)
        return self.sends(self.form(text, **changes))

    def sends(self, form: dict[str, str], idempotency_token: str | None = None) -> Brought:
        """Send anything; it is acknowledged."""
        brought = self.network.bring(form, idempotency_token)
        assert (brought.status, brought.body) == (200, ACKNOWLEDGED)
        assert brought.content_type == "application/xml; charset=utf-8"
        return brought

    def hears(self, *texts: str, within: float = 10.0) -> None:
        """The next texts are exactly these."""
        assert [self.hears_something(within) for _ in texts] == list(texts)

    def hears_something(self, within: float = 10.0) -> str:
        """The next text."""
        arrived = self.twilio.wait(lambda: len(self.twilio.texts(self.address)) > self.heard, within)
        assert arrived, f"nothing arrived within {within} s"
        text = self.twilio.texts(self.address)[self.heard]
        self.heard += 1
        return text

    def hears_nothing_more(self, within: float = 0.25) -> None:
        """And no other text comes."""
        time.sleep(within)
        assert self.twilio.texts(self.address)[self.heard :] == []
