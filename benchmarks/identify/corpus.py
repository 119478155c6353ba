"""The texts the language models are trained on: this folder's own, and the bot's training utterances."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from sesotho import to_lesotho
from sesotho.features import tokens

ROOT: Final = Path(__file__).resolve().parents[2]
TEXT: Final = Path(__file__).with_name("text")
NONSENSE: Final = "out_of_scope"
SESOTHO: Final = ("st", "tn", "nso")
OTHERS: Final = ("af", "fr", "ny", "pt", "sn", "ss", "sw", "ts", "ve", "xh", "zu")

_ENTITY: Final = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_EXAMPLE: Final = re.compile(r"^\s*-\s+(.*)$", re.MULTILINE)


class Example(NamedTuple):
    """A text, its language and the group that must not straddle training and test."""

    text: str
    language: str
    group: str


def lines(name: str) -> list[str]:
    """The lines of one of this folder's texts."""
    read = (TEXT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in read if line and not line.startswith("#")]


def utterances() -> Iterator[Example]:
    """The bot's training utterances, each grouped by its family of topics; what is out of scope is its own group, since
    keys at random have no language to be right about."""
    for language in ("en", "st"):
        for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            for block in content.get("nlu", []):
                for example in _EXAMPLE.findall(block.get("examples") or ""):
                    group = NONSENSE if block.get("intent") == NONSENSE else path.stem
                    yield Example(_ENTITY.sub(r"\1", example).strip(), language, group)


def own() -> Iterator[Example]:
    """This folder's English and Sesotho."""
    for line in lines("en"):
        yield Example(line, "en", "own")
    for name in SESOTHO:
        for line in lines(name):
            yield Example(line, "st", "own")


def words() -> Iterator[Example]:
    """Single words of both languages."""
    for line in lines("en_words"):
        yield from (Example(word, "en", "words") for word in line.split())
    for line in lines("st_words"):
        yield from (Example(word, "st", "words") for word in line.split())


def foreign() -> Iterator[Example]:
    """Texts of the other languages, and their common words, alone and three in a row."""
    for language in OTHERS:
        yield from (Example(line, language, "own") for line in lines(language))
    for line in lines("foreign_words"):
        language, *common = line.split()
        yield from (Example(word, language, "words") for word in common)
        yield from (
            Example(" ".join(common[start : start + 3]), language, "words") for start in range(0, len(common), 3)
        )


def widened(examples: list[Example], seed: int) -> list[Example]:
    """The examples, and what people make of them: Lesotho spelling, no caron, no vowels, short pieces."""
    dice = random.Random(seed)
    english = {word for line in lines("en_words") for word in line.split()}
    wide = list(examples)
    for example in examples:
        spelled = to_lesotho(example.text) if example.language == "st" else example.text
        if spelled != example.text:
            wide.append(example._replace(text=spelled))
        if "š" in spelled:
            wide.append(example._replace(text=spelled.replace("š", dice.choice(["s", "s'", "sh"]))))
        written = tokens(spelled)
        if len(written) > 2 and dice.random() < 0.15:
            wide.append(example._replace(text=" ".join(map(_without_vowels, written))))
        pieces = 1 if len(written) > 3 else 0
        for _ in range(pieces):
            size = dice.choice((1, 2, 3))
            start = dice.randrange(len(written) - size + 1)
            piece = written[start : start + size]
            if example.language != "st" or english.isdisjoint(piece):
                wide.append(example._replace(text=" ".join(piece)))
    return wide


def _without_vowels(word: str) -> str:
    return word[0] + re.sub("[aeiou]", "", word[1:]) if len(word) > 3 else word
