"""Content directories: reading all of them, with the file and line of every item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import ParamSpec, TypeVar

from .answers import Answer
from .facts import Fact
from .places import Forum, Mission, Place, Town
from .reading import Malformed, items, mapping, string
from .sources import ContentError, Origin, Problem, read_yaml
from .topics import Topic

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Words:
    """What Sesotho texts may use, in small letters.

    `attested`: words found in dictionaries and other people's texts. `judged`: forms of such words (tense, passive,
    place, plural) and borrowed words that a writer judged right. `accepted`: names and foreign words that people
    use, each with the reason; a name may have several words ("home affairs").
    """

    attested: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()
    accepted: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sesotho(self) -> frozenset[str]:
        return self.attested | self.judged

    def without_accepted(self, text: str) -> str:
        """The text with every accepted word and name taken out of it."""
        return self._accepted.sub(" 0 ", text) if self.accepted else text

    @cached_property
    def _accepted(self) -> re.Pattern[str]:
        longest_first = sorted(self.accepted, key=lambda name: (-len(name), name))
        names = "|".join(re.escape(name) for name in longest_first)
        return re.compile(rf"(?<![\w'-])(?:{names})(?![\w'-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in a content directory. `origins` knows where each item stands, by (what, its name)."""

    topics: Mapping[str, Topic]
    facts: Mapping[str, Fact]
    answers: Mapping[str, Answer]
    missions: tuple[Mission, ...] = ()
    towns: tuple[Town, ...] = ()
    places: tuple[Place, ...] = ()
    forums: tuple[Forum, ...] = ()
    words: Words = field(default_factory=Words)
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict, repr=False, compare=False)

    def origin(self, what: str, name: str) -> Origin:
        return self.origins.get((what, name), Origin("(not from a file)", {}))


def load(directory: Path) -> Content:
    """Reads a content directory. Raises ContentError naming file, line and what to do for each problem."""
    content, problems = read(directory)
    if problems:
        raise ContentError(problems)
    return content


def read(directory: Path) -> tuple[Content, list[Problem]]:
    """Reads what can be read, with the problems met on the way."""
    reading = _Reading(directory)
    towns = reading.listed("towns.yaml", "town", Town.from_dict, lambda town: f"{town.name}, {town.country}")
    content = Content(
        topics=reading.topics(),
        facts=reading.facts(),
        answers=reading.answers(),
        missions=reading.listed("missions.yaml", "mission", Mission.from_dict, lambda mission: mission.id),
        towns=towns,
        places=reading.listed("places.yaml", "place", Place.from_dict, lambda place: place.id),
        forums=reading.listed("forums.yaml", "forum", Forum.from_dict, lambda forum: forum.id),
        words=reading.words(towns),
        origins=reading.origins,
    )
    return content, sorted(reading.problems)


class _Reading:
    """One pass over a directory, gathering problems instead of stopping at the first."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.origins: dict[tuple[str, str], Origin] = {}
        if not (directory / "topics.yaml").is_file():
            todo = "Name the content directory with --dir"
            self.problems.append(Problem(shown(directory / "topics.yaml"), 1, "no such file", todo))

    def topics(self) -> dict[str, Topic]:
        found: dict[str, Topic] = {}
        for _, data, origin in self._files("topics.yaml"):
            for family, codes in (self._guard(origin, mapping, data) or {}).items():
                inside = origin.inside(family)
                for code, plain in (self._guard(inside, mapping, codes) or {}).items():
                    here = inside.inside(code)
                    topic = self._guard(here, Topic.from_dict, code, plain, family=family)
                    self._keep(found, "topic", code, topic, here)
        return found

    def facts(self) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        for path, data, origin in self._files("facts/*.yaml"):
            for plain, here in self._items(data, origin):
                fact = self._guard(here, Fact.from_dict, plain, group=path.stem)
                if fact is not None:
                    self._keep(found, "fact", fact.id, fact, here)
        return found

    def answers(self) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        for path, data, origin in self._files("answers/*/*.yaml"):
            answer = self._guard(origin, Answer.from_dict, data)
            if answer is None:
                continue
            if path.stem != answer.topic:
                todo = f"Name the file {answer.topic}.yaml"
                self.problems.append(origin.problem(f"the topic is {answer.topic}", todo, ("topic",)))
            self._keep(found, "answer", answer.topic, answer, origin)
        return found

    def listed(self, name: str, what: str, make: Callable[[object], T], named: Callable[[T], str]) -> tuple[T, ...]:
        found: dict[str, T] = {}
        for _, data, origin in self._files(name):
            for plain, here in self._items(data, origin):
                one = self._guard(here, make, plain)
                if one is not None:
                    self._keep(found, what, named(one), one, here)
        return tuple(found.values())

    def words(self, towns: tuple[Town, ...]) -> Words:
        accepted: dict[str, str] = {}
        for _, data, origin in self._files("words/accepted_st.yaml"):
            for word, reason in (self._guard(origin, mapping, data) or {}).items():
                read = self._guard(origin, string, reason, (word,))
                self._keep(accepted, "word", word.lower(), read, origin.inside(word))
        names = {name.lower(): "the name of a town" for town in towns for name in (town.name, town.region)}
        return Words(self._listed_words("attested_st.txt"), self._listed_words("judged_st.txt"), {**names, **accepted})

    def _listed_words(self, name: str) -> frozenset[str]:
        path = self.directory / "words" / name
        return frozenset(path.read_text("utf-8").split()) if path.is_file() else frozenset()

    def _files(self, pattern: str) -> Iterator[tuple[Path, object, Origin]]:
        for path in sorted(self.directory.glob(pattern)):
            try:
                data, origin = read_yaml(path, shown(path))
            except ContentError as error:
                self.problems += error.problems
                continue
            yield path, data, origin

    def _items(self, data: object, origin: Origin) -> list[tuple[object, Origin]]:
        plain = [] if data is None else self._guard(origin, items, data) or []
        return list(zip(plain, origin.each(len(plain)), strict=True))

    def _guard(self, origin: Origin, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return make(*args, **kwargs)
        except Malformed as error:
            self.problems.append(origin.malformed(error))
            return None

    def _keep(self, found: dict[str, T], what: str, name: str, one: T | None, origin: Origin) -> None:
        if one is None:
            return
        if name in found:
            first = self.origins[what, name]
            todo = f"Keep one: the other is {first.file}:{first.line()}"
            self.problems.append(origin.problem(f"the {what} `{name}` is here a second time", todo))
            return
        found[name] = one
        self.origins[what, name] = origin


def shown(path: Path) -> str:
    """A path as people read it: from where they stand, when it is below that."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
