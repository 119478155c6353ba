"""Conversations written down: one scene is one person's talk with the service, as YAML (tests/conversations/README.md).

The same files are played as tests and printed as transcripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from service.settings import ROOT

SCENES = ROOT / "tests" / "conversations" / "scenes"
LAST_RUN = ROOT / "var" / "conversations.json"
LANGUAGES = ("en", "st_LS", "st_ZA")
CHANNELS = ("sms", "whatsapp")
NUMBERS = ("ZA", "LS", "GB")
WORLDS = ("full", "empty")
WAIT = re.compile(r"(\d+) (minute|hour|day|week)s?")
ACTS = ("person", "thuso", "wait", "restart", "officer")
SAID = ("text", "location", "picture", "sticker", "via", "as", "twice", "kind")
EXPECTED = ("topic", "has", "lacks", "matches", "segments", "in", "remember", "to")


class BadScene(Exception):
    """One line: which file and scene, and what is wrong with it."""


@dataclass(frozen=True)
class Expected:
    """What Thuso is to say: its topic, words it has or lacks, a pattern, the most segments, the locale it is in.

    `remember` names parts of the reply (a pattern with one group each) that later steps write as {name}.
    """

    topic: str | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    matches: str | None = None
    segments: int | None = None
    locale: str | None = None
    remember: dict[str, str] = field(default_factory=dict)
    to: str = ""

    def __str__(self) -> str:
        shown = [*self.has, f"/{self.matches}/" if self.matches else ""]
        words = " … ".join(each for each in shown if each) or "(a reply)"
        return f"{words}  [{self.topic}]" if self.topic else words


@dataclass(frozen=True)
class Step:
    """One line of a scene. `act` is one of `ACTS`; the other fields say what it needs."""

    act: str
    said: dict[str, Any] = field(default_factory=dict)
    expected: tuple[Expected, ...] = ()
    wait: timedelta = timedelta(0)
    words: str = ""


@dataclass(frozen=True)
class Scene:
    """One conversation: who writes, in what language, by what channel, from what number, and how it goes."""

    id: str
    title: str
    language: str
    channel: str
    number: str
    world: str
    steps: tuple[Step, ...]

    @property
    def restarts(self) -> bool:
        """Whether a process dies in it: such scenes are played one after another."""
        return any(step.act == "restart" for step in self.steps)


def read_scenes(directory: Path = SCENES) -> list[Scene]:
    """All scenes, by file and in their order. Raises `BadScene`."""
    scenes = [scene for path in sorted(directory.rglob("*.yaml")) for scene in _read(path, directory)]
    ids = [scene.id for scene in scenes]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise BadScene(f"two scenes are called {twice[0]}: give one another title")
    return scenes


def _read(path: Path, directory: Path) -> Iterator[Scene]:
    name = path.relative_to(directory).with_suffix("").as_posix()
    try:
        plain = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise BadScene(f"{name}: {' '.join(str(error).split())}") from None
    if not isinstance(plain, list):
        raise BadScene(f"{name}: it must be a list of scenes, each beginning with - scene: TITLE")
    for each in plain:
        yield _scene(name, each)


def _scene(name: str, plain: dict[str, Any]) -> Scene:
    title = str(plain.get("scene", ""))
    where = f"{name}: {title or '(no title)'}"
    unknown = set(plain) - {"scene", "language", "channel", "number", "world", "talk"}
    if unknown or not title or not plain.get("talk"):
        raise BadScene(f"{where}: {f'what is {sorted(unknown)[0]}?' if unknown else 'it needs scene and talk'}")
    chosen = {
        "language": (plain.get("language", "en"), LANGUAGES),
        "channel": (plain.get("channel", "sms"), CHANNELS),
        "number": (plain.get("number", "ZA"), NUMBERS),
        "world": (plain.get("world", "full"), WORLDS),
    }
    for what, (value, allowed) in chosen.items():
        if value not in allowed:
            raise BadScene(f"{where}: {what} must be one of {', '.join(allowed)}")
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    steps = tuple(_step(where, step) for step in plain["talk"])
    return Scene(f"{name}:{slug}", title, steps=steps, **{what: value for what, (value, _) in chosen.items()})


def _step(where: str, plain: Any) -> Step:
    if not isinstance(plain, dict) or len(plain) != 1 or next(iter(plain)) not in ACTS:
        raise BadScene(f"{where}: {plain!r}: a step begins with one of {', '.join(ACTS)}")
    [(act, what)] = plain.items()
    if act == "person":
        said = what if isinstance(what, dict) else {"text": str(what)}
        _only(where, said, SAID)
        return Step(act, said=said)
    if act == "thuso":
        several = what if isinstance(what, list) else [] if what == "nothing" else [what]
        return Step(act, expected=tuple(_expected(where, each) for each in several))
    if act == "wait":
        match = WAIT.fullmatch(str(what))
        if not match:
            raise BadScene(f"{where}: {what!r}: write a wait as 3 days, 2 hours, 10 minutes")
        return Step(act, wait=timedelta(**{f"{match[2]}s": int(match[1])}), words=str(what))
    return Step(act, words=str(what))


def _expected(where: str, plain: Any) -> Expected:
    if isinstance(plain, str):
        return Expected(has=(plain,))
    _only(where, plain, EXPECTED)
    return Expected(
        topic=plain.get("topic"),
        has=_several(plain.get("has")),
        lacks=_several(plain.get("lacks")),
        matches=plain.get("matches"),
        segments=plain.get("segments"),
        locale=plain.get("in"),
        remember=plain.get("remember", {}),
        to=str(plain.get("to", "")),
    )


def _only(where: str, plain: dict[str, Any], known: tuple[str, ...]) -> None:
    unknown = set(plain) - set(known)
    if unknown:
        raise BadScene(f"{where}: what is {sorted(unknown)[0]}? Known are {', '.join(known)}")


def _several(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)
