"""The contract of a provider: send one message and return its id, or raise one of a closed set of errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from registry.services.deliveries import Outgoing


class SendError(Exception):
    """An attempt that did not end with the provider's id. `code` is the provider's own error code."""

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class Throttled(SendError):
    """Never processed: safe to send again, later."""


class Uncertain(SendError):
    """A time-out, a reset, a 5xx: the provider may have it. To be reconciled, never blindly sent again."""


class Rejected(SendError):
    """Will not be sent, now or later."""


class Retryable(SendError):
    """Refused for a reason that passes."""


class Suppressed(Rejected):
    """The person has told the provider that they want nothing from us."""


class Forbidden(Rejected):
    """We do not send there: not a country of ours."""


class OverCap(SendError):
    """The day's money is spent: not before `until`."""

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason)
        self.until = until


class Invalid(Rejected):
    """No such number, or one that this channel cannot reach."""


class Misconfigured(SendError):
    """Our account, not the message: everything stops until somebody mends it."""


class OutsideWindow(Rejected):
    """WhatsApp's 24 hours are over; only an approved template would be taken."""


@dataclass(frozen=True)
class Accepted:
    """The provider took the message."""

    sid: str
    is_final: bool = False


@dataclass(frozen=True)
class Found:
    """A message that the provider says it has: its id and its status in our words."""

    sid: str
    status: str
    text: str = field(repr=False)


class Provider(Protocol):
    """One way out."""

    async def send(self, outgoing: Outgoing) -> Accepted:
        """Hand one message over. Raises `SendError`."""

    async def find(self, outgoing: Outgoing) -> Found | None:
        """The message if the provider has it, None when it certainly does not. Raises `SendError`."""

    async def close(self) -> None:
        """Close connections."""
