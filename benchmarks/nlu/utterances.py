"""The texts that are measured: our own training data, and the public tests that stand beside the project."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from sesotho import spelling_of

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = Path(os.environ.get("THUSO_BENCHMARKS") or ROOT.parent / "shared" / "benchmarks")
SHORT, LONG = 3, 20  # words: at most, at least
STYLES = ("plain", "short", "long", "shorthand", "mixed")

_SHORTHAND = {
    "en": frozenset(
        """4 2 b4 bt cn cnt d da dat dis dnt gd gt gv hav hv hw hwmuch im knw lyk md msg nd nid nw ny oky ppl pls plz r
        shd sm tel thx tnx txt u ur v w8 wat wats wen wer whr wht wid wil wit wrk y yr""".split()
    ),
    "st": frozenset("4 pls plz thx tnx hw jwl kgt bkae kpa thsa nthse ptso".split()),
}
_BARE = re.compile(r"(?<![a-z])(?!lsp|vfs|sms|rsvp|tv|psspf|mwpf|ccma|dha|kzn)[bcdfghjklmnpqrstvwxz]{3,}(?![a-z])")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NoPublicTests(Exception):
    """One line: which file is not there."""


@dataclass(frozen=True)
class Utterance:
    """One labelled text."""

    text: str
    intent: str
    language: str
    family: str = ""
    styles: frozenset[str] = frozenset()

    @property
    def spelling(self) -> str:
        """`en`, or how a Sesotho text is spelled: `ls`, `za`, `either` where the two agree."""
        return "en" if self.language == "en" else spelling_of(self.text) or "either"


def own(root: Path = ROOT / "data" / "nlu") -> list[Utterance]:
    """The training data of the product, each text of an intent once."""
    found: dict[tuple[str, str], Utterance] = {}
    for path in sorted(root.glob("*/*.yml")):
        language, family = path.parent.name, path.stem
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER).get("nlu") or []:
            for line in str(block.get("examples", "")).splitlines() if "intent" in block else []:
                text = line.strip().removeprefix("- ").strip()
                if text:
                    found.setdefault((text, block["intent"]), Utterance(text, block["intent"], language, family))
    return _styled(list(found.values()))


def _styled(utterances: list[Utterance]) -> list[Utterance]:
    english = _only_english(utterances)
    return [replace(each, styles=frozenset(_styles(each, english))) for each in utterances]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _only_english(utterances: list[Utterance]) -> frozenset[str]:
    """Words common in the English half and rare in the other; loans such as *permit* are at home in both."""
    counts = {"en": Counter[str](), "st": Counter[str]()}
    for each in utterances:
        counts[each.language].update(set(_words(each.text)))
    return frozenset(word for word, count in counts["en"].items() if count >= 5 and count >= 4 * counts["st"][word])


def _styles(each: Utterance, english: frozenset[str]) -> Iterable[str]:
    """By rule: at most three words, at least twenty, words of text messages or without vowels, Sesotho with two English
    words or more; plain is what is none of these."""
    words = _words(each.text)
    found = [
        ("short", len(words) <= SHORT),
        ("long", len(words) >= LONG),
        ("shorthand", bool(_SHORTHAND[each.language] & set(words) or _BARE.search(each.text))),
        ("mixed", each.language == "st" and sum(word in english for word in words) >= 2),
    ]
    return [style for style, holds in found if holds] or ["plain"]


def injongo() -> tuple[list[Utterance], list[Utterance]]:
    """Injongo Sesotho: the part to draw training texts from, and the official test."""
    rows = _rows("injongo_sot.tsv")
    parts: dict[bool, list[Utterance]] = {False: [], True: []}
    for row in rows:
        parts[row["official_split"] == "test"].append(Utterance(row["text"], row["intent"], "st"))
    return parts[False], parts[True]


def clinc() -> dict[str, list[Utterance]]:
    """CLINC's English for the same intents, by its own splits; intent `oos` is out of scope."""
    parts: dict[str, list[Utterance]] = {}
    for row in _rows("clinc40_en.tsv"):
        parts.setdefault(row["split"], []).append(Utterance(row["text"], row["intent"], "en"))
    return parts


def _rows(name: str) -> list[dict[str, str]]:
    path = PUBLIC / name
    if not path.exists():
        raise NoPublicTests(f"{path} is not there: set THUSO_BENCHMARKS to the directory that holds {name}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
