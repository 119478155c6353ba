"""The Lesotho office nearest to where a person is."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions import words
from actions.base import Events, RegistryAction
from actions.registry_client import RegistryAway
from actions.turn import Turn, turn_of


OURS = re.compile(r"\b(lesotho|basotho)(?:'?s)?\b", re.IGNORECASE)
HERE_KM = 5


def _where(turn: Turn, text: str) -> dict[str, Any]:
    where: dict[str, Any] = {"locale": turn.locale, "country": turn.country}
    return {**where, "location": turn.location} if turn.location else {**where, "text": _place_in(text)}


def _place_in(text: str) -> str:
    # "The Lesotho consulate near Welkom": whose office it is says nothing of where the person is.
    others = OURS.sub(" ", text).strip()
    return others or text


class ActionMission(RegistryAction):
    """Name the office, how far it is, and what is confirmed of how to reach it."""

    action_name = "action_mission"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and say; the place is forgotten at once."""
        place = tracker.get_slot("place") or ""
        found = await self.registry.nearest("mission", _where(turn, place))
        dispatcher.utter_message(text=_told(found, turn.locale))
        return [SlotSet("place", None)]


def _told(found: dict[str, Any], locale: str) -> str:
    offices = found["offices"]
    if not offices:
        several = found["alternatives"]
        return words.say(words.WHICH_TOWN if several else words.NO_TOWN, locale, towns=", ".join(several[:3]))
    office = offices[0]
    phone = office["contact"].get("phone")
    told = {
        "office": office["name"],
        "office_town": office["town"],
        "km": office["kilometres"],
        "phone": phone,
    }
    if office["kilometres"] is not None and office["kilometres"] < HERE_KM:
        return words.say(words.MISSION_HERE_PHONE if phone else words.MISSION_HERE, locale, **told)
    if office["kilometres"] is None:
        return words.say(words.MISSION_ABROAD_PHONE if phone else words.MISSION_ABROAD, locale, **told)
    return words.say(words.MISSION_PHONE if phone else words.MISSION, locale, **told)


class ActionAskPlace(Action):
    """Ask which town, when none was recognised."""

    def name(self) -> str:
        """The name that Rasa gives to asking for the slot `place`."""
        return "action_ask_place"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Ask."""
        dispatcher.utter_message(text=words.say(words.ASK_PLACE, turn_of(tracker).locale))
        return []


class ValidateMissionForm(FormValidationAction):
    """The town is whatever town the registry recognises in the person's words, in any message of the form."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "validate_mission_form"

    async def extract_place(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """The place in the latest message; nothing when there is none."""
        turn = turn_of(tracker)
        if turn.location:
            return {"place": "location"}
        if turn.text.startswith("/"):
            return {}
        try:
            found = await ActionMission().registry.nearest("mission", _where(turn, turn.text))
        except RegistryAway:
            return {}
        known = found["offices"] or found["alternatives"]
        return {"place": turn.text} if known else {}

    def validate_place(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """What was extracted has been recognised by the registry already."""
        return {"place": value}
