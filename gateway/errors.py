"""What Twilio's error codes mean for us: one table, read nowhere else.

Sources: Twilio's error dictionary; measured in the project's reference notes (docs/decisions/0005).
"""

from __future__ import annotations

from gateway.providers import (
    Invalid,
    Misconfigured,
    OutsideWindow,
    Rejected,
    Retryable,
    SendError,
    Suppressed,
    Throttled,
    Uncertain,
)

ACTIONS: dict[int, type[SendError]] = {
    20429: Throttled,
    63018: Throttled,
    21610: Suppressed,
    21211: Invalid,
    21614: Invalid,
    21635: Invalid,
    63024: Invalid,
    63013: Rejected,
    63014: Rejected,
    63021: Rejected,
    20003: Misconfigured,
    # An account, a sender or a WhatsApp channel that is not there: nothing leaves until somebody mends it.
    20404: Misconfigured,
    21606: Misconfigured,
    63007: Misconfigured,
    21408: Misconfigured,
    21608: Misconfigured,
    21612: Misconfigured,
    21611: Retryable,
    30001: Retryable,
    30036: Retryable,
    30003: Retryable,
    30008: Retryable,
    63017: Retryable,
    63038: Retryable,
    30005: Invalid,
    30006: Invalid,
    30007: Rejected,
    63016: OutsideWindow,
}

# Twilio's words for the state of a message, in ours.
STATUSES: dict[str, str] = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}


def error_for(http_status: int, code: int | None) -> SendError:
    """The error that a refused request amounts to. An unknown 4xx is permanent, an unknown 5xx is uncertain."""
    if http_status == 429:
        return Throttled("throttled", code)
    known = ACTIONS.get(code or 0)
    if known is not None:
        return known(known.__name__.lower(), code)
    if http_status in (401, 403):
        return Misconfigured("misconfigured", code)
    if 400 <= http_status < 500:
        return Rejected("rejected", code)
    return Uncertain("uncertain", code)
