"""Dialogues: a form takes the turns, the registry keeps what was said and gives the next question.

Nothing a person says is put into a slot: the slots of these forms stay empty (docs/decisions/0011). When the registry
says that a text was no answer, the form steps aside for one turn, the text is answered as any other, and the form is
asked again: it then puts its question once more.
"""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, RegistryAction
from actions.registry_client import RegistryAway
from actions.turn import Turn, turn_of

log = logging.getLogger(__name__)
ENDED = ("done", "left", "paused", "refused")
# What Rasa itself does in a turn; anything else has answered the person in between.
OWN_STEPS = ("action_listen", "action_extract_slots", "action_session_start")


class DialogueAction(RegistryAction):
    """Called by its form with each text, and once more after the form has stepped aside."""

    dialogue: ClassVar[str] = ""
    topic: ClassVar[str] = ""

    @property
    def form(self) -> str:
        """The form in domain.yml."""
        return f"{self.dialogue}_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take the turn. When the registry is away the form stays and nothing is said: the gateway asks again."""
        try:
            return await self.act(dispatcher, turn_of(tracker), tracker)
        except RegistryAway as error:
            log.warning("%s: the registry is away (%s)", self.action_name, error)
            return [SlotSet(self.dialogue, None)]

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Take the turn; the gateway says what came of it."""
        steps = _since_last_text(tracker)
        returns = any(_name(each) not in (None, self.form, *OWN_STEPS) for each in steps)
        begins = any(each.get("event") == "active_loop" and each.get("name") == self.form for each in steps)
        intent = (tracker.latest_message or {}).get("intent") or {}
        outcome = await self.registry.dialogue(
            self.dialogue,
            {
                "contact": tracker.sender_id,
                "text": turn.text if not _is_chosen(tracker) or begins else (tracker.latest_message or {})["text"],
                "locale": turn.locale,
                "country": turn.country,
                "channel": turn.channel,
                "intent": intent.get("name") or "",
                "chance": float(intent.get("confidence") or 0.0),
                "begins": begins,
                "returns": returns and not begins,
                "message": turn.message,
            },
        )
        if outcome["outcome"] == "passed":
            return []
        ended = outcome["outcome"] in ENDED
        said = {**outcome, "form": None if ended else self.form, "topic": self.topic, "returns": returns and not begins}
        dispatcher.utter_message(json_message={"dialogue": said})
        # A slot event tells the form that the text was taken; without a next slot to ask for it ends.
        return [SlotSet(self.dialogue, None), *([SlotSet("requested_slot", None)] if ended else [])]


class ValidateRegistrationForm(DialogueAction):
    """Registering as a Mosotho abroad."""

    action_name = "validate_registration_form"
    dialogue = "registration"
    topic = "diaspora.register"


class ValidateCaseForm(DialogueAction):
    """Opening a case."""

    action_name = "validate_case_form"
    dialogue = "case"
    topic = "claim.open"


def _since_last_text(tracker: Tracker) -> list[dict[str, Any]]:
    events = list(tracker.events)
    last = max((index for index, each in enumerate(events) if each.get("event") == "user"), default=-1)
    return events[last + 1 :]


def _name(event: dict[str, Any]) -> str | None:
    return event.get("name") if event.get("event") == "action" else None


def _is_chosen(tracker: Tracker) -> bool:
    return str((tracker.latest_message or {}).get("text") or "").startswith("/")
