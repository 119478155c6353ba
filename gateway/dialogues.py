"""Dialogues as the gateway sees them: what opens one without a model, and what a turn of one says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gateway.assistant import Understood
from registry.dialogues.reading import steers
from registry.dialogues.vocabulary import Text, keyed, vocabulary
from registry.services.references import CASE, REGISTRATION, reference_in

REGISTER, OPEN_CASE, CASE_STATUS = "diaspora.register", "claim.open", "claim.status"
REGISTER_WORDS = "register|registration|ngolisa|ngodisa|ingolisa|ingodisa|ho ingolisa|ho ingodisa"
CASE_WORDS = "case|open case|open a case|new case|nyeoe|nyewe|bula nyeoe|bula nyewe"
SECRET = re.compile(r"^\W*(?:secret|lekunutu)\b\W*\w", re.IGNORECASE)
REMIND = re.compile(r"^\W*(?:remind me|remind|nkhopotse|nkgopotse|hopotsa)\W*$", re.IGNORECASE)
STOPS = re.compile(r"\b(?:stop\w*|unsub\w*|emis\w*|k[hg]aots\w*|quit|end)\b", re.IGNORECASE)
SMALL = {
    "en": "i am my is in at the and from to of do not you how what please want for with work live it a",
    "st": "ke ka ho ha na le ya wa tsa sa la e o u re ba lula dula tswa sebetsa batla jwang eng hle hona mona",
}
LONGEST, TOLD = 14, 4
# A change is one of the register when what changes is something the register holds.
HELD = (
    "town name work job district details registration address register "
    "toropo lebitso mosebetsi seterekeng ngoliso ngodiso aterese"
)
_REGISTER, _CASE = ({keyed(words) for words in several.split("|")} for several in (REGISTER_WORDS, CASE_WORDS))
_SMALL = {language: frozenset(keyed(word) for word in small.split()) for language, small in SMALL.items()}
_HELD = {keyed(word) for word in HELD.split()}


@dataclass(frozen=True)
class Held:
    """One turn of a dialogue. `form`: the one that goes on, none when it is over. `returns`: it asks once more."""

    form: str | None
    topic: str
    outcome: str
    texts: tuple[str, ...]
    returns: bool


def opens(text: str) -> str | None:
    """The topic of a text that joins, changes or leaves the register, or asks for a case, in plain words."""
    if reference_in(text, REGISTRATION):
        return REGISTER
    if reference_in(text, CASE) or SECRET.match(text) or REMIND.match(text):
        return CASE_STATUS
    cut = Text.of(text)
    bare = " ".join(cut.keys)
    if not cut.keys or len(cut.keys) > LONGEST:
        return None
    if bare in _REGISTER:
        return REGISTER
    if bare in _CASE:
        return OPEN_CASE
    steps = {each.code for each in vocabulary("register_steps").find(cut, is_typo_forgiven=False)}
    if "leave" in steps or ("change" in steps and _HELD.intersection(cut.keys)):
        return REGISTER
    return None


def is_our_word(text: str) -> bool:
    """Whether a text is one that we told the person to write, in the English word that all write: CASE and the like."""
    return len(text.split()) <= TOLD and opens(text) is not None


def leaves_register(text: str) -> bool:
    """Whether somebody wants off the register, which is no wish to hear no more of us."""
    cut = Text.of(text)
    found = vocabulary("register_steps").find(cut, is_typo_forgiven=False)
    return len(cut.keys) <= LONGEST and any(each.code == "leave" for each in found)


def leaves_dialogue(text: str) -> bool:
    """Whether a text only gives up a dialogue. STOP and its like end notices, here as everywhere."""
    return not STOPS.search(text) and steers(Text.of(text), "leave")


def speaks(text: str, language: str) -> bool:
    """Whether a text has at least two small words of a language: names and towns alone are of none."""
    own: frozenset[str] = _SMALL.get(language, frozenset())
    return len(own.intersection(Text.of(text).keys)) >= 2


def held_in(understood: Understood) -> Held | None:
    """What a dialogue said in this turn; None when none took part."""
    for reply in understood.replies:
        said: dict[str, Any] | None = (reply.get("custom") or {}).get("dialogue")
        if said:
            texts = tuple(text for text in (said["said"], said["more"]) if text)
            return Held(said["form"], said["topic"], said["outcome"], texts, bool(said["returns"]))
    return None
