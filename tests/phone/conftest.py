"""A browser, a service that echoes, and a page that must stay without a complaint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.phone.echo import EchoService

FIRST, SECOND = "First telephone", "Second telephone"


@dataclass
class Seen:
    """What the browser complained about, and every address it called."""

    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to `page`."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        self.addresses.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")


@dataclass
class Telephone:
    """One telephone on the page, as its holder uses it."""

    root: Locator

    @property
    def text(self) -> Locator:
        """Where the holder writes."""
        return self.root.get_by_role("textbox", name="Message from")

    @property
    def replies(self) -> Locator:
        """What came back."""
        return self.root.locator(".message.reply")

    @property
    def sent(self) -> Locator:
        """What the holder wrote."""
        return self.root.locator(".message.mine")

    def write(self, text: str) -> None:
        """Write and send."""
        self.text.fill(text)
        self.text.press("Enter")

    def on(self, channel: str) -> None:
        """Choose SMS or WhatsApp."""
        self.root.get_by_role("radio", name=channel).check()

    def is_of(self, name: str) -> None:
        """Hand the telephone to somebody of the list."""
        people = self.root.get_by_role("combobox", name="Person")
        people.select_option(people.locator("option", has_text=name).first.get_attribute("value"))

    def hears(self, *texts: str) -> None:
        """Exactly these replies, in this order."""
        expect(self.replies.locator(".text")).to_have_text(list(texts))


@pytest.fixture
def service() -> Iterator[EchoService]:
    running = EchoService()
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1366, "height": 768})
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def page(context: BrowserContext, service: EchoService, seen: Seen) -> Page:
    """The page, just opened."""
    opened = context.new_page()
    seen.watch(opened)
    opened.goto(service.url)
    expect(opened.get_by_role("region", name=FIRST)).to_be_visible()
    return opened


@pytest.fixture
def calm(page: Page, seen: Seen) -> Iterator[None]:
    """Nothing to complain about at the end: no script error, no blocked style, no refused call."""
    yield
    assert seen.complaints == []


@pytest.fixture
def first(page: Page) -> Telephone:
    return Telephone(page.get_by_role("region", name=FIRST))


@pytest.fixture
def second(page: Page, first: Telephone) -> Telephone:
    page.get_by_role("button", name="Add a second person").click()
    return Telephone(page.get_by_role("region", name=SECOND))
