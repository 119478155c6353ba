"""The one route without a token: whether the registry can answer."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy import text

from registry.api.access import Stored
from registry.api.shapes import HealthShape

routes = APIRouter(tags=["health"])


@routes.get("/health", responses={503: {"model": HealthShape}})
def health(stored: Stored, response: Response) -> HealthShape:
    """Whether the database answers."""
    try:
        with stored.read() as session:
            session.execute(text("select 1"))
    except Exception:
        response.status_code = 503
        return HealthShape(status="away")
    return HealthShape(status="ok")
