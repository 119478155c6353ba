"""Reading "stop" and "start": whether it is one, and of what.

The rules, the patterns and the classifier of each are one reading: a sum, which has to be as high as texts that sound
like it and are not hardly ever come. A notice that somebody needs must not end on a guess, nor come on one.
"""

from typing import Final

from gateway.screen.reading import LEXICON, Reading
from gateway.screen.rules import Said
from gateway.screen.screened import Optout
from sesotho import key

_LONGEST_BARE: Final = 6
# Beside the score of the classifier; chosen by cross-validation.
_SAID: Final = 2.0
_ABOUT_OTHERS: Final = 1.0
_NEVER: Final = -30.0
MOST: Final = _SAID
_BARE_STOP: Final = LEXICON.bits["BARE_STOP"]
_BARE_START: Final = LEXICON.bits["BARE_START"]
_FILLER: Final = LEXICON.bits["FILLER"]

# "Stop everything" is more than the notices: the reminders about one's own cases as well.
_EVERYTHING: Final = frozenset(
    key(word)
    for word in "all everything anything stopall delete tsohle kaofela letho lohle eohle phumola phumolang nkhaoleng".split()
)
_TOPICS: Final = {
    "diaspora.forums": "forum forums foramo foramong liforamo pitso lipitso pitsong meeting meetings outreach",
    "passport": "passport passports phasepoto liphasepoto pasepoto pasa lipasa",
    "permit": "permit permits lep lsp visa pemiti lipermit lipemiti",
    "pension": "pension pensions penshene lipenshene provident teba",
    "compensation": "compensation tshiamiso matseliso",
    "labour": "job jobs labour mesebetsi wage wages",
    "diaspora": "diaspora association mokhatlo",
    "safety": "safety polokeho trafficking",
    "claims": "claim claims",
    "missions": "consulate embassy mission",
}
_TOPIC_OF: Final = {key(word): topic for topic, words in _TOPICS.items() for word in words.split()}


def is_bare_stop(reading: Reading) -> bool:
    """Nothing but a word such as STOP, with politeness or anger around it."""
    return _is_bare(reading, _BARE_STOP)


def is_bare_start(reading: Reading) -> bool:
    """Nothing but a word such as START, with politeness around it."""
    return _is_bare(reading, _BARE_START)


def is_plain_stop(said: Said) -> bool:
    """A keyword alone, or the wish for no more answers: sure without any score."""
    return said.is_keyword() or said.ends_answers()


def rules_say(said: Said, labels: frozenset[str]) -> float:
    """What the rules and patterns add to the score of "stop": more when one says it, less when it is about others."""
    if said.is_negated():
        return _NEVER
    says = "stop" in labels or said.ends_messages()
    return _SAID * says - _ABOUT_OTHERS * said.is_about_others()


def patterns_say(labels: frozenset[str]) -> float:
    """What the patterns add to the score of "start"; "stop" in the same breath takes it back."""
    return _SAID * (("start" in labels) - ("stop" in labels))


def may_stop(text: str) -> bool:
    """Whether nothing in the text says that something else is to stop: what a guess is held against."""
    return not Said(text).is_about_others()


def optout(said: Said, reading: Reading) -> Optout:
    """What a text that says "stop" wants to hear no more."""
    if said.ends_answers():
        return Optout("answers")
    topic = next((_TOPIC_OF[word] for word in reading.words if word in _TOPIC_OF), None)
    if topic:
        return Optout("topic", topic)
    return Optout("all" if reading.vocabulary & _EVERYTHING else "notices")


def _is_bare(reading: Reading, kind: int) -> bool:
    classes = reading.classes
    return (
        0 < len(classes) <= _LONGEST_BARE
        and any(each & kind for each in classes)
        and all(each & (kind | _FILLER) for each in classes)
    )
