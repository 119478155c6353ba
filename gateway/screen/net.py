"""Patterns and classifiers together: one reading of a text, one answer."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from gateway.screen.features import features
from gateway.screen.model import SAID, chance, load
from gateway.screen.optout import MOST, is_bare_start, is_bare_stop, is_plain_stop, optout, patterns_say, rules_say
from gateway.screen.patterns import PATTERNS, is_danger
from gateway.screen.reading import Reading, read
from gateway.screen.rules import LONGEST_KEYWORD_TEXT, Said
from gateway.screen.screened import DANGERS, Danger, Optout, Screened
from sesotho import key

_model: Final = cache(load)
_NOTHING: Final = Screened(danger=None, optout=None, optin=False, score=0.0)
_CRIES_ALONE: Final = frozenset(
    key(word)
    for word in "emergency emergencies sos mayday tšohanyetso tshohanyetso raped rape abduction kidnapped".split()
)
# What our own line tells people to write when they may be in danger, and the little words around it.
_TAUGHT: Final = frozenset(map(key, ("danger", "kotsing")))
_AROUND: Final = frozenset(map(key, ("ke", "re", "i", "am", "im", "we", "are", "in", "hle", "please")))
# What a pattern that names its danger adds to the score of that danger.
_NAMED: Final = 1.5


def screen(text: str) -> Screened:
    """What a text says before any model has read it: danger, "stop", "start". Pure; no text is an error."""
    model = _model()
    reading = read(text, model.spelling)
    if not reading.words:
        return _NOTHING
    found = features(reading)
    labels = PATTERNS.labels(found.patterns)
    scores = model.verdicts.scores(found)
    above = {kind: score - model.at_least[kind] for kind, score in scores.items()}
    margin = above["danger"] + SAID * is_danger(labels)
    # A single word names a place or answers a question, unless a pattern knows better.
    is_alone = len(reading.vocabulary) == 1 and not is_danger(labels) and reading.vocabulary.isdisjoint(_CRIES_ALONE)
    is_taught = _is_taught(reading)
    in_danger = is_taught or (margin >= 0 and not is_bare_stop(reading) and not is_alone)
    starts = is_bare_start(reading) or (above["start"] + patterns_say(labels) >= 0 and Said(text).may_begin_again())
    stops = None if starts else _stops(text, reading, above["stop"], labels)
    return Screened(
        danger="tip.help" if is_taught else _worst(model.dangers.scores(found), labels) if in_danger else None,
        # A person in danger who writes "stop" means the danger, unless our messages are named.
        optout=stops if not in_danger or "stop" in labels else None,
        optin=starts and not in_danger,
        score=1.0 if is_taught else round(chance(margin), 3),
    )


def _is_taught(reading: Reading) -> bool:
    return not reading.vocabulary.isdisjoint(_TAUGHT) and reading.vocabulary <= _TAUGHT | _AROUND


def _worst(scores: Mapping[str, float], labels: frozenset[str]) -> Danger:
    return max(DANGERS, key=lambda kind: scores[kind] + _NAMED * (kind in labels))


def _stops(text: str, reading: Reading, margin: float, labels: frozenset[str]) -> Optout | None:
    # Of most texts it is clear without the rules.
    if margin + MOST < 0 and len(reading.words) > LONGEST_KEYWORD_TEXT:
        return None
    said = Said(text)
    if is_bare_stop(reading) or is_plain_stop(said) or margin + rules_say(said, labels) >= 0:
        return optout(said, reading)
    return None
