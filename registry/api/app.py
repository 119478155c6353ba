"""The registry as a FastAPI application, to be mounted under `/v1` or served alone."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse

from registry.api import (
    applications,
    broadcasts,
    cases,
    content,
    duty,
    forums,
    handovers,
    health,
    people,
    places,
    recruiters,
    registrations,
)
from registry.api.access import require_service
from registry.database import Database
from registry.services.library import Shelf
from registry.services.terms import Terms
from registry.vault import Vault

DESCRIPTION = "What Thuso knows: answers and facts, missions and forums, contacts and their messages."


def create_registry(
    database: Database, vault: Vault, shelf: Shelf, service_token: str, terms: Terms | None = None
) -> FastAPI:
    """All routes but `/health` need `Authorization: Bearer <service_token>`."""
    app = FastAPI(
        title="Thuso registry",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses={401: {"description": "No service token, or a wrong one"}},
    )
    app.state.database, app.state.vault, app.state.shelf = database, vault, shelf
    app.state.service_token, app.state.terms = service_token, terms or Terms()
    app.include_router(health.routes)
    for room in (
        content,
        places,
        applications,
        people,
        duty,
        forums,
        handovers,
        recruiters,
        registrations,
        cases,
        broadcasts,
    ):
        app.include_router(room.routes, dependencies=[Depends(require_service)])

    @app.get("/openapi.json", include_in_schema=False, dependencies=[Depends(require_service)])
    def document() -> JSONResponse:
        # It names no person, but it is a map of the house: for those with a key.
        return JSONResponse(app.openapi())

    return app
