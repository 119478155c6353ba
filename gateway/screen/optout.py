"""Reading "stop" and "start": whether it is one, and of what."""

from typing import Final

from gateway.screen.features import Features
from gateway.screen.patterns import PATTERNS
from gateway.screen.reading import LEXICON, Reading
from gateway.screen.screened import Optout
from sesotho import key

_LONGEST_BARE: Final = 6
_BARE_STOP: Final = LEXICON.bits["BARE_STOP"]
_BARE_START: Final = LEXICON.bits["BARE_START"]
_FILLER: Final = LEXICON.bits["FILLER"]
_ANSWERS: Final = LEXICON.bits["ANSWERW"]

_EVERYTHING: Final = frozenset(
    key(word)
    for word in (
        "all everything anything stopall remove delete tsohle kaofela letho lohle eohle tlosa tlosang "
        "ntlose ntloseng phumola phumolang hlakola hlakolang nkhaoleng"
    ).split()
)
_TOPICS: Final = {
    "diaspora.forums": "forum forums foramo foramong liforamo pitso lipitso outreach",
    "passport": "passport passports phasepoto liphasepoto pasa lipasa",
    "permit": "permit permits lep lsp visa pemiti lipermit lipemiti",
    "pension": "pension pensions penshene lipenshene provident",
    "compensation": "compensation tshiamiso matseliso",
    "labour": "job jobs labour mesebetsi mosebetsi wage wages",
    "diaspora": "diaspora association",
    "safety": "safety polokeho trafficking",
    "claims": "claim claims",
    "missions": "consulate embassy mission",
}
_TOPIC_OF: Final = {key(word): topic for topic, words in _TOPICS.items() for word in words.split()}


def is_bare_stop(reading: Reading) -> bool:
    """Nothing but a word such as STOP, with politeness or anger around it."""
    return _is_bare(reading, _BARE_STOP)


def is_start(reading: Reading, features: Features) -> bool:
    """A wish to get messages again."""
    return _is_bare(reading, _BARE_START) or _says(features, "start")


def optout(reading: Reading) -> Optout:
    """What a text that says "stop" wants to hear no more."""
    if reading.all_classes & _ANSWERS and not reading.vocabulary & _EVERYTHING:
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


def _says(features: Features, label: str) -> bool:
    patterns = (PATTERNS.all[number] for number in features.patterns)
    return any(each.is_enough and each.label == label for each in patterns)
