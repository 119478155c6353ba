"""The one way to the registry: HTTP with the service token."""

from __future__ import annotations

import os
from typing import Any

import httpx

TIMEOUT = 8.0


class RegistryAway(Exception):
    """The registry did not answer."""


class RegistryClient:
    """Answers, forums and offices, as the registry has them."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT)

    @classmethod
    def from_environment(cls) -> RegistryClient:
        """`THUSO_REGISTRY_URL` and `THUSO_SERVICE_TOKEN`, as `./thuso up` sets them."""
        return cls(os.environ.get("THUSO_REGISTRY_URL", ""), os.environ.get("THUSO_SERVICE_TOKEN", ""))

    async def answer(self, topic: str, locale: str, country: str) -> dict[str, Any] | None:
        """A rendered answer; None when the topic has none. Raises `RegistryAway`."""
        answer = await self._call("GET", f"/answers/{topic}", params={"locale": locale, "country": country})
        return None if answer.status_code == 404 else dict(_read(answer))

    async def nearest(self, kind: str, where: dict[str, Any]) -> dict[str, Any]:
        """The offices of a kind nearest to a place. Raises `RegistryAway`."""
        return dict(_read(await self._call("POST", f"/nearest/{kind}", json=where)))

    async def application(self, kind: str, reference: str, locale: str) -> dict[str, Any] | None:
        """How far an application is; None when there is none of that reference. Raises `RegistryAway`."""
        asked = {"kind": kind, "reference": reference, "locale": locale}
        answer = await self._call("POST", "/applications/status", json=asked)
        return None if answer.status_code == 404 else dict(_read(answer))

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
        return None if answer.status_code == 404 else dict(_read(answer))

    async def _call(self, method: str, path: str, **how: Any) -> httpx.Response:
        try:
            try:
                return await self._client.request(method, path, **how)
            except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
                # A connection that was kept open has been closed at the other end in this very moment.
                return await self._client.request(method, path, **how)
        except httpx.HTTPError as error:
            raise RegistryAway(type(error).__name__) from error


def _read(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise RegistryAway(f"status {answer.status_code}")
    return answer.json()
