"""The safety net: reads every text before any model does, for danger and for "stop".

>>> screen("ba nkoaletse ka tlung").danger
'tip.help'
>>> screen("How much is a passport?").danger is None
True
>>> screen("STOP").optout
Optout(scope='notices', topic=None)
"""

from gateway.screen.net import screen
from gateway.screen.optout import may_stop
from gateway.screen.screened import DANGERS, Danger, Optout, Scope, Screened

__all__ = ["DANGERS", "Danger", "Optout", "Scope", "Screened", "may_stop", "screen"]
