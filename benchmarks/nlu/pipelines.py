"""Pipelines of Rasa side by side: ours as config.yml has it, Rasa's logistic regression, Rasa's default (DIET).

Each is trained by Rasa itself on the same utterances and measured on the same held-out groups, one after another on the
same machine; training and parsing each in a process of its own, so that time and memory are theirs alone.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.nlu.own import held_out
from benchmarks.nlu.utterances import ROOT, Utterance, own
from bot.grouping import groups_of

SEED, PARSED = 1, 1000
STOCK = ROOT / ".venv-bot-stock" / "bin" / "python"

_COUNTS = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]


@dataclass(frozen=True)
class Pipeline:
    """A pipeline of Rasa, whether it needs TensorFlow, and the share of the training groups it learns from."""

    name: str
    parts: list[dict[str, Any]]
    needs_stock: bool
    share: float


@dataclass(frozen=True)
class Found:
    """What one pipeline did. Shares from 0 to 1, seconds, megabytes, milliseconds."""

    trained_on: int
    first: float
    three: float
    seconds: float
    training_megabytes: float
    parsing_megabytes: float
    median: float
    p95: float


def pipelines(share: float, epochs: int) -> Iterator[Pipeline]:
    """All three on a share of the data, then those that need no TensorFlow on all of it."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    regression = [*_COUNTS, {"name": "LogisticRegressionClassifier", "max_iter": 300}]
    diet = [*_COUNTS, {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True}]
    yield Pipeline("ours", config, False, share)
    yield Pipeline(f"Rasa's default, DIET, {epochs} epochs", diet, True, share)
    yield Pipeline("Rasa's logistic regression", regression, False, share)
    if share < 1:
        yield Pipeline("ours", config, False, 1.0)
        yield Pipeline("Rasa's logistic regression", regression, False, 1.0)


def run(share: float, epochs: int) -> None:
    """Train, measure and print a line each; what needs TensorFlow is left out where that is not installed."""
    utterances = own()
    fold = held_out(utterances)
    seen = [utterances[at] for at in np.flatnonzero(fold != 0)]
    unseen = [utterances[at] for at in np.flatnonzero(fold == 0)]
    unseen = random.Random(SEED).sample(unseen, min(PARSED, len(unseen)))
    print(f"{len(unseen)} held-out utterances; trained by Rasa, one after another, on this machine")
    print(f"{'':38}{'texts':>7}{'first':>7}{'three':>7}{'train s':>9}{'MB':>6}{'parse MB':>10}{'ms p50':>8}{'p95':>7}")
    for pipeline in pipelines(share, epochs):
        if pipeline.needs_stock and not STOCK.exists():
            print(f"{pipeline.name:38}not measured: needs TensorFlow (THUSO_STOCK_RASA=1 ./thuso up sets it up)")
            continue
        _print(pipeline, _measured(pipeline, _part(seen, pipeline.share), unseen))


def _print(pipeline: Pipeline, found: Found) -> None:
    print(
        f"{pipeline.name:38}{found.trained_on:7}{100 * found.first:7.1f}{100 * found.three:7.1f}{found.seconds:9.0f}"
        f"{found.training_megabytes:6.0f}{found.parsing_megabytes:10.0f}{found.median:8.2f}{found.p95:7.2f}",
        flush=True,
    )


def _part(utterances: Sequence[Utterance], share: float) -> list[Utterance]:
    """A share of the groups, whole."""
    groups = groups_of([each.text for each in utterances], [each.intent for each in utterances])
    names = sorted(set(groups.tolist()))
    kept = set(random.Random(SEED).sample(names, round(share * len(names))))
    return [each for each, group in zip(utterances, groups, strict=True) if group in kept]


def _measured(pipeline: Pipeline, seen: list[Utterance], unseen: list[Utterance]) -> Found:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        config = {"recipe": "default.v1", "language": "en", "assistant_id": "bench", "pipeline": pipeline.parts}
        (scratch / "config.yml").write_text(yaml.safe_dump({**config, "policies": []}), encoding="utf-8")
        (scratch / "nlu.yml").write_text(_training_file(seen), encoding="utf-8")
        (scratch / "texts.json").write_text(json.dumps([each.text for each in unseen]), encoding="utf-8")
        trained = _step("train", scratch, pipeline.needs_stock)
        parsed = _step("parse", scratch, pipeline.needs_stock)
    pairs = list(zip(parsed["rankings"], (each.intent for each in unseen), strict=True))
    return Found(
        len(seen),
        sum(truth in ranking[:1] for ranking, truth in pairs) / len(pairs),
        sum(truth in ranking[:3] for ranking, truth in pairs) / len(pairs),
        trained["seconds"],
        trained["megabytes"],
        parsed["megabytes"],
        float(np.median(parsed["milliseconds"])),
        float(np.quantile(parsed["milliseconds"], 0.95)),
    )


def _training_file(utterances: list[Utterance]) -> str:
    blocks = ['version: "3.1"', "nlu:"]
    for intent in sorted({each.intent for each in utterances}):
        blocks += [f"- intent: {intent}", "  examples: |"]
        blocks += [f"    - {each.text}" for each in utterances if each.intent == intent]
    return "\n".join(blocks) + "\n"


def _step(what: str, scratch: Path, is_stock: bool) -> dict[str, Any]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "THUSO_STOCK_RASA": "1" if is_stock else "",
        "RASA_CACHE_DIRECTORY": str(scratch / "cache"),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLCONFIGDIR": str(scratch),
    }
    python = str(STOCK) if is_stock else sys.executable
    command = [python, "-W", "ignore", "-m", "benchmarks.nlu.pipeline", what, str(scratch)]
    with (scratch / "log").open("ab") as log:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    if done.returncode:
        raise RuntimeError((scratch / "log").read_text(errors="replace")[-2000:])
    told: dict[str, Any] = json.loads((scratch / f"{what}.json").read_text(encoding="utf-8"))
    return told
