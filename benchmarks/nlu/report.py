"""The evaluation as a page that a clerk can read, and as JSON."""

from __future__ import annotations

import html
import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nlu.models import confidence
from benchmarks.nlu.own import NONSENSE, Measured, doubts
from benchmarks.nlu.scores import Bin, Scores, calibration, scores
from benchmarks.nlu.tables import slices, threshold

WORST, EXAMPLES = 25, 3
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
KINDS = {
    "all": "Everything",
    "language": "By language",
    "spelling": "By spelling (Sesotho)",
    "style": "By style",
    "family": "By family of topics",
}
NAMES = {
    "all": "all messages", "en": "English", "st": "Sesotho", "ls": "Lesotho spelling", "za": "South African spelling",
    "either": "the same in both spellings", "plain": "plain", "short": "short (three words at most)",
    "long": "long (twenty words and more)", "shorthand": "text-message shorthand",
    "mixed": "Sesotho with English words",
}  # fmt: skip


def contents(measured: Measured) -> dict[str, Any]:
    """Everything the page says, as plain values: shares from 0 to 1."""
    limit = threshold()
    sure = confidence(measured.labels, measured.chances) >= limit
    parts = [
        {"kind": kind, "name": name, **asdict(scores(measured.chances, measured.truth, sure, members))}
        for kind, name, members in slices(measured)
    ]
    sesotho = measured.where(lambda each: each.language == "st")
    respelled_sure = confidence(measured.labels, measured.respelled) >= limit
    respelled: Scores = scores(measured.respelled, measured.truth, respelled_sure, sesotho)
    error, bins = calibration(measured.chances, measured.truth)
    return {
        "made": date.today().isoformat(),
        "utterances": len(measured.utterances),
        "intents": len(measured.labels),
        "folds": len(set(measured.folds.tolist())),
        "threshold": limit,
        "parts": parts,
        "respelled": asdict(respelled),
        "confusions": confusions(measured),
        "calibration": {"error": error, "bins": [asdict(each) for each in bins]},
        "doubt": [asdict(each) for each in doubts(measured, THRESHOLDS)],
        "wrongly_answered": _wrongly_answered(measured, sure),
        "milliseconds": {
            "median": float(np.median(measured.milliseconds)),
            "p95": float(np.quantile(measured.milliseconds, 0.95)),
        },
        "training_seconds": measured.training_seconds,
        "temperature": measured.temperature,
    }


def _wrongly_answered(measured: Measured, sure: Any) -> float:
    """The share of good messages that get a wrong answer without being asked back."""
    guessed = measured.chances.argmax(axis=1)
    wrong = sure & (guessed != measured.truth) & (guessed != measured.labels.index(NONSENSE))
    return float(wrong[~measured.nonsense].mean())


def confusions(measured: Measured) -> list[dict[str, Any]]:
    """The pairs of topics most often taken for one another, with messages that were."""
    guessed = measured.chances.argmax(axis=1)
    wrong = np.flatnonzero(guessed != measured.truth)
    pairs = Counter((int(measured.truth[at]), int(guessed[at])) for at in wrong)
    found = []
    for (truth, guess), count in pairs.most_common(WORST):
        at = [each for each in wrong if (measured.truth[each], guessed[each]) == (truth, guess)]
        found.append({
            "meant": measured.labels[truth],
            "taken_for": measured.labels[guess],
            "count": count,
            "examples": [measured.utterances[each].text for each in at[:EXAMPLES]],
        })  # fmt: skip
    return found


def write(told: dict[str, Any], directory: Path) -> Path:
    """`report.json` and `report.html`; the page."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "report.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page = directory / "report.html"
    page.write_text(_page(told), encoding="utf-8")
    return page


def _page(told: dict[str, Any]) -> str:
    whole = told["parts"][0]
    bins = [Bin(**each) for each in told["calibration"]["bins"]]
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>How well people are understood</title><style>{_STYLE}</style></head><body>
<h1>How well people are understood</h1>
<p>{told["made"]}. {told["utterances"]:,} messages of {told["intents"]} topics, each read by a model that had seen
neither it nor anything much like it ({told["folds"]} parts, each held out in turn; near-copies and translations are
held out together). People's everyday questions resemble known ones more than these do.</p>
<p class="big">{_percent(whole["first"])} right at once · {_percent(whole["three"])} among the three likeliest ·
{_percent(1 - whole["covered"])} get a menu · {_percent(told["wrongly_answered"])} answered wrongly without being asked
back · {told["milliseconds"]["median"]:.1f} ms a message</p>
{"".join(_table(kind, told) for kind in KINDS)}
<p>Sesotho respelled to Lesotho by rule: {_percent(told["respelled"]["first"])} right at once.</p>
<h2>Doubt</h2><p>A message whose chance is below the threshold gets a menu of the likeliest topics. In use:
{told["threshold"]}. Nonsense is refused when it gets a menu or is taken for out of scope.</p>{_doubt(told)}
<h2>Is a chance of 70 % right seven times in ten?</h2><p>On average the chance is off by
{100 * told["calibration"]["error"]:.1f} points. Dots on the line are honest; larger dots are more messages.</p>
{_plot(bins)}
<h2>Most often confused</h2>{_confused(told)}
<h2>Cost</h2><p>{told["milliseconds"]["median"]:.2f} ms a message (median), {told["milliseconds"]["p95"]:.2f} ms
(95 of 100), {told["training_seconds"]:.0f} s of one core to train.</p>
<h2>What the words mean</h2><p>Right: the first topic is the one meant. Balanced (macro-F1): every topic counts alike.
Covered: sure enough to answer at once; right when covered: of these. Short: three words at most. Long: twenty and more.
Shorthand: words of text messages, or without vowels. Sesotho with English words: two or more that are only English.
Plain: none of these.</p></body></html>
"""


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _row(cells: list[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _head(words: str) -> str:
    return "<tr>" + "".join(f'<th scope="col">{word}</th>' for word in words.split("|")) + "</tr>"


def _table(kind: str, told: dict[str, Any]) -> str:
    shares = ("first", "three", "macro_f1", "covered", "right_when_covered")
    rows = [
        _row([html.escape(NAMES.get(each["name"], each["name"])), f"{each['count']:,}",
              *(_percent(each[share]) for share in shares)])
        for each in told["parts"]
        if each["kind"] == kind
    ]  # fmt: skip
    head = _head("Messages|How many|Right|Among three|Balanced|Covered|Right when covered")
    return f"<h2>{KINDS[kind]}</h2><table>{head}{''.join(rows)}</table>"


def _doubt(told: dict[str, Any]) -> str:
    kinds = list(told["doubt"][0]["refused"])
    rows = [
        _row(
            [
                f"{each['threshold']:.2f}",
                _percent(each["to_menu"]),
                *(_percent(each["refused"][kind]) for kind in kinds),
            ]
        )
        for each in told["doubt"]
    ]
    head = _head(
        "|".join(["Threshold", "Good messages to a menu", *(f"Refused: {html.escape(kind)}" for kind in kinds)])
    )
    return f"<table>{head}{''.join(rows)}</table>"


def _confused(told: dict[str, Any]) -> str:
    rows = [
        _row([each["meant"], each["taken_for"], str(each["count"]), "<br>".join(map(html.escape, each["examples"]))])
        for each in told["confusions"]
    ]
    return f"<table>{_head('Meant|Taken for|Times|For example')}{''.join(rows)}</table>"


def _plot(bins: list[Bin]) -> str:
    """Chance said against share right, in a square of 300."""
    most = max(each.count for each in bins)
    dots = "".join(
        f'<circle cx="{40 + 260 * each.said:.0f}" cy="{270 - 260 * each.right:.0f}" '
        f'r="{3 + 7 * (each.count / most) ** 0.5:.1f}">'
        f"<title>said {_percent(each.said)}, right {_percent(each.right)}, {each.count} messages</title></circle>"
        for each in bins
    )
    return (
        '<svg role="img" aria-label="Chance said against share right" viewBox="0 0 320 310" width="320" height="310">'
        '<path d="M40 10V270H300" fill="none" stroke="#555"/>'
        '<path d="M40 270L300 10" stroke="#999" stroke-dasharray="4"/>'
        f'<g fill="#1b5e9e" fill-opacity=".75">{dots}</g><g font-size="12" fill="#222">'
        '<text x="36" y="285">0</text><text x="275" y="285">100 %</text><text x="110" y="302">chance said</text>'
        '<text x="2" y="20">100 %</text><text x="2" y="150">right</text></g></svg>'
    )


_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-size:.92rem}
th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ccc;vertical-align:top}.big{font-size:1.2rem}"""
