"""Patterns and classifiers together: one reading of a text, one answer."""

from collections.abc import Mapping
from typing import Final

from gateway.screen.features import features
from gateway.screen.model import load
from gateway.screen.optout import is_bare_stop, is_start, optout
from gateway.screen.patterns import PATTERNS, is_danger
from gateway.screen.reading import read
from gateway.screen.screened import DANGERS, Danger, Screened

_MODEL: Final = load()
_NOTHING: Final = Screened(danger=None, optout=None, optin=False, score=0.0)
# What a pattern that names its danger adds to the score of that danger.
_NAMED: Final = 1.5


def screen(text: str) -> Screened:
    """What a text says before any model has read it: danger, "stop", "start". Pure; no text is an error."""
    reading = read(text, _MODEL.spelling)
    if not reading.words:
        return _NOTHING
    found = features(reading)
    scores = _MODEL.scores(found)
    labels = PATTERNS.labels(found.patterns)
    chance = _MODEL.danger.probability(scores, is_danger(labels))
    in_danger = chance >= _MODEL.danger.at_least
    starts = is_start(reading, found)
    stops = "stop" in labels or _MODEL.stop.probability(scores, says_pattern=False) >= _MODEL.stop.at_least
    # A person in danger who writes "stop" means the danger, unless the messages are named.
    wants_out = not starts and (is_bare_stop(reading) or (("stop" in labels) if in_danger else stops))
    return Screened(
        danger=_worst(scores, labels) if in_danger and not is_bare_stop(reading) else None,
        optout=optout(reading) if wants_out else None,
        optin=starts and not in_danger,
        score=round(chance, 3),
    )


def _worst(scores: Mapping[str, float], labels: frozenset[str]) -> Danger:
    return max(DANGERS, key=lambda kind: scores[kind] + _NAMED * (kind in labels))
