"""`content/` into the registry: what changed in the files becomes a new version; what staff edited stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.content import Forum, load
from registry.models import Item
from registry.services import forums

# Kept whole as well, so that an export gives back their order and their comments.
FILES = (
    *("topics.yaml", "missions.yaml", "towns.yaml", "places.yaml", "forums.yaml", "menus.yaml", "mines.yaml"),
    "words/*",
)
LISTS = {"mission": "missions.yaml", "town": "towns.yaml", "place": "places.yaml", "forum": "forums.yaml"}


@dataclass(frozen=True)
class Loaded:
    """How many items the files hold, and how many became new versions or were taken out of force."""

    items: int
    changed: int
    withdrawn: int
    kept: int


@dataclass(frozen=True)
class _Piece:
    kind: str
    code: str
    group: str
    data: Any
    position: int


def load_content(session: Session, directory: Path) -> Loaded:
    """Load a content directory. Raises `ContentError` naming file and line when a file is broken."""
    pieces = list(_pieces(directory))
    in_force = {(row.kind, row.code): row for row in session.scalars(select(Item).where(Item.is_in_force))}
    newest = {
        (kind, code): version
        for kind, code, version in session.execute(
            select(Item.kind, Item.code, func.max(Item.version)).group_by(Item.kind, Item.code)
        )
    }
    changed = kept = 0
    for piece in pieces:
        current = in_force.pop((piece.kind, piece.code), None)
        if current is not None and (current.data, current.group) == (piece.data, piece.group):
            current.position = piece.position
            continue
        if current is not None and current.origin != "files":
            kept += 1
            continue
        if current is not None:
            current.is_in_force = False
        session.add(_version(piece, newest.get((piece.kind, piece.code), 0) + 1))
        changed += 1
    forums.load(session, [Forum.from_dict(piece.data) for piece in pieces if piece.kind == "forum"])
    left = [row for row in in_force.values() if row.origin == "files"]
    for row in left:
        row.is_in_force = False
    return Loaded(len(pieces), changed, len(left), kept)


def _version(piece: _Piece, version: int) -> Item:
    return Item(
        kind=piece.kind,
        code=piece.code,
        group=piece.group,
        data=piece.data,
        position=piece.position,
        version=version,
    )


def _pieces(directory: Path) -> Iterator[_Piece]:
    content = load(directory)
    for position, (code, topic) in enumerate(content.topics.items()):
        yield _Piece("topic", code, topic.family, {"kind": topic.kind, "asks": topic.asks}, position)
    for position, fact in enumerate(content.facts.values()):
        yield _Piece("fact", fact.id, fact.group, fact.to_dict(), position)
    for position, answer in enumerate(content.answers.values()):
        yield _Piece("answer", answer.topic, content.topics[answer.topic].family, answer.to_dict(), position)
    for kind, name in LISTS.items():
        for position, plain in enumerate(_read(directory / name) or []):
            code = plain.get("id") or f"{plain['name']}, {plain['country']}"
            yield _Piece(kind, code, "", plain, position)
    yield _Piece("menus", "menus", "", _read(directory / "menus.yaml"), 0)
    for pattern in FILES:
        for path in sorted(directory.glob(pattern)):
            yield _Piece("file", str(path.relative_to(directory)), "", {"text": path.read_text("utf-8")}, 0)


def _read(path: Path) -> Any:
    return _plain(yaml.safe_load(path.read_text("utf-8")))


def _plain(data: Any) -> Any:
    """Dates as text, as JSON has them."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, dt.date | dt.datetime) else data
