"""The service as one application, with the telephone in the browser and nothing running behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from registry.database import Database
from registry.vault import Vault
from service.app import create_service
from service.settings import Settings
from tests.conftest import SECRET
from tests.privacy.house import House

TOKEN = "the-service-token-of-the-tests"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    nowhere = "http://127.0.0.1:9"
    return Settings(
        _env_file=None,
        thuso_data=tmp_path,
        thuso_secret_key=SECRET,
        thuso_service_token=TOKEN,
        thuso_bot_url=nowhere,
        thuso_actions_url=nowhere,
        database_url=f"sqlite:///{tmp_path / 'thuso.db'}",
    )


@pytest.fixture
def app(settings: Settings, database_file: Callable[[], Database]) -> FastAPI:
    return create_service(settings, database_file())


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    # From this machine: the throttle has tests of its own.
    return TestClient(app, follow_redirects=False, client=("127.0.0.1", 50000))


@pytest.fixture
def house(database_file: Callable[[], Database], vault: Vault) -> Iterator[House]:
    """The gateway at work."""
    opened = House(database_file, vault)
    yield opened
    opened.close()
