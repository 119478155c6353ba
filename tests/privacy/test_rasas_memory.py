"""What Rasa remembers, in Rasa's own environment: bounded, in memory only, and gone when somebody is forgotten."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from service.settings import ROOT
from service.stack import bot_python

PROGRAM = """
import asyncio, json, pickle
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from bot.memory import BoundedTrackerStore

async def main():
    store = BoundedTrackerStore(Domain.empty(), conversations=3, events=5)
    for person in "abcd":
        tracker = await store.get_or_create_tracker(person)
        for turn in range(9):
            tracker.update(UserUttered(f"zqxplanted {person} {turn}"))
        await store.save(tracker)
    kept = list(await store.keys())
    shortened = len((await store.retrieve("d")).events)
    before = any(b"zqxplanted c" in kept for kept in store.store.values())
    found, again = await store.forget("c"), await store.forget("c")
    after = any(b"zqxplanted c" in kept for kept in store.store.values())
    print(json.dumps([kept, shortened, before, found, again, after]))

asyncio.run(main())
"""


@pytest.mark.timeout(300)
def test_a_conversation_is_short_and_can_be_forgotten(tmp_path: Path) -> None:
    done = subprocess.run(
        [bot_python(), "-W", "ignore", "-c", PROGRAM],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "MPLCONFIGDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    kept, shortened, before, found, again, after = json.loads(done.stdout.strip().splitlines()[-1])
    assert kept == ["b", "c", "d"], "who has been silent longest makes room"
    assert shortened <= 10
    assert (before, found, again, after) == (True, True, False, False)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and b"zqxplanted" in path.read_bytes()]
    assert written == [], "nothing goes to the disk"
