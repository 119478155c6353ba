"""What came in, in our own words: no provider, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Channel = Literal["sms", "whatsapp"]
Kind = Literal["text", "empty", "media", "location", "unsupported"]
OptOutType = Literal["STOP", "START", "HELP"]


@dataclass(frozen=True)
class Incoming:
    """One inbound message as the provider delivered it; `number` is E.164 and never leaves the gateway in the clear."""

    sid: str
    number: str = field(repr=False)
    channel: Channel
    kind: Kind
    text: str = field(repr=False)
    idempotency_token: str | None = None
    location: tuple[float, float] | None = field(default=None, repr=False)
    opt_out_type: OptOutType | None = None


@dataclass(frozen=True)
class StatusReport:
    """One status callback: our delivery's id where the callback URL carried it."""

    sid: str
    status: str
    error_code: int | None
    delivery_id: int | None
    raw: dict[str, str]
