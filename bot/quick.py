"""Three of Rasa's hot paths, done once instead of at every reply or no further than they can matter.

Three quarters of the time of an action's reply go into checking it against a JSON schema that Rasa compiles anew each
time, and into looking for the subclasses of `Event`. The check stays the same; only its preparation is kept.
Rules are held against every state of a conversation, though beyond the longest rule each of them fits anything.
"""

from __future__ import annotations

from typing import Any


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
        keys = set(lookup)
        longest = max((len(self._rule_key_to_state(key)) for key in keys), default=0)
        for turn, state in enumerate(reversed(states[-longest:] if longest else [])):
            keys = {key for key in keys if self._is_rule_applicable(key, turn, state)}
        return keys

    RulePolicy._get_possible_keys = possible_keys
    RemoteAction._validate_action_result = validate
    common.all_subclasses = all_subclasses
