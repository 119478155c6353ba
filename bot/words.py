"""The assistant's own phrases, in the language of the person.

English stays readable in `domain.yml`; every other locale lives in `locales/` under the domain `bot`. The locale comes
with each message as metadata.
"""

from __future__ import annotations

import gettext
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Optional

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

LOCALES = Path(__file__).resolve().parent.parent / "locales"


@cache
def catalogue(locale: str) -> gettext.NullTranslations:
    """The compiled catalogue of one locale; English where there is none."""
    return gettext.translation("bot", LOCALES, [locale], fallback=True)


class GettextResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's templated responses, passed through gettext."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[dict[str, Any]]:
        """The words of one response, with its slots filled; None where `domain.yml` has none of that name."""
        slots = tracker.current_slot_values()
        response = self._random_response_for(utter_action, output_channel, slots)
        if response is None:
            return None
        said = (tracker.latest_message.metadata or {}) if tracker.latest_message else {}
        words = catalogue(said.get("locale", "en"))
        # A copy: whoever sends it takes it apart, and it is to be said again.
        translated = deepcopy(response)
        if "text" in translated:
            translated["text"] = words.gettext(translated["text"])
        return self._fill_response(translated, slots, **kwargs)
