"""What all tests share: a small content directory, and databases made by the real migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.services.loading import load_content
from registry.vault import Vault
from service.catalogues import compile_catalogues
from tests.browser import chromium

pytest.register_assert_rewrite("tests.system.person")

SMALL_CONTENT = Path(__file__).parent / "small_content"
SECRET = "a secret for tests and of some length"


def pytest_configure(config: pytest.Config) -> None:
    """Marks that tests carry."""
    config.addinivalue_line("markers", "rasa: runs the whole service with the real Rasa (a minute, more to train)")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every migration run and the small content loaded, to be copied."""
    path = tmp_path_factory.mktemp("template") / "thuso.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    with Database(engine).write() as session:
        load_content(session, SMALL_CONTENT)
    engine.dispose()
    return path


@pytest.fixture
def database(template: Path) -> Iterator[Database]:
    """A database in memory, for one thread."""
    engine = make_engine("sqlite://")
    with sqlite3.connect(template) as source:
        source.backup(engine.raw_connection().driver_connection)  # type: ignore[arg-type]
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def database_file(template: Path, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """A database in a file; each call opens it once more, as another process would."""
    path = tmp_path / "thuso.db"
    with sqlite3.connect(template) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    opened: list[Database] = []

    def open_database() -> Database:
        opened.append(Database(make_engine(f"sqlite:///{path}")))
        return opened[-1]

    yield open_database
    for each in opened:
        each.engine.dispose()


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault([SECRET])


@pytest.fixture(scope="session", autouse=True)
def words() -> None:
    """The translations that are edited are the ones that are read."""
    compile_catalogues()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all: Playwright can be started once in a thread."""
    with chromium() as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: Playwright keeps an event loop running in this thread until the end, and others want their own."""
    items.sort(key=lambda item: Path(item.path).parent.name in ("console", "phone"))
