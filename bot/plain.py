"""Which topics need no dialogue: the rule only says "give its answer", and the gateway has the answer at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

from rasa.shared.utils.io import read_yaml_file

ANSWER = "action_answer"
RULES = Path("data/rules")


def plain_topics(rules: Path = RULES) -> frozenset[str]:
    """The intents whose only rule is to be answered."""
    followed: dict[str, set[str]] = {}
    for path in sorted(rules.glob("*.yml")):
        for rule in read_yaml_file(path).get("rules", []):
            actions = [
                str(step.get("action") or step.get("active_loop")) for step in rule["steps"] if "intent" not in step
            ]
            actions = [action for action in actions if action != "None"]
            for intent in _intents(rule["steps"]):
                followed.setdefault(intent, set()).add(" ".join(actions) + (" if" if rule.get("condition") else ""))
    return frozenset(intent for intent, actions in followed.items() if actions == {ANSWER})


def _intents(steps: list[dict[str, Any]]) -> Iterator[str]:
    for step in steps:
        if "intent" in step:
            yield str(step["intent"])
        for each in step.get("or", []):
            if "intent" in each:
                yield str(each["intent"])
