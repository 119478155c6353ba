"""What all actions share: a client of the registry, and honest words when it is away."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import words
from actions.registry_client import RegistryAway, RegistryClient
from actions.turn import Turn, turn_of

log = logging.getLogger(__name__)
Events = list[dict[str, Any]]


class RegistryAction(Action):
    """An action that asks the registry. Subclasses say what; this says sorry."""

    action_name: ClassVar[str] = ""
    _client: RegistryClient | None = None

    def name(self) -> str:
        """The name in domain.yml."""
        return self.action_name

    @property
    def registry(self) -> RegistryClient:
        """One client for all actions of the process."""
        if RegistryAction._client is None:
            RegistryAction._client = RegistryClient.from_environment()
        return RegistryAction._client

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Do it; when the registry is away, say so and how to go on."""
        turn = turn_of(tracker)
        try:
            return await self.act(dispatcher, turn, tracker)
        except RegistryAway as error:
            log.warning("%s: the registry is away (%s)", self.action_name, error)
            dispatcher.utter_message(text=words.say(words.REGISTRY_AWAY, turn.locale))
            return []

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> Events:
        """What the action does. Raises `RegistryAway`."""
        raise NotImplementedError  # pragma: no cover - abstract
