"""`python -m registry.content`: check, table, format."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .check import check
from .files import Content, read
from .languages import unknown_words
from .sources import Problem
from .table import table
from .tidy import comments, tidy, untidy

CONTENT = Path(__file__).resolve().parents[2] / "content"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="content", description="Facts and answers: are they sound?")
    parser.add_argument("--dir", type=Path, default=CONTENT, help="content directory")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="every problem with file, line and what to do")
    checking.add_argument("--words", action="store_true", help="list the Sesotho words nobody has vouched for")
    commands.add_parser("table", help="the numbers, as a Markdown table")
    formatting = commands.add_parser("format", help="write facts and answers in their one form")
    formatting.add_argument("--drop-comments", action="store_true", help="even where comments are lost")
    for command in commands.choices.values():
        command.add_argument("--dir", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.command == "format":
        return _format(chosen.dir, drop_comments=chosen.drop_comments)
    content, problems = read(chosen.dir)
    if chosen.command == "table":
        return _report(problems) or _print(table(content))
    if chosen.words:
        return _words(content)
    return _report([*problems, *check(content), *untidy(chosen.dir)])


def _report(problems: list[Problem]) -> int:
    for problem in sorted(set(problems)):
        print(problem)
    errors = sum(not problem.warning for problem in set(problems))
    if problems:
        print(f"{errors} to mend, {len(set(problems)) - errors} warnings", file=sys.stderr)
    return 1 if errors else 0


def _print(text: str) -> int:
    print(text)
    return 0


def _words(content: Content) -> int:
    counts: Counter[tuple[str, str]] = unknown_words(content.answers.values(), content.words)
    for (locale, word), count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        print(f"{count:4}  {locale}  {word}")
    return 0


def _format(directory: Path, *, drop_comments: bool) -> int:
    problems = [] if drop_comments else comments(directory)
    if problems:
        return _report(problems)
    for path in tidy(directory):
        print(f"written: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
