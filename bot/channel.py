"""The one door into Rasa: a turn in, its replies and what was understood out.

Rasa's REST channel ignores its own token and hides the ranking of intents; this one checks a secret shared with the
gateway and answers both in one call, parsing the text once.
"""

from __future__ import annotations

import hmac
import os
from typing import Any, Awaitable, Callable, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActiveLoop, SlotSet
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

RANKED = 10


class ThusoInput(InputChannel):
    """`POST /webhooks/thuso/turns` with {sender, text, metadata} is a turn.

    `POST .../understanding` with {text}: only what a text means. `DELETE .../conversations/<sender>`: forget it.
    """

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    def name(cls) -> str:
        """The channel's name in credentials.yml and in URLs."""
        return "thuso"

    @classmethod
    def from_credentials(cls, credentials: Optional[dict[str, Any]]) -> ThusoInput:
        """The secret comes from the environment, so that no file holds it."""
        return cls(os.environ.get("THUSO_BOT_TOKEN", ""))

    def _is_allowed(self, request: Request) -> bool:
        return bool(self.token) and hmac.compare_digest(request.token or "", self.token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Sanic routes of the channel."""
        door = Blueprint("thuso_door", __name__)

        @door.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            ready = agent is not None and agent.is_ready()
            return response.json({"status": "ok" if ready else "loading"}, status=200 if ready else 503)

        @door.post("/turns")
        async def turn(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"detail": "wrong token"}, status=401)
            asked = request.json
            output = CollectingOutputChannel()
            processor = request.app.ctx.agent.processor
            message = UserMessage(
                asked["text"],
                output,
                asked["sender"],
                input_channel=self.name(),
                metadata=asked.get("metadata") or {},
            )
            message.parse_data = await processor.parse_message(message)
            await _resume(processor, message)
            await on_new_message(message)
            return response.json({**_understood(message.parse_data), "replies": output.messages})

        @door.post("/understanding")
        async def understand(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"detail": "wrong token"}, status=401)
            message = UserMessage(request.json["text"], input_channel=self.name())
            return response.json(_understood(await request.app.ctx.agent.processor.parse_message(message)))

        @door.delete("/conversations/<sender>")
        async def forget(request: Request, sender: str) -> HTTPResponse:
            if not self._is_allowed(request):
                return response.json({"detail": "wrong token"}, status=401)
            found = await _store_of(request.app.ctx.agent).forget(sender)
            return response.json({"forgotten": found})

        return door


def _store_of(agent: Any) -> Any:
    """Our own tracker store: Rasa hands it out in wrappers that know nothing of forgetting."""
    store = agent.tracker_store
    while not hasattr(store, "forget"):
        store = store._tracker_store
    return store


async def _resume(processor: Any, message: UserMessage) -> None:
    """Take up the form that was under way when the conversation was forgotten: by a restart, or by an hour of silence.

    What was answered in it is kept by the registry; only the form itself has to be active again.
    """
    form = (message.metadata or {}).get("dialogue")
    if not form:
        return
    tracker = await processor.fetch_tracker_and_update_session(message.sender_id, message.output_channel)
    slots = processor.domain.forms.get(form, {}).get("required_slots", [])
    # Also when it is active: what began it is dropped with the oldest events of a long conversation.
    if tracker.active_loop_name in (None, form) and slots:
        tracker.update(ActiveLoop(form), processor.domain)
        tracker.update(SlotSet(REQUESTED_SLOT, slots[0]), processor.domain)
        await processor.save_tracker(tracker)


def _understood(parsed: dict[str, Any]) -> dict[str, Any]:
    ranking = [
        [each["name"], round(each["confidence"], 4)]
        for each in parsed.get("intent_ranking", [])
        if each["name"] != "nlu_fallback"
    ]
    entities = [{"entity": each["entity"], "value": each["value"]} for each in parsed.get("entities", [])]
    return {"intent": parsed["intent"].get("name"), "ranking": ranking[:RANKED], "entities": entities}
