"""How far is it: by the reference that the person gives."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events, RegistryAction
from actions.turn import Turn

# Letters and digits with what people put between them; a digit must be there. A telephone number is none.
TOKEN = re.compile(r"(?<![\w+])(?=[A-Z/-]*\d)[A-Z0-9]+(?:[-/][A-Z0-9]+)*(?!\w)", re.IGNORECASE)
FEWEST, MOST = 5, 20
# "3 weeks" and "2026" are counts and years.
LONGEST_COUNT = 4
TOPICS = {
    "passport.status": ("passport", words.PASSPORT_REFERENCE),
    "permit.status": ("permit", words.PERMIT_REFERENCE),
    "claim.status": ("claim", words.CLAIM_REFERENCE),
}


def reference_in(text: str) -> str | None:
    """The longest thing in a text that has a digit and could be meant as a reference."""
    return max((match[0] for match in TOKEN.finditer(text) if len(match[0]) > LONGEST_COUNT), key=len, default=None)


def is_plausible(reference: str) -> bool:
    """Whether it is as long as references are."""
    return FEWEST <= len(re.sub(r"[-/]", "", reference)) <= MOST


class ActionReference(RegistryAction):
    """Say how far an application or a claim is, or what is missing to say it."""

    action_name = "action_reference"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and say."""
        kind, ask_for_it = TOPICS[turn.topic]
        if kind == "claim":
            said = await self.registry.case(tracker.sender_id, turn.text, turn.locale)
            if said:
                dispatcher.utter_message(text=said)
                return []
        reference = reference_in(turn.text)
        if reference is None:
            dispatcher.utter_message(text=words.say(ask_for_it, turn.locale))
        elif not is_plausible(reference):
            dispatcher.utter_message(text=words.say(words.NOT_A_REFERENCE, turn.locale, reference=reference))
        else:
            found = await self.registry.application(kind, reference, turn.locale)
            said = words.STATUS[found["status"]] if found else words.NOT_FOUND
            dispatcher.utter_message(text=words.say(said, turn.locale, reference=reference, **(found or {})))
        return []
