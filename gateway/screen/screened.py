"""What the net says of a text."""

from dataclasses import dataclass
from typing import Literal

Danger = Literal["tip.help", "tip.child", "gbv.help", "emergency"]
Scope = Literal["notices", "all", "answers", "topic"]

DANGERS: tuple[Danger, ...] = ("emergency", "tip.child", "gbv.help", "tip.help")


@dataclass(frozen=True)
class Optout:
    """What a person wants to hear no more.

    `notices`: the notices of the Ministry, all of them. `topic`: notices about one topic, named by the code of
    a topic (`diaspora.forums`) or of a family of topics (`pension`). `all`: everything that is not the answer to
    a question of theirs, reminders about their own cases too. `answers`: answers as well.
    """

    scope: Scope
    topic: str | None = None


@dataclass(frozen=True)
class Screened:
    """What one text says before any model has read it.

    `danger` and `optout` may both be set. `score` is how sure the net is of danger, from 0 to 1.
    """

    danger: Danger | None
    optout: Optout | None
    optin: bool
    score: float
