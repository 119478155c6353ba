"""What Rasa remembers costs the same at the first turn and after a year of turns; an open form outlives the cut."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from service.settings import ROOT
from service.stack import bot_python

QUIET = {"PYTHONPATH": str(ROOT), "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore"}


def measured(kind: str, turns: int) -> dict[str, object]:
    done = subprocess.run(
        [bot_python(), "-W", "ignore", "-m", "tests.faults.turn_costs", kind, str(turns)],
        cwd=ROOT, env={**os.environ, **QUIET}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_the_cost_of_a_turn_does_not_grow_with_the_conversation(kind):
    found = measured(kind, 500 if kind == "memory" else 200)
    assert found["last"] < 2.0 * found["first"], found
    assert found["events"] == 24
    assert found["loop"] == "town_form"
    assert found["forgotten"]
    assert len(set(found["texts"])) == 3, "nothing is written twice"
