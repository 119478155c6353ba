"""The gateway's client of Rasa."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import httpx

CONNECT_SECONDS = 3.0


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
    """Connections to one Rasa server, or to several whose addresses are given with commas between them.

    A person keeps to one of several while it answers, so that their conversation is where they are; when it is away the
    next one takes over. Servers that share a tracker store and a lock store (deploy/endpoints.many.yml) lose nothing.
    """

    def __init__(self, url: str, token: str, timeout: float = 12.0) -> None:
        self._clients = {
            each.strip(): httpx.AsyncClient(
                base_url=each.strip(),
                headers={"Authorization": f"Bearer {token}"},
                timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS),
                limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
            )
            for each in url.split(",")
        }

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Understood:
        """One turn of `sender` (a contact id, never a number). Raises `AssistantAway` or `AssistantFailed`."""
        return await self._post("turns", {"sender": sender, "text": text, "metadata": metadata}, sender)

    async def understand(self, text: str) -> Understood:
        """What a text means, outside any conversation. Raises `AssistantAway` or `AssistantFailed`."""
        return await self._post("understanding", {"text": text}, text)

    async def _post(self, what: str, asked: dict[str, Any], whose: str) -> Understood:
        try:
            answer = await self._reach("POST", f"/webhooks/thuso/{what}", whose, json=asked)
            answer.raise_for_status()
            said = answer.json()
            ranking = [(str(code), float(chance)) for code, chance in said["ranking"]]
            return Understood(said["intent"], ranking, said["entities"], said.get("replies", []))
        except (httpx.HTTPStatusError, ValueError, KeyError, TypeError) as error:
            raise AssistantFailed(type(error).__name__) from error

    async def _reach(self, method: str, path: str, whose: str, **how: Any) -> httpx.Response:
        """The first server in this person's order that can be reached."""
        away: httpx.HTTPError | None = None
        for client in self._in_order(whose):
            try:
                return await client.request(method, path, **how)
            except httpx.HTTPError as error:
                away = error
        raise AssistantAway(type(away).__name__) from away

    def _in_order(self, whose: str) -> list[httpx.AsyncClient]:
        # The highest hash wins: when a server comes or goes, only its own people move.
        def weight(url: str) -> bytes:
            return hashlib.blake2b(f"{url} {whose}".encode(), digest_size=8).digest()

        return [self._clients[url] for url in sorted(self._clients, key=weight, reverse=True)]

    async def forget(self, sender: str) -> None:
        """Erase a conversation from the memory of every server that may have it. Raises `AssistantAway`."""
        away: httpx.HTTPError | None = None
        for client in self._clients.values():
            try:
                (await client.delete(f"/webhooks/thuso/conversations/{sender}")).raise_for_status()
            except httpx.HTTPError as error:
                away = error
        if away is not None:
            raise AssistantAway(type(away).__name__) from away

    async def is_ready(self) -> bool:
        """Whether a server answers and has a model."""
        for client in self._clients.values():
            try:
                if (await client.get("/webhooks/thuso/", timeout=2.0)).is_success:
                    return True
            except httpx.HTTPError:
                continue
        return False

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.aclose()
