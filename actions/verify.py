"""Is this really from you: by the code under a notice; and what the service costs."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events, RegistryAction
from actions.turn import Turn

ABOUT_MESSAGE = re.compile(
    r"\b(sms|message|messages|text|notice|code|mfair|molaetsa|melaetsa|tsebiso|litsebiso|ditsebiso|khoutu|kgoutu)\b",
    re.IGNORECASE,
)
ABOUT_PRICE = re.compile(
    r"\b(cost|price|pay|free|charge|airtime|data|bokae|tefo|lefa|lefella|mahala)\w*", re.IGNORECASE
)


class ActionVerify(RegistryAction):
    """Say whether a notice is ours; without a code, how to find one; asked about money, what it costs."""

    action_name = "action_verify"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and say."""
        found = await self.registry.asked("/verification", text=turn.text, locale=turn.locale)
        dispatcher.utter_message(text=told(found or {"how": "no_code"}, turn))
        return []


def told(found: dict[str, Any], turn: Turn) -> str:
    """What is said of a code, or of the service itself."""
    if found["how"] == "ours":
        return words.say(words.VERIFY_OURS, turn.locale, **found)
    if found["how"] == "not_ours":
        return words.say(words.VERIFY_NOT_OURS, turn.locale, code=found["code"])
    is_asked = ABOUT_MESSAGE.search(turn.text) is not None and ABOUT_PRICE.search(turn.text) is None
    return words.say(words.VERIFY_ASK if is_asked else words.COST, turn.locale)
