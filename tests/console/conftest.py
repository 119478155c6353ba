"""Officers at work: a real Chromium before the whole service, with a stand-in for Rasa and the local Twilio."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.models.base import now
from registry.services import officers, reminders
from registry.vault import Vault
from service.demo import fill
from service.settings import Settings
from tests.conftest import SECRET
from tests.console.week import Week
from tests.system.conftest import assistant, data, quick, twilio  # noqa: F401 - fixtures of the same names
from tests.system.running import AUTH_TOKENS, SERVICE_TOKEN, RunningService
from tests.twilio.network import Network

PUBLIC = "http://thuso.example"
PASSWORD = "four words and a river"
_names = (f"officer{number}" for number in itertools.count(1))


@dataclass
class Desk:
    """One officer's browser."""

    url: str
    page: Page
    name: str
    secret: str
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """What the browser itself complains about."""
        if message.type == "error":
            self.complaints.append(message.text)

    def sign_in(self, password: str = PASSWORD, code: str | None = None) -> None:
        """Fill the form in and send it."""
        self.page.goto(f"{self.url}/console/sign-in")
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_label("Six digits").fill(code or pyotp.TOTP(self.secret).now())
        self.page.get_by_role("button", name="Sign in").click()

    def open(self, path: str) -> Page:
        """A page of the console."""
        self.page.goto(f"{self.url}/console{path}")
        return self.page

    def is_clean(self) -> None:
        """axe finds nothing to complain about, and neither did the browser."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        assert self.complaints == []


@pytest.fixture(scope="session")
def service(data: Path, assistant, twilio, quick) -> Iterator[RunningService]:  # noqa: F811 - the fixtures above
    running = RunningService(data, assistant.url, twilio.url, public_url=PUBLIC)
    assistant.registry, assistant.registry_token = running.url, SERVICE_TOKEN
    twilio.reaches[PUBLIC] = running.url
    with pytest.MonkeyPatch.context() as awake:
        # People are told at once of what an officer did, at whatever hour the tests run.
        awake.setattr(reminders, "QUIET_FROM", reminders.QUIET_UNTIL)
        yield running
    running.stop()


@pytest.fixture(scope="session")
def network(service: RunningService) -> Iterator[Network]:
    opened = Network(PUBLIC, service.url, AUTH_TOKENS[0])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def rows(service: RunningService) -> Iterator[Database]:
    """The service's database, for a look from outside."""
    opened = Database(make_engine(service.settings.database))
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="session")
def vault(service: RunningService) -> Vault:
    return service.settings.vault()


Hire = Callable[..., Desk]


@contextmanager
def hiring(browser: Browser, url: str, rows: Database, vault: Vault) -> Iterator[Hire]:
    """Officers with an account and a browser of their own; signed in unless told otherwise."""
    opened: list[BrowserContext] = []

    def hired(
        role: str = "administrator", *, name: str = "", signs_in: bool = True, width: int = 1366, scripts: bool = True
    ) -> Desk:
        name, secret = name or next(_names), pyotp.random_base32()
        with rows.write() as session:
            at = now()
            token = officers.invite(session, name, role, at)
            # The digits of the step before: those of this one are still good for signing in.
            before = pyotp.TOTP(secret).at(at, counter_offset=-1)
            officers.accept(session, vault, token, PASSWORD, secret, before, at)
        context = browser.new_context(viewport={"width": width, "height": 768}, java_script_enabled=scripts)
        context.set_default_timeout(10_000)
        opened.append(context)
        desk = Desk(url, context.new_page(), name, secret)
        desk.page.on(
            "console", lambda message: desk.complaints.append(message.text) if message.type == "error" else None
        )
        desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        if signs_in:
            desk.sign_in()
            expect(desk.page.get_by_role("heading", name="Today", level=1)).to_be_visible()
        return desk

    yield hired
    for context in opened:
        context.close()


@pytest.fixture
def hire(browser: Browser, service: RunningService, rows: Database, vault: Vault) -> Iterator[Hire]:
    """An officer of the service."""
    with hiring(browser, service.url, rows, vault) as hired:
        yield hired


# Not for longer than a file needs it: of two services in one process only the first drives notices.
@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory, assistant, twilio, quick) -> Iterator[Week]:  # noqa: F811
    """Another service, with the fictional week in it: every page has something to show."""
    place = tmp_path_factory.mktemp("week")
    opened = Database(make_engine(f"sqlite:///{place / 'thuso.db'}"))
    upgrade(opened.engine)
    fill(opened, Settings(_env_file=None, thuso_data=place, thuso_secret_key=SECRET))
    running = RunningService(place, assistant.url, twilio.url, public_url=PUBLIC)
    yield Week(running, opened)
    running.stop()
    opened.engine.dispose()


@pytest.fixture
def hire_for_the_week(browser: Browser, week: Week) -> Iterator[Hire]:
    """An officer of the service with the fictional week."""
    with hiring(browser, week.service.url, week.rows, week.service.settings.vault()) as hired:
        yield hired
