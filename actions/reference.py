"""How far is it: by the reference that the person gives."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events
from actions.turn import turn_of

WORDS = {
    "passport.status": words.PASSPORT_STATUS,
    "permit.status": words.PERMIT_STATUS,
    "claim.status": words.CLAIM_STATUS,
    "labour.recruiter": words.RECRUITER_UNKNOWN,
}


class ActionReference(Action):
    """The Ministry's data is not connected yet: say so instead of guessing, and say where to ask."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_reference"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say where to ask, by topic."""
        turn = turn_of(tracker)
        dispatcher.utter_message(text=words.say(WORDS.get(turn.topic, words.STATUS_UNKNOWN), turn.locale))
        return []
