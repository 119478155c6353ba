"""The next forum."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events, RegistryAction
from actions.turn import Turn


class ActionForums(RegistryAction):
    """Name the next forum, or say that none is announced."""

    action_name = "action_forums"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and say."""
        forums = await self.registry.forums(turn.locale)
        said = words.say(words.NEXT_FORUM, turn.locale, **forums[0]) if forums else None
        dispatcher.utter_message(text=said or words.say(words.NO_FORUM, turn.locale))
        return []
