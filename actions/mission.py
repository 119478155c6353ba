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
OFFICES = {
    "teba": re.compile(r"\bteba\b", re.IGNORECASE),
    "border": re.compile(r"\b(border|borders|moeli|moedi|moeling|moeding|heke)\b", re.IGNORECASE),
    "passport_office": re.compile(
        r"\b(passport office|home affairs|ofisi [ey]?a? ?(li|di)?(phasepoto|pasepoto|passport))\b", re.IGNORECASE
    ),
}


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
        place, kind = tracker.get_slot("place") or "", office_asked(_lately_said(tracker))
        found = await self.registry.nearest(kind, _where(turn, place))
        dispatcher.utter_message(text=_told(found, turn.locale, kind))
        return [SlotSet("place", None)]


def office_asked(text: str) -> str:
    """Which kind of office a text asks for; a mission unless it says otherwise."""
    return next((kind for kind, words_for_it in OFFICES.items() if words_for_it.search(text)), "mission")


def _lately_said(tracker: Tracker) -> str:
    # The office may be named in the question, the town in the answer to ours.
    said = [event.get("text") or "" for event in tracker.events if event.get("event") == "user"]
    return " ".join(said[-2:])


def _told(found: dict[str, Any], locale: str, kind: str) -> str:
    offices = found["offices"]
    if not offices:
        several = found["alternatives"]
        return words.say(words.WHICH_TOWN if several else words.NO_TOWN, locale, towns=", ".join(several[:3]))
    office = offices[0]
    phone = office["contact"].get("phone")
    told = {
        "office": office["name"],
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
