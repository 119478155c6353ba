"""The safety net: reads every text before any model does, for danger and for "stop"."""

from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import read
from gateway.screen.screened import DANGERS, Danger, Optout, Scope, Screened

__all__ = ["DANGERS", "Danger", "Optout", "Scope", "Screened", "screen"]

_STOP = frozenset("stop stopall unsubscribe cancel end quit arrete emisa emisang khaotsa khaotsang".split())
_START = frozenset("start unstop qala qalisa".split())


def screen(text: str) -> Screened:
    """Read a text for danger and for "stop" and "start"."""
    reading = read(text)
    found = [PATTERNS.all[n].label for n in PATTERNS.found(reading) if PATTERNS.all[n].is_enough]
    danger = next((each for each in DANGERS if each in found), None)
    is_bare = len(reading.words) <= 3
    optout = Optout("notices") if is_bare and not _STOP.isdisjoint(reading.words) and not danger else None
    optin = is_bare and not _START.isdisjoint(reading.words)
    return Screened(danger, optout, optin, 1.0 if danger else 0.0)
