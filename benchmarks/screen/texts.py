"""The texts the net is trained on and measured with, from the files people edit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
DATA: Final = ROOT / "data" / "screen"
NLU: Final = ROOT / "data" / "nlu"
DANGERS: Final = ("tip.help", "tip.child", "gbv.help", "emergency")
LANGUAGES: Final = ("en", "st")

Part = Literal["train", "test"]

# Somebody who asks for a number may be in danger or not; such texts of the training data for topics are left out.
_ASKS_A_NUMBER: Final = re.compile(r"\b(numbers?|[dl]?i?nomoro|line|hotline|letsa kae|dial|shelter)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """One text, what it says (a danger, `stop`, `start` or `none`), and the scene it belongs to.

    `is_topic`: it comes from the training texts of the topics, not from those of the net.
    """

    text: str
    says: str
    language: str
    scene: str
    file: str
    is_topic: bool = False

    @property
    def is_danger(self) -> bool:
        """Whether the net must catch it."""
        return self.says in DANGERS


def written(part: Part) -> list[Text]:
    """The texts of `data/screen/train` or `data/screen/test`."""
    return list(_scenes(DATA / part))


def _scenes(folder: Path) -> Iterator[Text]:
    for language in LANGUAGES:
        for path in sorted((folder / language).glob("*.yml")):
            for scene in yaml.safe_load(path.read_text(encoding="utf-8")):
                name = f"{language} {path.stem} {scene['scene']}"
                for text in scene["texts"].splitlines():
                    yield Text(text, scene["says"], language, name, path.stem)


def topics() -> list[Text]:
    """The training texts of the topics (`data/nlu`), as danger, opt-out, opt-in or neither."""
    return list(_topics())


def _topics() -> Iterator[Text]:
    for language in LANGUAGES:
        for path in sorted((NLU / language).glob("*.yml")):
            stored: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            for entry in stored["nlu"]:
                if "intent" in entry:
                    yield from _examples(entry, language, path.stem)


def _examples(entry: dict[str, str], language: str, file: str) -> Iterator[Text]:
    intent = entry["intent"]
    says = intent if intent in (*DANGERS, "stop", "start") else "none"
    for line in entry["examples"].splitlines():
        text = re.sub(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- "))
        if not (says in DANGERS and _ASKS_A_NUMBER.search(text)):
            yield Text(text, says, language, f"{language} {intent}", file, is_topic=True)
