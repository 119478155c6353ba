"""`./thuso transcripts`: the conversation tests as somebody reads them, the person on the left, Thuso on the right."""

from __future__ import annotations

import argparse
import html
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.scenes import LAST_RUN, BadScene, Scene, read_scenes
from service.up import tell

WIDTH, INDENT = 46, 40
NAMES = {
    "en": "English",
    "st_LS": "Sesotho, Lesotho spelling",
    "st_ZA": "Sesotho, South African spelling",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "ZA": "a number in South Africa",
    "LS": "a number in Lesotho",
    "GB": "a number in Britain",
}
STYLE = """
body{font:16px/1.45 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h2{margin:2.5rem 0 0;font-size:1.15rem}.how{color:#555;margin:.1rem 0 1rem;font-size:.9rem}
p{margin:.35rem 0;padding:.5rem .75rem;border-radius:.6rem;white-space:pre-wrap;max-width:75%;width:fit-content}
.person{background:#eef1f4}.thuso{background:#d9f0df;margin-left:auto}.note{color:#555;font-style:italic;margin:auto}
.officer{background:#fdf0cf;margin-left:auto}
"""
Line = tuple[str, str]


def transcripts(arguments: argparse.Namespace) -> int:
    """Print them, or write them as one page."""
    try:
        scenes = [each for each in read_scenes() if arguments.language in (None, "st", each.language)]
    except BadScene as error:
        tell(f"thuso: {error}")
        return 1
    if arguments.language == "st":
        scenes = [each for each in scenes if each.language != "en"]
    if arguments.scene:
        scenes = [each for each in scenes if arguments.scene in each.id]
    played = json.loads(LAST_RUN.read_text("utf-8")) if LAST_RUN.exists() else {}
    if not played:
        tell("The conversations have not been played here yet (./thuso test): what is expected is shown instead.")
    if arguments.html:
        Path(arguments.html).write_text(page(scenes, played), "utf-8")
        tell(f"{len(scenes)} conversations in {arguments.html}.")
        return 0
    for scene in scenes:
        print("\n".join(printed(scene, lines_of(scene, played))))
    tell(f"{len(scenes)} conversations.")
    return 0


def lines_of(scene: Scene, played: dict[str, Any]) -> list[Line]:
    """Who says what: as it went when it was played last, else as it is written."""
    if played.get(scene.id):
        return [(line["who"], line["text"]) for line in played[scene.id]]
    return list(_written(scene))


def _written(scene: Scene) -> Iterator[Line]:
    for step in scene.steps:
        if step.act == "person":
            others = [f"({what})" for what in ("location", "picture", "sticker") if what in step.said]
            yield "person", str(step.said.get("text", "")) or " ".join(others) or "(empty)"
        elif step.act == "thuso":
            yield from (("thuso", str(each)) for each in step.expected)
            if not step.expected:
                yield "thuso", "(nothing)"
        else:
            yield step.act, step.words


def printed(scene: Scene, lines: list[Line]) -> Iterator[str]:
    """One conversation for a terminal."""
    yield f"\n{scene.title}\n{_how(scene)}\n"
    for who, text in lines:
        margin = {"person": 0, "thuso": INDENT, "officer": INDENT}.get(who, INDENT // 2)
        said = text if who in ("person", "thuso") else f"({_note(who, text)})"
        for row in said.splitlines() or [""]:
            yield from (" " * margin + piece for piece in textwrap.wrap(row, WIDTH) or [""])
        yield ""


def page(scenes: list[Scene], played: dict[str, Any]) -> str:
    """All conversations as one page of HTML that needs nothing else."""
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>Conversations</title><style>{STYLE}</style>"]
    parts.append(f"<h1>{len(scenes)} conversations with Thuso</h1>")
    for scene in scenes:
        parts.append(f"<h2>{html.escape(scene.title)}</h2><div class=how>{html.escape(_how(scene))}</div>")
        for who, text in lines_of(scene, played):
            kind = who if who in ("person", "thuso", "officer") else "note"
            said = text if who in ("person", "thuso") else _note(who, text)
            parts.append(f"<p class={kind}>{html.escape(said)}</p>")
    return "\n".join(parts) + "\n"


def _how(scene: Scene) -> str:
    return f"{NAMES[scene.language]} · {NAMES[scene.channel]} · {NAMES[scene.number]} · {scene.id}"


def _note(who: str, text: str) -> str:
    return {
        "wait": f"{text} later",
        "restart": f"the {text} is killed and comes back",
        "officer": f"an officer {text}",
    }[who]


def add_words(commands: Any) -> None:
    """What can be said to it."""
    one = commands.add_parser("transcripts", help="the conversation tests, as somebody reads them")
    one.add_argument("--language", choices=("en", "st", "st_LS", "st_ZA"))
    one.add_argument("--html", metavar="FILE", help="write one page instead of printing")
    one.add_argument("--scene", metavar="PART", help="only those whose id holds this")
    one.set_defaults(run=transcripts)
