"""What the conversations have touched: rules, forms and their slots, actions, responses, and every phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

import yaml

from actions import words as actions_words
from gateway import words as gateway_words
from registry.dialogues import words as dialogue_words
from registry.phrases import catalogue
from service.settings import ROOT
from sesotho import to_gsm7

DOMAINS: dict[str, ModuleType] = {"gateway": gateway_words, "actions": actions_words, "dialogues": dialogue_words}
LOCALES = ("en", "st_LS", "st_ZA")
PLACEHOLDER = re.compile(r"\\\{\w+\\\}")
# A form runs these itself, and Rasa writes nothing down about it.
WITHIN_FORMS = ("validate_", "action_ask_")


@dataclass
class Turn:
    """What Rasa did about one message."""

    intent: str
    actions: list[str] = field(default_factory=list)
    loops: list[str | None] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)


def turns(events: Iterable[dict[str, Any]]) -> Iterator[Turn]:
    """The turns of all conversations, from the events that Rasa wrote down."""
    open_turns: dict[str, Turn] = {}
    for event in events:
        sender, kind = event["sender_id"], event["event"]
        if kind == "user":
            open_turns[sender] = Turn(((event.get("parse_data") or {}).get("intent") or {}).get("name") or "")
            yield open_turns[sender]
        elif sender in open_turns:
            turn = open_turns[sender]
            if kind == "action":
                turn.actions.append(event["name"])
            elif kind == "active_loop":
                turn.loops.append(event["name"])
            elif kind == "slot" and event["name"] == "requested_slot" and event["value"]:
                turn.slots.append(event["value"])


def missing_steps(taken: list[Turn]) -> list[str]:
    """Each step of a rule, form, action or response that no turn has touched."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    done = {action for turn in taken for action in turn.actions}
    loops = {loop for turn in taken for loop in turn.loops}
    slots = {slot for turn in taken for slot in turn.slots}
    missing = [f"form {name}" for name in domain["forms"] if name not in loops]
    missing += [
        f"slot {slot} of {name}"
        for name, form in domain["forms"].items()
        for slot in form["required_slots"]
        if slot not in slots
    ]
    names = [next(iter(each)) if isinstance(each, dict) else each for each in domain["actions"]]
    missing += [f"action {name}" for name in names if name not in done and not name.startswith(WITHIN_FORMS)]
    missing += [f"response {name}" for name in domain["responses"] if name not in done]
    return missing + [each for rule in _rules() for each in _missing_of(rule, taken)]


def _rules() -> list[dict[str, Any]]:
    files = sorted((ROOT / "data" / "rules").glob("*.yml"))
    return [rule for path in files for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]]


def _missing_of(rule: dict[str, Any], taken: list[Turn]) -> Iterator[str]:
    intents = [each for step in rule["steps"] for each in _intents(step)]
    actions = [step["action"] for step in rule["steps"] if "action" in step and step["action"] != "action_listen"]
    if intents:
        for intent in intents:
            if not any(turn.intent == intent and set(actions) <= set(turn.actions) for turn in taken):
                yield f"rule {rule['rule']!r}: {intent} -> {', '.join(actions)}"
    elif not any(set(actions) <= set(turn.actions) and None in turn.loops for turn in taken):
        yield f"rule {rule['rule']!r}: {', '.join(actions)}"


def _intents(step: dict[str, Any]) -> list[str]:
    return [step["intent"]] if "intent" in step else [each["intent"] for each in step.get("or", []) if "intent" in each]


def phrases() -> dict[str, str]:
    """Every phrase that the service can say by itself: domain and name, and the English."""
    found: dict[str, str] = {}
    for domain, module in DOMAINS.items():
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str):
                found[f"{domain}.{name}"] = value
            elif name.isupper() and isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
                # Labels, such as the names of districts, are said inside phrases.
                long = {key: text for key, text in value.items() if " " in text and text.rstrip().endswith((".", ":"))}
                found |= {f"{domain}.{name}.{key}": text for key, text in long.items()}
    return found


def unsaid(replies: Iterable[str]) -> dict[str, str]:
    """The phrases that no reply has had, in any language."""
    said = "\n\n".join(replies)
    return {name: text for name, text in phrases().items() if not _is_said(name.partition(".")[0], text, said)}


def _is_said(domain: str, text: str, said: str) -> bool:
    return any(pattern.search(said) for pattern in _patterns(domain, text))


@cache
def _patterns(domain: str, text: str) -> list[re.Pattern[str]]:
    texts = {catalogue(domain, locale).gettext(text) for locale in LOCALES}
    both = {each for one in texts for each in (one, to_gsm7(one))}
    return [re.compile(PLACEHOLDER.sub(r"[^\\n]*?", re.escape(each))) for each in both]
