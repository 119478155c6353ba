"""`./thuso screenshots`: every page of the console in Chromium, over the fictional week of `./thuso demo`."""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
import uvicorn

from service.app import create_service
from service.demo import PASSWORD, fill
from service.processes import free_port
from service.settings import BadSettings, Settings, read_settings
from service.storage import open_database
from service.up import tell

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
WIDTHS = {"wide": 1366, "narrow": 360}
OFFICER = "demo.admin"
PAGES = {
    "today": "", "inbox": "/inbox", "conversation": "/inbox/4", "cases": "/cases", "case": "/cases/1",
    "people": "/people", "notices": "/notices", "notice": "/notices/1", "write-notice": "/notices/new",
    "answers": "/answers", "answer": "/answers/passport.fee", "facts": "/facts", "fact": "/facts/pp-fee-adult32",
    "not-understood": "/questions", "statistics": "/statistics", "officers": "/officers", "log": "/log", "me": "/me",
}  # fmt: skip


def screenshots(arguments: argparse.Namespace) -> int:
    """Take them; the exit status."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        tell("thuso: this needs the tools of ./thuso test: run that first")
        return 1
    if not CHROMIUM.exists():
        tell(f"thuso: {CHROMIUM} is missing: apt-get install chromium")
        return 1
    directory = Path(arguments.directory)
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with (
            tempfile.TemporaryDirectory() as scratch,
            _served(Path(scratch)) as (url, secret),
            sync_playwright() as player,
        ):
            browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            page = browser.new_page()
            _sign_in(page, url, secret)
            for name, path in PAGES.items():
                for width, pixels in WIDTHS.items():
                    page.set_viewport_size({"width": pixels, "height": 800})
                    page.goto(f"{url}/console{path}")
                    page.screenshot(path=directory / f"{name}-{width}.png", full_page=True)
            browser.close()
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    tell(f"{len(PAGES) * len(WIDTHS)} pictures are in {directory}.")
    return 0


def _take(page: Page, url: str, directory: Path) -> None:
    for name, path in PAGES.items():
        for width, pixels in WIDTHS.items():
            page.set_viewport_size({"width": pixels, "height": 800})
            page.goto(f"{url}/console{path}")
            page.screenshot(path=directory / f"{name}-{width}.png", full_page=True)


def _sign_in(page: Page, url: str, secret: str) -> None:
    page.goto(f"{url}/console/sign-in")
    page.get_by_label("Name").fill(OFFICER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Six digits").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/console")


@contextmanager
def _served(data: Path) -> Iterator[tuple[str, str]]:
    """The service over the fictional week, without the assistant; its address and the secret of the officer's codes."""
    port = free_port()
    settings: Settings = read_settings(
        _env_file=None, thuso_data=data, thuso_port=port, thuso_bot_url="http://127.0.0.1:9",
        thuso_actions_url="http://127.0.0.1:9", thuso_service_token=str(port), thuso_bot_token=str(port),
    )  # fmt: skip
    database = open_database(settings)
    secret = fill(database, settings)[OFFICER]
    server = uvicorn.Server(uvicorn.Config(create_service(settings, database), port=port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", secret
    server.should_exit = True
    thread.join(15)
