"""Rasa's hot paths, done once instead of at every reply or no further than they can matter.

Three quarters of the time of an action's reply go into checking it against a JSON schema that Rasa compiles anew each
time, and into looking for the subclasses of `Event`. The check stays the same; only its preparation is kept.
Rules are held against every state of a conversation, though beyond the longest rule each of them fits anything, and
though most of them are of another intent.
A handful of steps that follow one another, the same at every text, are planned by dask anew each time, with queues and
futures as for many machines; here their order is kept.
"""

from __future__ import annotations

from typing import Any, Optional

USER, INTENT, PREVIOUS_ACTION = "user", "intent", "prev_action"


def install() -> None:
    """Patch Rasa in place; call it after `light.install()` and before the server starts."""
    import jsonschema
    import rasa.shared.utils.common as common
    from rasa.core.actions.action import RemoteAction
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.core.events import Event

    schema = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(self: Any, result: dict[str, Any]) -> bool:
        for error in validator.iter_errors(result):
            raise error
        return True

    found = common.all_subclasses
    events: list[Any] = []

    def all_subclasses(cls: Any) -> list[Any]:
        if cls is not Event:
            return list(found(cls))
        if not events:
            events.extend(found(cls))
        return events

    def possible_keys(self: Any, lookup: dict[str, str], states: list[Any]) -> set[str]:
        longest, of_intent = _kept(self, lookup)
        said = (states[-1].get(USER) or {}).get(INTENT) if states else None
        keys = of_intent.get(None, set()) | (of_intent.get(said, set()) if said else set())
        for turn, state in enumerate(reversed(states[-longest:] if longest else [])):
            keys = {key for key in keys if self._is_rule_applicable(key, turn, state)}
        return keys

    _keep_plans()
    RulePolicy._get_possible_keys = possible_keys
    RemoteAction._validate_action_result = validate
    common.all_subclasses = all_subclasses


def _kept(policy: Any, lookup: dict[str, str]) -> tuple[int, dict[Optional[str], set[str]]]:
    """What was sorted of these rules. They are held on to: while they are, no others have their `id`."""
    kept = policy.__dict__.setdefault("_sorted_rules", {})
    found = kept.get(id(lookup))
    # While it trains rules are still added.
    if found is None or found[1] != len(lookup):
        found = kept[id(lookup)] = (lookup, len(lookup), _sorted(policy, lookup))
    return found[2]  # type: ignore[no-any-return]


def _sorted(policy: Any, lookup: dict[str, str]) -> tuple[int, dict[Optional[str], set[str]]]:
    """How many states the longest rule has, and the rules by the intent that their last state must have, or None."""
    from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET

    longest, of_intent = 0, {}
    for key in lookup:
        states = policy._rule_key_to_state(key)
        longest = max(longest, len(states))
        last = states[-1] if states else {}
        # A rule that begins a conversation fits its beginning whatever was said.
        intent = (last.get(USER) or {}).get(INTENT) if last.get(PREVIOUS_ACTION) else None
        of_intent.setdefault(None if intent == SHOULD_NOT_BE_SET else intent, set()).add(key)
    return longest, of_intent


def _keep_plans() -> None:
    """Run the steps of understanding and of choosing one after another, as ordered the first time."""
    from rasa.engine.exceptions import GraphRunError
    from rasa.engine.runner.dask import DaskGraphRunner

    planned = DaskGraphRunner.run

    def run(self: Any, inputs: Optional[dict[str, Any]] = None, targets: Optional[list[str]] = None) -> dict[str, Any]:
        # Without inputs it trains: dask then drops what no later step needs, and that is worth more than its time.
        if not inputs or not targets or not inputs.keys().isdisjoint(self._instantiated_nodes):
            return dict(planned(self, inputs, targets))
        found: dict[str, Any] = {name: (name, value) for name, value in inputs.items()}
        try:
            for name, needs in _plan(self, tuple(targets)):
                found[name] = self._instantiated_nodes[name](*(found.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(found[target] for target in targets)

    DaskGraphRunner.run = run


def _plan(runner: Any, targets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """The steps that these targets need, each after those it needs itself."""
    plans: dict[tuple[str, ...], list[tuple[str, list[str]]]] = runner.__dict__.setdefault("_plans", {})
    if targets not in plans:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        order: dict[str, list[str]] = {}

        def visit(name: str) -> None:
            needs = list(nodes[name].needs.values())
            for need in needs:
                if need in nodes and need not in order:
                    visit(need)
            order[name] = needs

        for target in targets:
            visit(target)
        plans[targets] = list(order.items())
    return plans[targets]
