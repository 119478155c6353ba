"""What the net catches, what it fires at for nothing, and how long it takes: on texts it was not trained on."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.screen.texts import DANGERS, LANGUAGES, Text
from gateway.screen import Screened, screen
from sesotho import spelling_of

RESULTS: Final = Path(__file__).with_name("results")
LONGEST: Final = 320
TIMES: Final = 5
_SLIPS: Final = "abdeghiklmnorstu"

Row = tuple[str, str, str]


@dataclass(frozen=True)
class Answered:
    """A text and what the net says of it."""

    text: Text
    screened: Screened


def answered(texts: Iterable[Text], disguise: Callable[[str], str] = str) -> list[Answered]:
    """Ask the net."""
    return [Answered(text, screen(disguise(text.text))) for text in texts]


def share(found: Sequence[Answered], is_so: Callable[[Answered], bool]) -> float:
    """The share, between 0 and 1, for which something is so; 0 of nothing."""
    return sum(map(is_so, found)) / len(found) if found else 0.0


def has_danger(one: Answered) -> bool:
    """Whether the net raised the alarm."""
    return one.screened.danger is not None


def has_optout(one: Answered) -> bool:
    """Whether the net heard "stop"."""
    return one.screened.optout is not None


def is_named(one: Answered) -> bool:
    """Whether the danger is the one that the text says."""
    return one.screened.danger == one.text.says


def figures(texts: Sequence[Text]) -> dict[str, Any]:
    """Everything that is counted, by language."""
    return {language: _figures([text for text in texts if text.language == language]) for language in LANGUAGES}


def _figures(texts: Sequence[Text]) -> dict[str, Any]:
    found = answered(texts)
    cries = [one for one in found if one.text.is_danger]
    ordinary = [one for one in found if one.text.says == "none"]
    stops = [one for one in found if one.text.says == "stop"]
    others = [one for one in found if one.text.says not in ("stop", "start")]
    starts = [one for one in found if one.text.says == "start"]
    caught = [one for one in cries if has_danger(one)]
    slipped = answered([one.text for one in cries], slip)
    return {
        "danger": {
            "texts": len(cries),
            "recall": share(cries, has_danger),
            "recall_with_slips": share(slipped, has_danger),
            "recall_by_danger": {
                kind: share([one for one in cries if one.text.says == kind], has_danger) for kind in DANGERS
            },
            "recall_by_spelling": _by_spelling(cries),
            "named_right": share(caught, is_named),
            "ordinary": len(ordinary),
            "false_alarms": share(ordinary, has_danger),
        },
        "optout": {
            "texts": len(stops),
            "recall": share(stops, has_optout),
            "others": len(others),
            "false": share(others, has_optout),
            "neighbours": len(_neighbours(others)),
            "false_of_neighbours": share(_neighbours(others), has_optout),
            "starts": len(starts),
            "start_recall": share(starts, lambda one: one.screened.optin),
            "start_false": share([one for one in found if one.text.says != "start"], lambda one: one.screened.optin),
        },
    }


def _neighbours(found: Sequence[Answered]) -> list[Answered]:
    return [one for one in found if one.text.file.startswith("optout")]


def _by_spelling(cries: Sequence[Answered]) -> dict[str, float]:
    spelled: dict[str, list[Answered]] = {}
    for one in cries:
        if one.text.language == "st":
            spelled.setdefault(spelling_of(one.text.text) or "either", []).append(one)
    return {spelling: share(found, has_danger) for spelling, found in sorted(spelled.items())}


def slip(text: str) -> str:
    """The text with one slip of a finger in a longer word, always the same one: a letter lost, changed or doubled."""
    random = Random(text)
    words = text.split(" ")
    longer = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if longer:
        place = random.choice(longer)
        word, at = words[place], random.randrange(1, len(words[place]) - 1)
        words[place] = word[:at] + random.choice(["", random.choice(_SLIPS), word[at] * 2]) + word[at + 1 :]
    return " ".join(words)


def latency(texts: Sequence[Text]) -> dict[str, float]:
    """Milliseconds for one text of at most 320 characters: the texts as they are, and joined to the full length.

    The time on the processor, best of five, so that other work on the machine does not count.
    """
    short = [text.text for text in texts if len(text.text) <= LONGEST]
    full = [" ".join(short[at : at + 12])[:LONGEST] for at in range(0, len(short) - 12, 12)]
    return {
        f"{name}_{at}": round(1_000 * sorted(map(_seconds, some))[int(len(some) * part)], 3)
        for name, some in (("texts", short), ("full_length", full))
        for at, part in (("p50", 0.5), ("p99", 0.99))
    }


def _seconds(text: str) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.thread_time()
        screen(text)
        taken.append(time.thread_time() - start)
    return min(taken)


def rows(figures: dict[str, Any], latency: dict[str, float], unseen: dict[str, Any]) -> list[Row]:
    """The table: what, of how many, how much."""
    found: list[Row] = []
    for language in LANGUAGES:
        danger, optout = figures[language]["danger"], figures[language]["optout"]
        count = str(danger["texts"])
        found += [
            (f"{language}: danger caught", count, _percent(danger["recall"])),
            *((f"{language}: {kind} caught", "", _percent(one)) for kind, one in danger["recall_by_danger"].items()),
            *(
                (f"{language}: spelling {name}", "", _percent(one))
                for name, one in danger["recall_by_spelling"].items()
            ),
            (f"{language}: caught with one slip in each text", count, _percent(danger["recall_with_slips"])),
            (f"{language}: danger named right", "", _percent(danger["named_right"])),
            (f"{language}: false alarms", str(danger["ordinary"]), _percent(danger["false_alarms"])),
            (f"{language}: false alarms, topics, unseen", "", _percent(unseen[language]["topics_false_alarms"])),
            (f"{language}: opt-out heard", str(optout["texts"]), _percent(optout["recall"])),
            (f"{language}: opt-out wrongly heard", str(optout["others"]), _percent(optout["false"])),
            (f"{language}: of its neighbours", str(optout["neighbours"]), _percent(optout["false_of_neighbours"])),
            (f"{language}: START heard", str(optout["starts"]), _percent(optout["start_recall"])),
            (f"{language}: START wrongly heard", "", _percent(optout["start_false"])),
        ]
    found += [(f"latency {name}", "", f"{one:.3f} ms") for name, one in latency.items()]
    return found


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %"


def page(table: Sequence[Row]) -> str:
    """The table as a page."""
    lines = "\n".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>The safety net, measured</title>\n'
        "<h1>The safety net, measured</h1>\n<table>\n<tr><th>What</th><th>Texts</th><th>Share</th></tr>\n"
        f"{lines}\n</table></html>\n"
    )


def write(result: dict[str, Any], table: Sequence[Row]) -> None:
    """Write `results/screen.json` and `results/screen.html`."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "screen.json").write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (RESULTS / "screen.html").write_text(page(table), encoding="utf-8")
