"""One pipeline of Rasa in a process of its own: `python -m benchmarks.nlu.pipeline train|parse DIR`."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Train DIR/nlu.yml by DIR/config.yml, or parse DIR/texts.json with what was trained; writes DIR/<what>.json."""
    what, scratch = sys.argv[1], Path(sys.argv[2])
    from bot import light

    if not light.is_stock():
        light.install()
    told = _train(scratch) if what == "train" else _parse(scratch)
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (scratch / f"{what}.json").write_text(json.dumps(told), encoding="utf-8")


def _train(scratch: Path) -> dict[str, Any]:
    from rasa.model_training import train_nlu

    began = time.monotonic()
    train_nlu(str(scratch / "config.yml"), str(scratch / "nlu.yml"), str(scratch), fixed_model_name="model")
    return {"seconds": time.monotonic() - began}


def _parse(scratch: Path) -> dict[str, Any]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(scratch / "model.tar.gz"))
    milliseconds: list[float] = []
    rankings: list[list[str]] = []

    async def parse(text: str) -> None:
        began = time.perf_counter()
        parsed = await agent.parse_message(text)
        milliseconds.append((time.perf_counter() - began) * 1000)
        ranked = [each["name"] for each in parsed["intent_ranking"] if each["name"] != "nlu_fallback"]
        rankings.append(ranked[:3])

    async def parse_all() -> None:
        for text in json.loads((scratch / "texts.json").read_text(encoding="utf-8")):
            await parse(text)

    asyncio.run(parse_all())
    return {"milliseconds": milliseconds, "rankings": rankings}


if __name__ == "__main__":
    main()
