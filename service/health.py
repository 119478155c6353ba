"""`/healthz`: the truth about every part."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text

from gateway.assistant import Assistant
from gateway.worker import Worker
from registry.database import Database
from registry.services.library import Shelf

routes = APIRouter()


@dataclass(frozen=True)
class Checks:
    """The parts that have to be ready."""

    database: Database
    shelf: Shelf
    assistant: Assistant
    worker: Worker
    actions_url: str

    async def parts(self) -> dict[str, str]:
        """Each part by name: ok, or what is wrong with it."""
        database, content, assistant, actions = await asyncio.gather(
            asyncio.to_thread(self._database),
            asyncio.to_thread(self._content),
            self.assistant.is_ready(),
            self._actions(),
        )
        return {
            "database": database,
            "content": content,
            "assistant": "ok" if assistant else "away",
            # Where they run beside each assistant, nobody else reaches them.
            **({"actions": "ok" if actions else "away"} if self.actions_url else {}),
            "worker": "ok" if self.worker.is_running else "stopped",
        }

    def _database(self) -> str:
        try:
            with self.database.read() as session:
                session.execute(text("select 1"))
        except Exception as error:
            return type(error).__name__
        return "ok"

    def _content(self) -> str:
        try:
            return "ok" if self.shelf.library.content.answers else "empty"
        except Exception as error:
            return type(error).__name__

    async def _actions(self) -> bool:
        try:
            async with httpx.AsyncClient(timeout=2.0) as client:
                return (await client.get(f"{self.actions_url}/health")).is_success
        except httpx.HTTPError:
            return False


@routes.get("/healthz")
async def healthz(request: Request) -> JSONResponse:
    """200 when every part is ready, 503 otherwise."""
    parts = await cast(Checks, request.app.state.checks).parts()
    ready = all(state == "ok" for state in parts.values())
    return JSONResponse({"status": "ok" if ready else "not ready", "parts": parts}, 200 if ready else 503)
