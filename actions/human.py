"""A person is asked for: noted for the officers, with office hours and the wait said as they are."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events, RegistryAction
from actions.turn import Turn

CALL = re.compile(
    r"\b(call|phone|ring|mphoune|founela|fonela|letsetsa|letsetse|letsetseng|nletsetse\w*|ntetsetse\w*|"
    r"mpitse\w*|tel no)\b",
    re.IGNORECASE,
)
HOUR = 60


def wants_call(turn: Turn) -> bool:
    """Whether a call is asked for in words."""
    return CALL.search(turn.text) is not None


def only_call(turn: Turn) -> bool:
    """Whether only a call can be answered: SMS of ours to Lesotho cannot be replied to."""
    return turn.country == "LS" and turn.channel == "sms"


def told(asked: dict[str, Any] | None, locale: str) -> str:
    """What is said to somebody who asked for a person; None stands for a conversation that is kept nowhere."""
    if asked is None:
        return words.say(words.HUMAN_ELSEWHERE, locale)
    said = words.HUMAN_LATER
    if asked["is_safe_mode"]:
        said = words.HUMAN_QUIET
    elif not asked["is_new"]:
        said = words.HUMAN_ALREADY
    elif asked["wants_call"]:
        said = words.HUMAN_CALL_OPEN if asked["is_open"] else words.HUMAN_CALL_LATER
    elif asked["is_open"]:
        said = words.HUMAN_USUAL if asked["minutes"] is not None else words.HUMAN_OPEN
    return words.say(
        said,
        locale,
        ahead=asked["ahead"],
        wait=_wait(asked["minutes"] or 0),
        day=asked["opens_day"],
        opens=asked["opens_time"],
        closes=asked["closes_time"],
    )


def _wait(minutes: int) -> str:
    """As on a clock, so that no language has to count: 0:45 is three quarters of an hour, 26:00 more than a day."""
    return f"{minutes // HOUR}:{minutes % HOUR:02} h"


class ActionHuman(RegistryAction):
    """Ask for a person on behalf of whoever writes."""

    action_name = "action_human"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Note it and say what comes next."""
        asked = await self.registry.asked(
            "/handovers",
            contact=turn.contact,
            wants_call=wants_call(turn),
            only_call=only_call(turn),
            locale=turn.locale,
        )
        dispatcher.utter_message(text=told(asked, turn.locale))
        return []
