"""`./thuso lessons`: what officers taught becomes training data, and stays only when nothing gets worse by it."""

from __future__ import annotations

import argparse
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from registry.models import Lesson
from registry.models.lesson import LEARNT, REFUSED
from registry.services import questions
from service import evaluate
from service.settings import ROOT, BadSettings
from service.storage import open_database, settings_for
from service.up import tell

NLU = ROOT / "data" / "nlu"
# What Rasa's training data reads as something else than words.
MARKED = re.compile(r"[\[\](){}|\\\r\n]+")
LANGUAGES = ("en", "st")


def lessons(arguments: argparse.Namespace) -> int:
    """List them, or learn them."""
    try:
        database = open_database(settings_for(arguments.data))
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    with database.read() as session:
        waiting = questions.lessons(session)
    for each in waiting:
        print(f"{each.id:>5}  {each.language}  {each.topic:<20}  {each.text}")
    if not waiting:
        tell("No lesson waits. Officers teach in the console, under Not understood.")
    if arguments.what == "list" or not waiting:
        return 0
    state = _learn(waiting)
    with database.write() as session:
        questions.decide(session, [each.id for each in waiting], state)
    return 0 if state == LEARNT else 1


def _learn(waiting: Sequence[Lesson]) -> str:
    before = {path: path.read_text("utf-8") for language in LANGUAGES for path in (NLU / language).glob("*.yml")}
    changed = write(waiting, NLU)
    tell(f"{len(changed)} files of data/nlu changed: look at them with git diff. Measuring ...")
    if subprocess.run(evaluate.command("--check"), cwd=ROOT).returncode == 0:
        tell("Nothing gets worse. The assistant learns them when ./thuso up is started again.")
        return LEARNT
    for path in changed:
        path.write_text(before[path], "utf-8")
    tell("thuso: with these lessons people would be understood worse. data/nlu is as it was.")
    return REFUSED


def write(waiting: Sequence[Lesson], directory: Path) -> list[Path]:
    """Put each lesson at the end of its topic's utterances in its language; the files that changed."""
    changed: list[Path] = []
    for lesson in waiting:
        language = lesson.language if lesson.language in LANGUAGES else "en"
        for path in sorted((directory / language).glob("*.yml")):
            text = path.read_text("utf-8")
            learnt = with_utterance(text, lesson.topic, plain(lesson.text))
            if learnt is not None and learnt != text:
                path.write_text(learnt, "utf-8")
                changed += [path] if path not in changed else []
    return changed


def plain(text: str) -> str:
    """A question as a line of training data."""
    return MARKED.sub(" ", text).replace("…", " ").strip().lstrip("/-!").strip()


def with_utterance(text: str, topic: str, utterance: str) -> str | None:
    """A file of training data with one utterance more; None when the topic is not in it."""
    block = re.search(rf"^- intent: {re.escape(topic)}\n(?:  .*\n|\n(?=  ))*", text, re.MULTILINE)
    if block is None:
        return None
    line = f"    - {utterance}\n"
    if not utterance or line in block[0]:
        return text
    end = block.start() + len(block[0].rstrip("\n")) + 1
    return text[:end] + line + text[end:]
