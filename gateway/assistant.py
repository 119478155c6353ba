"""The gateway's client of Rasa."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp

CONNECT_SECONDS = 3.0
READY_SECONDS = 2.0
# Rasa's server closes what was idle for five seconds: we do so before it does.
IDLE_SECONDS = 4.0
MOST_CONNECTIONS = 64
NOT_REACHED = (aiohttp.ClientError, TimeoutError)


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
        self._urls = [each.strip().rstrip("/") for each in url.split(",")]
        self._token, self._timeout = token, timeout
        self._opened: aiohttp.ClientSession | None = None

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Understood:
        """One turn of `sender` (a contact id, never a number). Raises `AssistantAway` or `AssistantFailed`."""
        return await self._post("turns", {"sender": sender, "text": text, "metadata": metadata}, sender)

    async def understand(self, text: str) -> Understood:
        """What a text means, outside any conversation. Raises `AssistantAway` or `AssistantFailed`."""
        return await self._post("understanding", {"text": text}, text)

    async def _post(self, what: str, asked: dict[str, Any], whose: str) -> Understood:
        status, said = await self._reach(f"/webhooks/thuso/{what}", whose, asked)
        if status != 200:
            raise AssistantFailed(f"status {status}")
        try:
            ranking = [(str(code), float(chance)) for code, chance in said["ranking"]]
            return Understood(said["intent"], ranking, said["entities"], said.get("replies", []))
        except (ValueError, KeyError, TypeError) as error:
            raise AssistantFailed(type(error).__name__) from error

    async def _reach(self, path: str, whose: str, asked: dict[str, Any]) -> tuple[int, Any]:
        """Status and JSON of the first server in this person's order that can be reached."""
        away: BaseException | None = None
        for url in self._in_order(whose):
            try:
                async with self._session().post(url + path, json=asked, allow_redirects=False) as answer:
                    body = await answer.read()
            except NOT_REACHED as error:
                away = error
                continue
            return answer.status, _read(body)
        raise AssistantAway(type(away).__name__) from away

    def _in_order(self, whose: str) -> list[str]:
        # The highest hash wins: when a server comes or goes, only its own people move.
        def weight(url: str) -> bytes:
            return hashlib.blake2b(f"{url} {whose}".encode(), digest_size=8).digest()

        return sorted(self._urls, key=weight, reverse=True)

    async def forget(self, sender: str) -> None:
        """Erase a conversation from the memory of every server that may have it. Raises `AssistantAway`."""
        away: BaseException | None = None
        for url in self._urls:
            try:
                gone = f"{url}/webhooks/thuso/conversations/{sender}"
                async with self._session().delete(gone, allow_redirects=False) as answer:
                    answer.raise_for_status()
            except NOT_REACHED as error:
                away = error
        if away is not None:
            raise AssistantAway(type(away).__name__) from away

    async def is_ready(self) -> bool:
        """Whether a server answers and has a model."""
        soon = aiohttp.ClientTimeout(total=READY_SECONDS)
        for url in self._urls:
            try:
                async with self._session().get(f"{url}/webhooks/thuso/", timeout=soon, allow_redirects=False) as answer:
                    if answer.status == 200:
                        return True
            except NOT_REACHED:
                continue
        return False

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        # Made at the first call: a session belongs to the event loop it was made in.
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=CONNECT_SECONDS),
                connector=aiohttp.TCPConnector(
                    limit_per_host=MOST_CONNECTIONS, limit=0, keepalive_timeout=IDLE_SECONDS
                ),
            )
        return self._opened


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
