"""Content files as plain data that remembers the line of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

import yaml

from .reading import Malformed, Path, Step

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same, slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in the content: where, what, and what to do. A warning does not fail the check."""

    file: str
    line: int
    what: str
    todo: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'warning: ' if self.warning else ''}{self.what}. {self.todo}."


class ContentError(Exception):
    """The content cannot be used. `problems` has one for each thing to mend."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item came from: its file, and the line of each thing inside it."""

    file: str
    lines: dict[Path, int]

    def line(self, path: Path = ()) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def inside(self, *steps: Step) -> Origin:
        """The origin of a thing inside this one."""
        size = len(steps)
        return Origin(self.file, {path[size:]: line for path, line in self.lines.items() if path[:size] == steps})

    def each(self, size: int) -> list[Origin]:
        """The origins of the first `size` things in a list, in one pass."""
        lines: list[dict[Path, int]] = [{} for _ in range(size)]
        for path, line in self.lines.items():
            if path and isinstance(path[0], int):
                lines[path[0]][path[1:]] = line
        return [Origin(self.file, each) for each in lines]

    def problem(self, what: str, todo: str, path: Path = (), *, warning: bool = False) -> Problem:
        return Problem(self.file, self.line(path), what, todo, warning)

    def malformed(self, error: Malformed) -> Problem:
        what, _, todo = error.message.rpartition(": ")
        return self.problem(what or error.message, (todo if what else "mend it").capitalize(), error.path)


def read_yaml(path: FilePath, shown: str) -> tuple[object, Origin]:
    """The plain data of a YAML file and its origin. Raises ContentError."""
    loader = Loader(path.read_bytes())
    try:
        node = loader.get_single_node()
        origin = Origin(shown, dict(_lines(node)) if node else {})
        _refuse_duplicates(node, shown)
        return (loader.construct_document(node) if node else None), origin
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = Problem(shown, line, f"not YAML ({error.problem})", "Mend indents and quotes near this line")
        raise ContentError([problem]) from error
    except (yaml.YAMLError, ValueError, UnicodeDecodeError) as error:
        raise ContentError([Problem(shown, 1, f"not readable ({error})", "Save it as UTF-8 YAML")]) from error
    finally:
        loader.dispose()


def _lines(node: yaml.Node, path: Path = ()) -> Iterator[tuple[Path, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            step = (*path, str(key.value))
            yield from _lines(value, step)
            yield step, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            yield from _lines(value, (*path, n))


def _refuse_duplicates(node: yaml.Node | None, shown: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                line = key.start_mark.line + 1
                raise ContentError([Problem(shown, line, f"`{key.value}` stands here twice", "Keep one")])
            seen.add(str(key.value))
            _refuse_duplicates(value, shown)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_duplicates(value, shown)
