"""The texts the net is trained on and measured with, from the files people edit."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import yaml

from gateway.screen.patterns import FILE

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT / "data" / "screen"
NLU: Final = ROOT / "data" / "nlu"
DANGERS: Final = ("tip.help", "tip.child", "gbv.help", "emergency")
LANGUAGES: Final = ("en", "st")

Part = Literal["train", "test"]

_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]|<(\w+)>")
_EACH_FRAME: Final = 12


@dataclass(frozen=True)
class Text:
    """One text, what it says (a danger, `stop`, `start` or `none`), and the scene it belongs to.

    `is_topic`: it comes from the training texts of the topics, not from those of the net. `is_made`: it was made from
    a frame, so that it is one of many alike and nothing to measure with.
    """

    text: str
    says: str
    language: str
    scene: str
    file: str
    is_topic: bool = False
    is_made: bool = False

    @property
    def is_danger(self) -> bool:
        """Whether the net must catch it."""
        return self.says in DANGERS


def written(part: Part) -> list[Text]:
    """The texts of `data/screen/train` or `data/screen/test`, frames filled in."""
    return list(dict.fromkeys(_scenes(DATA / part)))


def _scenes(folder: Path) -> Iterator[Text]:
    for language in LANGUAGES:
        for path in sorted((folder / language).glob("*.yml")):
            for scene in yaml.safe_load(path.read_text(encoding="utf-8")):
                name = f"{language} {path.stem} {scene['scene']}"
                for line in scene["texts"].splitlines():
                    is_made = _CHOICE.search(line) is not None
                    for text in made(line, language) if is_made else [line]:
                        yield Text(text, scene["says"], language, name, path.stem, is_made=is_made)


def made(frame: str, language: str) -> list[str]:
    """Different texts that a frame stands for: always the same few, however many there are.

    `[one|other]` stands for each of these, which may be empty, `<kin>` for each of a list of `data/screen/lists.yml`.
    """
    lists = _lists()[language]
    random = Random(frame)

    def chosen(found: re.Match[str]) -> str:
        choices: list[str] = found[1].split("|") if found[2] is None else lists[found[2]]
        return random.choice(choices)

    texts: dict[str, None] = {}
    for _ in range(2 * _EACH_FRAME):
        text = frame
        while _CHOICE.search(text):
            text = _CHOICE.sub(chosen, text)
        texts[re.sub(r"\s+", " ", text).replace(" ,", ",").strip()] = None
    return list(texts)[:_EACH_FRAME]


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    stored: dict[str, dict[str, list[str]]] = yaml.safe_load((DATA / "lists.yml").read_text(encoding="utf-8"))
    return stored


def topics() -> list[Text]:
    """The training texts of the topics (`data/nlu`), as danger, opt-out, opt-in or neither."""
    return list(dict.fromkeys(_topics()))


def _topics() -> Iterator[Text]:
    for language in LANGUAGES:
        for path in sorted((NLU / language).glob("*.yml")):
            stored: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            for entry in stored["nlu"]:
                if "intent" in entry:
                    yield from _examples(entry, language, path.stem)


def _examples(entry: dict[str, str], language: str, file: str) -> Iterator[Text]:
    intent = entry["intent"]
    for line in entry["examples"].splitlines():
        text = re.sub(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- "))
        yield Text(text, _says(intent), language, f"{language} {intent}", file, is_topic=True)


def _says(intent: str) -> str:
    return intent if intent in (*DANGERS, "stop", "start") else "none"


def fingerprint() -> str:
    """What the weights were learned from: the words, the patterns and the texts, as one short number."""
    digest = hashlib.sha256()
    for path in (*sorted(FILE.parent.glob("*.txt")), *sorted(DATA.glob("train/*/*.yml")), DATA / "lists.yml"):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
