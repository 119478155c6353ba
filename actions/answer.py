"""Answer a topic with what the registry holds of it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events, RegistryAction
from actions.turn import Turn


class ActionAnswer(RegistryAction):
    """The answer of the topic that was understood; the gateway lays it out for the channel."""

    action_name = "action_answer"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and pass on."""
        answer = await self.registry.answer(turn.topic, turn.locale, turn.country)
        if answer is None:
            dispatcher.utter_message(text=words.say(words.NO_ANSWER, turn.locale))
        else:
            dispatcher.utter_message(json_message={"answer": answer})
        return []
