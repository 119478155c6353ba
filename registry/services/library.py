"""The content in force, in memory: what to answer, for one reader, today."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.content import (
    Answer,
    Content,
    Fact,
    Forum,
    Locale,
    Mission,
    Place,
    Rendered,
    Topic,
    Town,
    render,
    source_tag,
)
from registry.database import Database
from registry.models import Item

FRESH_SECONDS = 5.0


@dataclass(frozen=True)
class Told:
    """A rendered answer with its source tag and the labels of what it leads to."""

    rendered: Rendered
    source: str
    choices: list[tuple[str, str]]


class Library:
    """One snapshot of the content in force."""

    def __init__(self, content: Content, menus: dict[str, Any]) -> None:
        self.content = content
        self.menus = menus

    def answer(self, topic: str, locale: str, country: str, on: dt.date) -> Told | None:
        """The answer of a topic for a reader in `country`; None when the topic has none."""
        answer = self.content.answers.get(topic)
        if answer is None:
            return None
        spoken = cast(Locale, locale)
        rendered = render(answer, self.content.facts, locale=spoken, country=country, on=on)
        choices = [(code, self.title(code, locale)) for code in rendered.choices]
        return Told(rendered, source_tag(rendered, spoken), choices)

    def title(self, code: str, locale: str) -> str:
        """The menu label of a topic or of a menu entry."""
        answer = self.content.answers.get(code)
        if answer is not None:
            return answer.title[cast(Locale, locale)]
        label = self.menus["labels"].get(code)
        return str(label[locale]) if label else code

    def menu(self, name: str, locale: str) -> list[tuple[str, str]]:
        """The choices of a menu of content/menus.yaml, with their labels."""
        return [(code, self.title(code, locale)) for code in self.menus["menus"].get(name, [])]

    def kind(self, code: str) -> str | None:
        """answer, lookup, flow, service or safety; None for an unknown code."""
        topic = self.content.topics.get(code)
        return topic.kind if topic else None


def read_library(session: Session) -> Library:
    """The content in force, from the rows."""
    rows: dict[str, list[Item]] = {}
    for row in session.scalars(select(Item).where(Item.is_in_force).order_by(Item.kind, Item.position, Item.code)):
        rows.setdefault(row.kind, []).append(row)
    of = rows.get
    content = Content(
        topics={row.code: Topic.from_dict(row.code, row.data, family=row.group) for row in of("topic", [])},
        facts={row.code: Fact.from_dict(row.data, group=row.group) for row in of("fact", [])},
        answers={row.code: Answer.from_dict(row.data) for row in of("answer", [])},
        missions=tuple(Mission.from_dict(row.data) for row in of("mission", [])),
        towns=tuple(Town.from_dict(row.data) for row in of("town", [])),
        places=tuple(Place.from_dict(row.data) for row in of("place", [])),
        forums=tuple(Forum.from_dict(row.data) for row in of("forum", [])),
    )
    menus = of("menus", [])
    return Library(content, menus[0].data if menus else {"menus": {}, "labels": {}})


class Shelf:
    """Always hands out a library that is at most `FRESH_SECONDS` behind the database.

    When the database is away the last library goes on being handed out: people still get answers.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._stamp: tuple[int, int] | None = None
        self._looked = float("-inf")

    @property
    def library(self) -> Library:
        """The library in force."""
        with self._lock:
            if self._library is None or time.monotonic() - self._looked > FRESH_SECONDS:
                self._library = self._refreshed(self._library)
                self._looked = time.monotonic()
            return self._library

    @property
    def at_hand(self) -> Library:
        """The library without a wait: when it is due for a look at the database, a thread looks.

        For the event loop, which a database that hangs must not hold up. Only the very first call reads here.
        """
        held = self._library
        if held is None:
            return self.library
        if time.monotonic() - self._looked > FRESH_SECONDS and not self._lock.locked():
            threading.Thread(target=lambda: self.library, daemon=True).start()
        return held

    def _refreshed(self, held: Library | None) -> Library:
        try:
            with self._database.read() as session:
                newest, count = session.execute(select(func.max(Item.id), func.count()).where(Item.is_in_force)).one()
                if held is not None and (newest, count) == self._stamp:
                    return held
                library = read_library(session)
                self._stamp = (newest, count)
                return library
        except Exception:
            if held is None:
                raise
            return held
