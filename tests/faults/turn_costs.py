"""Run inside Rasa's environment: `python -m tests.faults.turn_costs memory|sqlite|rasa TURNS` prints seconds a turn.

Each turn is what the tracker store has to do for one: read the conversation, add what a question and its answer add,
write it. One JSON line: the median of the first, of the middle and of the last fifty, and the events that are kept.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot import light

light.install()

from rasa.core.tracker_store import SQLTrackerStore  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered  # noqa: E402

from bot.memory import BoundedSQLTrackerStore, BoundedTrackerStore  # noqa: E402

DOMAIN = """
version: "3.1"
intents: [ask]
slots:
  town: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms:
  town_form: {required_slots: [town]}
"""


def store(kind: str, directory: str) -> Any:
    """One of the three."""
    domain = Domain.from_yaml(DOMAIN)
    file = str(Path(directory) / "tracker.db")
    if kind == "memory":
        return BoundedTrackerStore(domain)
    return (BoundedSQLTrackerStore if kind == "sqlite" else SQLTrackerStore)(domain, dialect="sqlite", db=file)


async def run(kind: str, turns: int) -> dict[str, Any]:
    """All turns of one person."""
    seconds = []
    with tempfile.TemporaryDirectory() as directory:
        kept = store(kind, directory)
        for number in range(turns):
            began = time.perf_counter()
            tracker = await kept.get_or_create_tracker("somebody")
            tracker.update(UserUttered(f"question {number}", {"name": "ask", "confidence": 1.0}))
            if number == turns - 5:
                tracker.update(ActiveLoop("town_form"))
                tracker.update(SlotSet("town", "Welkom"))
            tracker.update(ActionExecuted("action_answer"))
            tracker.update(BotUttered(f"answer {number}"))
            tracker.update(ActionExecuted("action_listen"))
            await kept.save(tracker)
            seconds.append(time.perf_counter() - began)
        tracker = await kept.get_or_create_tracker("somebody")
        forgotten = await kept.forget("somebody") if hasattr(kept, "forget") else None
    middle = turns // 2
    return {
        "first": statistics.median(seconds[:50]),
        "middle": statistics.median(seconds[middle - 25 : middle + 25]),
        "last": statistics.median(seconds[-50:]),
        "events": len(tracker.events),
        "texts": [event.text for event in tracker.events if isinstance(event, UserUttered)][-3:],
        "loop": tracker.active_loop_name,
        "forgotten": forgotten,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(sys.argv[1], int(sys.argv[2])))))
