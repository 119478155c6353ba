"""The one way to the registry: HTTP with the service token."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

TIMEOUT = 8.0
# The registry's server closes what was idle for five seconds: we do so before it does.
IDLE_SECONDS = 4.0


class RegistryAway(Exception):
    """The registry did not answer."""


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes


class RegistryClient:
    """Answers, forums and offices, as the registry has them."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        self._opened: aiohttp.ClientSession | None = None

    @classmethod
    def from_environment(cls) -> RegistryClient:
        """`THUSO_REGISTRY_URL` and `THUSO_SERVICE_TOKEN`, as `./thuso up` sets them."""
        return cls(os.environ.get("THUSO_REGISTRY_URL", ""), os.environ.get("THUSO_SERVICE_TOKEN", ""))

    async def answer(self, topic: str, locale: str, country: str) -> dict[str, Any] | None:
        """A rendered answer; None when the topic has none. Raises `RegistryAway`."""
        answer = await self._call("GET", f"/answers/{topic}", params={"locale": locale, "country": country})
        return None if answer.status == HTTPStatus.NOT_FOUND else dict(_read(answer))

    async def nearest(self, kind: str, where: dict[str, Any]) -> dict[str, Any]:
        """The offices of a kind nearest to a place. Raises `RegistryAway`."""
        return dict(_read(await self._call("POST", f"/nearest/{kind}", json=where)))

    async def application(self, kind: str, reference: str, locale: str) -> dict[str, Any] | None:
        """How far an application is; None when there is none of that reference. Raises `RegistryAway`."""
        asked = {"kind": kind, "reference": reference, "locale": locale}
        answer = await self._call("POST", "/applications/status", json=asked)
        return None if answer.status == HTTPStatus.NOT_FOUND else dict(_read(answer))

    async def forums(self, locale: str) -> list[dict[str, Any]]:
        """Forums to come, the next one first. Raises `RegistryAway`."""
        return list(_read(await self._call("GET", "/forums", params={"locale": locale})))

    async def dialogue(self, dialogue: str, turn: dict[str, Any]) -> dict[str, Any]:
        """What came of one turn of a dialogue, and what to say. Raises `RegistryAway`."""
        return dict(_read(await self._call("POST", f"/dialogues/{dialogue}/turns", json=turn)))

    async def case(self, contact: str, text: str, locale: str) -> str:
        """What to say to a text about a case; empty when it is about none of ours. Raises `RegistryAway`."""
        asked = {"contact": contact, "text": text, "locale": locale}
        return str(_read(await self._call("POST", "/cases/answer", json=asked))["said"])

    async def asked(self, path: str, **question: Any) -> dict[str, Any] | None:
        """The answer to a question put as JSON; None where the registry knows nothing of it. Raises `RegistryAway`."""
        answer = await self._call("POST", path, json=question)
        return None if answer.status == HTTPStatus.NOT_FOUND else dict(_read(answer))

    async def _call(self, method: str, path: str, **how: Any) -> _Answer:
        try:
            try:
                return await self._request(method, path, **how)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                # A connection that was kept open has been closed at the other end in this very moment.
                return await self._request(method, path, **how)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RegistryAway(type(error).__name__) from error

    async def _request(self, method: str, path: str, **how: Any) -> _Answer:
        async with self._session().request(method, self._url + path, allow_redirects=False, **how) as answer:
            return _Answer(answer.status, await answer.read())

    def _session(self) -> aiohttp.ClientSession:
        # Made at the first call: a session belongs to the event loop it was made in.
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS),
            )
        return self._opened


def _read(answer: _Answer) -> Any:
    if not 200 <= answer.status < 300:
        raise RegistryAway(f"status {answer.status}")
    try:
        return json.loads(answer.body)
    except ValueError as error:
        raise RegistryAway("not JSON") from error
