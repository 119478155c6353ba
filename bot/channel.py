"""The one door into Rasa: a turn in, its replies and what was understood out.

Rasa's REST channel ignores its own token and hides the ranking of intents; this one checks a secret shared with the
gateway and answers both in one call, parsing the text once.
"""

from __future__ import annotations

import hmac
import os
from typing import Any, Awaitable, Callable, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
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
            message = UserMessage(
                asked["text"],
                output,
                asked["sender"],
                input_channel=self.name(),
                metadata=asked.get("metadata") or {},
            )
            message.parse_data = await request.app.ctx.agent.processor.parse_message(message)
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
            found = await request.app.ctx.agent.tracker_store.forget(sender)
            return response.json({"forgotten": found})

        return door


def _understood(parsed: dict[str, Any]) -> dict[str, Any]:
    ranking = [
        [each["name"], round(each["confidence"], 4)]
        for each in parsed.get("intent_ranking", [])
        if each["name"] != "nlu_fallback"
    ]
    entities = [{"entity": each["entity"], "value": each["value"]} for each in parsed.get("entities", [])]
    return {"intent": parsed["intent"].get("name"), "ranking": ranking[:RANKED], "entities": entities}
