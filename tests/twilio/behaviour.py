"""How the local Twilio treats one message: well by default, badly on demand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from tests.twilio.contract import THROTTLED, Refusal


@dataclass(frozen=True)
class Report:
    """One status callback: `after` seconds after the one before it, `times` times over."""

    status: str
    after: float = 0.0
    error_code: int | None = None
    times: int = 1


@dataclass(frozen=True)
class Behaviour:
    """Whether the message is taken, how the request is answered, and what is reported later.

    `waits`: seconds before the answer. `reports_first`: the callbacks are through before the request is answered.
    `says`: the status in the answer, whatever is true.
    """

    takes: bool = True
    answers: Literal["created", "error", "reset", "nothing", "nonsense"] = "created"
    error: Refusal | None = None
    waits: float = 0.0
    reports: tuple[Report, ...] = ()
    reports_first: bool = False
    says: str = "queued"

    def after(self, seconds: float) -> Behaviour:
        """The same, slower."""
        return replace(self, waits=seconds)

    def reporting(self, *reports: str | Report, first: bool = False) -> Behaviour:
        """The same, with these callbacks."""
        told = tuple(Report(each) if isinstance(each, str) else each for each in reports)
        return replace(self, reports=told, reports_first=first)


GOOD = Behaviour().reporting("sent", "delivered")
TAKEN = Behaviour()
THROTTLES = Behaviour(takes=False, answers="error", error=THROTTLED)
BREAKS = Behaviour(takes=False, answers="error", error=Refusal(500, 20500, "Internal Server Error"))
TAKES_THEN_503 = Behaviour(answers="error", error=Refusal(503, 20503, "Service Unavailable"))
TAKES_THEN_HANGS = Behaviour(answers="nothing", waits=60.0)
HANGS = Behaviour(takes=False, answers="nothing", waits=60.0)
RESETS = Behaviour(takes=False, answers="reset")
TAKES_THEN_TALKS_NONSENSE = Behaviour(answers="nonsense")
TAKES_THEN_RESETS = Behaviour(answers="reset")


def refuses(code: int, http_status: int = 400) -> Behaviour:
    """An error that has nothing to do with the form."""
    return Behaviour(takes=False, answers="error", error=Refusal(http_status, code, "Refused"))


def fails_later(code: int, status: str = "undelivered") -> Behaviour:
    """Taken now, reported as failed with an error code."""
    return Behaviour().reporting("sent", Report(status, error_code=code))
