"""The gateway's client of Rasa."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx


class AssistantAway(Exception):
    """Rasa did not answer; the question is to be asked again, for as long as it takes."""


class AssistantFailed(AssistantAway):
    """Rasa answered, but not as agreed: asking again may help, asking for ever will not."""


@dataclass(frozen=True)
class Understood:
    """What Rasa made of a text: its intent, the ranking [[code, chance], ...], entities, and its replies."""

    intent: str | None
    ranking: list[tuple[str, float]]
    entities: list[dict[str, Any]]
    replies: list[dict[str, Any]] = field(repr=False)


class Assistant:
    """One connection pool to one Rasa server or to a balancer before several."""

    def __init__(self, url: str, token: str, timeout: float = 12.0) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
        )

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Understood:
        """One turn of `sender` (a contact id, never a number). Raises `AssistantAway` or `AssistantFailed`."""
        return await self._post("turns", {"sender": sender, "text": text, "metadata": metadata})

    async def understand(self, text: str) -> Understood:
        """What a text means, outside any conversation. Raises `AssistantAway` or `AssistantFailed`."""
        return await self._post("understanding", {"text": text})

    async def _post(self, what: str, asked: dict[str, Any]) -> Understood:
        try:
            answer = await self._client.post(f"/webhooks/thuso/{what}", json=asked)
            answer.raise_for_status()
            said = answer.json()
            ranking = [(str(code), float(chance)) for code, chance in said["ranking"]]
            return Understood(said["intent"], ranking, said["entities"], said.get("replies", []))
        except (httpx.HTTPStatusError, ValueError, KeyError, TypeError) as error:
            raise AssistantFailed(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise AssistantAway(type(error).__name__) from error

    async def forget(self, sender: str) -> None:
        """Erase a conversation from Rasa's memory. Raises `AssistantAway`."""
        try:
            answer = await self._client.delete(f"/webhooks/thuso/conversations/{sender}")
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise AssistantAway(type(error).__name__) from error

    async def is_ready(self) -> bool:
        """Whether Rasa answers and has a model."""
        try:
            return (await self._client.get("/webhooks/thuso/", timeout=2.0)).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
