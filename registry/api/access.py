"""Who may ask the registry: services with a token."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from registry.database import Database
from registry.services.library import Library, Shelf
from registry.vault import Vault

bearer = HTTPBearer(auto_error=False, description="The service token of this installation")


def require_service(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
    """401 without the service token."""
    expected: str = request.app.state.service_token
    if given is None or not hmac.compare_digest(given.credentials.encode(), expected.encode()):
        raise HTTPException(401, "A service token is needed: Authorization: Bearer ...")


def database(request: Request) -> Database:
    """The database of this process."""
    found: Database = request.app.state.database
    return found


def vault(request: Request) -> Vault:
    """The keys of this process."""
    found: Vault = request.app.state.vault
    return found


def library(request: Request) -> Library:
    """The content in force."""
    shelf: Shelf = request.app.state.shelf
    return shelf.library


Stored = Annotated[Database, Depends(database)]
Keys = Annotated[Vault, Depends(vault)]
Content = Annotated[Library, Depends(library)]
