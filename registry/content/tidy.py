"""Facts and answers have one form on disk, so that an export changes nothing but what somebody changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .facts import Fact
from .files import read, shown
from .sources import Problem
from .writing import dump

COMMENT = re.compile(r"^\s*#|\s#[^\"'}]*$")


def untidy(directory: Path) -> list[Problem]:
    """Files that are not in that form."""
    todo = "Run `thuso content format`"
    return [
        Problem(shown(path), 1, "not in the one form of content files", todo)
        for path, text in canonical(directory)
        if path.read_text("utf-8") != text
    ]


def tidy(directory: Path) -> list[Path]:
    """Writes the files that are not in that form; gives back which."""
    changed = [(path, text) for path, text in canonical(directory) if path.read_text("utf-8") != text]
    for path, text in changed:
        path.write_text(text, "utf-8")
    return [path for path, _ in changed]


def comments(directory: Path) -> list[Problem]:
    """Comments that writing a file anew would lose."""
    todo = "Move what matters into `note`, then run format --drop-comments"
    return [
        Problem(shown(path), n, "a comment", todo)
        for pattern in ("facts/*.yaml", "answers/*/*.yaml")
        for path in sorted(directory.glob(pattern))
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if COMMENT.search(line)
    ]


def canonical(directory: Path) -> Iterator[tuple[Path, str]]:
    """Each file that holds readable facts or an answer, with the text it should have."""
    content, problems = read(directory)
    broken = {problem.file for problem in problems}
    groups: dict[str, list[Fact]] = {}
    for fact in content.facts.values():
        groups.setdefault(fact.group, []).append(fact)
    for group, facts in groups.items():
        if content.origin("fact", facts[0].id).file not in broken:
            yield directory / "facts" / f"{group}.yaml", dump(facts)
    for answer in content.answers.values():
        shown = content.origin("answer", answer.topic).file
        if shown not in broken:
            yield directory / "answers" / Path(shown).parent.name / Path(shown).name, dump(answer)
