"""What is known of the language of a person and of a message."""

from dataclasses import dataclass

from sesotho.locales import Spelling


@dataclass(frozen=True, slots=True)
class Habit:
    """How a person usually writes: decides when a message alone does not.

    ``language`` is an ISO 639-1 code, ``spelling`` is ``ls``, ``za`` or None when unknown.
    """

    language: str
    spelling: Spelling | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """The language of a message.

    ``language`` is ``en``, ``st`` or another ISO 639-1 code; ``spelling`` is None for other
    languages than Sesotho and for Sesotho without a sign of either spelling. ``confidence`` is
    the probability of ``language``, from 0 to 1. ``sure`` is False when the habit, or nothing
    but the default, decided: a caller keeps the language it used before.
    """

    language: str
    spelling: Spelling | None
    confidence: float
    sure: bool
