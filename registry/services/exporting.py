"""The content in force back into files, in the form that `content/` has."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.content import Answer, Fact, dump
from registry.models import Item


def export_content(session: Session, directory: Path) -> int:
    """Write facts, answers and the other files under `directory`; how many items were written."""
    rows = list(session.scalars(select(Item).where(Item.is_in_force).order_by(Item.kind, Item.position, Item.code)))
    groups: dict[str, list[Fact]] = {}
    for row in rows:
        if row.kind == "fact":
            groups.setdefault(row.group, []).append(Fact.from_dict(row.data, group=row.group))
        elif row.kind == "answer":
            answer = Answer.from_dict(row.data)
            _write(directory / "answers" / row.group / f"{answer.topic}.yaml", dump(answer))
        elif row.kind == "file":
            _write(directory / row.code, row.data["text"])
    for group, facts in groups.items():
        _write(directory / "facts" / f"{group}.yaml", dump(facts))
    return sum(row.kind in ("fact", "answer", "file") for row in rows)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
