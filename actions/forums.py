"""Forums: the next one, a seat at one, and giving it back."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events, RegistryAction
from actions.turn import Turn

AWAY = re.compile(
    r"\b(not (be )?coming|not come|won'?t (be )?com\w+|wont (be )?com\w+|can'?t come|cant come|can ?not (come|make)|"
    r"can'?t make|cancel|unable|ha ?ke ?tle|ha ke (sa|sa tla|so) ?\w*|ha nke|nke ke|ke ke ka|ke hloleha|"
    r"ke sitoa|ke sitwa|hlakola)\b",
    re.IGNORECASE,
)
SHOWN = 3


class ActionForums(RegistryAction):
    """Name the next forum, or say that none is announced."""

    action_name = "action_forums"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and say."""
        forums = await self.registry.forums(turn.locale)
        dispatcher.utter_message(text=coming(forums, turn))
        return []


class ActionRsvp(RegistryAction):
    """Keep a seat for somebody, or give it to somebody else."""

    action_name = "action_rsvp"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and say."""
        is_away = AWAY.search(turn.text) is not None
        path = "/rsvps/cancellations" if is_away else "/rsvps"
        answered = await self.registry.asked(path, contact=turn.contact, text=turn.text, locale=turn.locale)
        if answered is None:
            # Nothing is kept of this conversation, so no seat either: what there is can be told all the same.
            dispatcher.utter_message(text=coming(await self.registry.forums(turn.locale), turn))
        else:
            dispatcher.utter_message(text=told(answered, turn, is_away=is_away))
        return []


def coming(forums: list[dict[str, Any]], turn: Turn) -> str:
    """The next forum, and where there are more, their towns and days."""
    if not forums:
        return words.say(words.NO_FORUM, turn.locale)
    first = forums[0]
    said = words.NEXT_FORUM_FULL if first["seats_left"] == 0 else words.NEXT_FORUM_COME
    text = words.say(said if turn.can_reply else words.NEXT_FORUM, turn.locale, **first)
    later = _several(forums[1 : SHOWN + 1])
    return f"{text} {words.say(words.LATER_FORUMS, turn.locale, forums=later)}" if later else text


def told(answered: dict[str, Any], turn: Turn, *, is_away: bool) -> str:
    """What became of an answer to a forum."""
    state, forums = answered["state"], answered["forums"]
    if state == "none":
        return words.say(words.RSVP_NONE if is_away else words.NO_FORUM, turn.locale)
    if state == "which":
        asked = words.RSVP_WHICH_NOT if is_away else words.RSVP_WHICH
        return words.say(asked, turn.locale, forums=_several(forums[:SHOWN]))
    seat = words.RSVP_SEAT if turn.can_reply else words.RSVP_SEAT_ONE_WAY
    said = {"coming": seat, "waiting": words.RSVP_WAITING, "cancelled": words.RSVP_CANCELLED}[state]
    return words.say(said, turn.locale, **forums[0])


def _several(forums: list[dict[str, Any]]) -> str:
    return ", ".join(f"{forum['town']} ({forum['day']})" for forum in forums)
