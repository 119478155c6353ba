"""Is this agency licensed: what the list says, and never more than it says."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.base import Events, RegistryAction
from actions.turn import Turn


class ActionRecruiter(RegistryAction):
    """Look an agency up by its name or its licence number."""

    action_name = "action_recruiter"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """Ask and say."""
        looked = await self.registry.asked("/recruiters/lookup", text=turn.text, locale=turn.locale)
        dispatcher.utter_message(text=told(looked or {"how": "no_list"}, turn.locale))
        return []


def told(looked: dict[str, Any], locale: str) -> str:
    """What is said of an agency. Not to be listed proves nothing, and to be listed promises nothing."""
    how = looked["how"]
    if how == "no_list":
        return words.say(words.RECRUITER_UNKNOWN, locale)
    if how == "no_name":
        return words.say(words.RECRUITER_ASK, locale)
    if how == "alike":
        return words.say(words.RECRUITER_ALIKE, locale, names=", ".join(each["name"] for each in looked["found"]))
    if how == "not_listed":
        return words.say(words.RECRUITER_NOT_LISTED, locale, day=looked["day"])
    found = looked["found"][0]
    said = words.RECRUITER_LISTED
    if found["standing"] != "licensed":
        said = words.RECRUITER_NOT_IN_FORCE
    elif not found["is_valid"]:
        said = words.RECRUITER_EXPIRED
    return words.say(said, locale, day=looked["day"], **found)
