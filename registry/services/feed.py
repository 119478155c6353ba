"""How far applications are, fetched from the Ministry's own system over HTTP (contract: docs/applications.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

MOST_PAGES = 1_000
TIMEOUT = 20.0
FIELDS = ("kind", "reference", "status", "place", "status_on")


class FeedError(Exception):
    """One line: what is wrong with the other side's answer, or that there was none."""


@dataclass(frozen=True)
class Page:
    """Rows as the CSV has them, and where the next page is."""

    rows: list[dict[str, str]]
    next_url: str | None


class Feed:
    """Reads `GET <url>?since=<date>` page by page. The token goes to the named server only, whatever `next` says."""

    def __init__(self, url: str, token: str, client: httpx.Client | None = None) -> None:
        self.url, self.token = url, token
        self._client = client or httpx.Client(timeout=TIMEOUT, follow_redirects=False)

    def pages(self, since: dt.date | None = None) -> Iterator[Page]:
        """All pages of what changed on or after `since`. Raises `FeedError`."""
        url: str | None = self.url
        seen: set[str] = set()
        params = {"since": since.isoformat()} if since else {}
        while url is not None:
            if url in seen or len(seen) >= MOST_PAGES:
                raise FeedError("the pages go round in a circle")
            seen.add(url)
            page = self._page(url, params)
            yield page
            url, params = page.next_url, {}

    def _page(self, url: str, params: dict[str, str]) -> Page:
        try:
            answer = self._client.get(
                url,
                params=params or None,
                headers={"Authorization": f"Bearer {self.token}", "Accept": "application/json"},
            )
        except httpx.HTTPError as error:
            raise FeedError(f"the other side did not answer ({type(error).__name__})") from None
        if answer.status_code != 200:
            raise FeedError(f"the other side answered with status {answer.status_code}")
        try:
            return self._read(answer.json())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FeedError(f"the answer is not as agreed ({type(error).__name__})") from None

    def _read(self, data: Any) -> Page:
        rows = [{name: str(row.get(name) or "") for name in FIELDS} for row in data["applications"]]
        next_url = data.get("next")
        return Page(rows, self._same_server(next_url) if next_url else None)

    def _same_server(self, next_url: str) -> str:
        whole = urljoin(self.url, next_url)
        if urlsplit(whole)[:2] != urlsplit(self.url)[:2]:
            raise FeedError("the next page is on another server: that is not followed")
        return whole
