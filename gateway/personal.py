"""What a person may ask of us about themselves: what we know, and to be forgotten. Words for it, and the yes to it."""

from __future__ import annotations

from datetime import timedelta

from gateway import words
from gateway.heard import Channel
from gateway.render import TWO_SEGMENTS, as_sent, units
from gateway.safe_mode import read_safe_word
from gateway.words import say
from registry.services.privacy import Known
from sesotho import Locale, format_date, key

# How long we wait for a yes; any other message than a yes ends the waiting.
ANSWER_WITHIN = timedelta(hours=1)
FORGET = ("forget me", "erase me", "delete me", "delete my data", "erase my data", "ntebale", "ntebaleng")
WHAT_IS_KNOWN = ("what do you know about me", "my data", "what do you have about me", "le tseba eng ka nna")

_FORGET, _KNOWN = ({key(phrase) for phrase in phrases} for phrases in (FORGET, WHAT_IS_KNOWN))


def asks_to_be_forgotten(text: str) -> bool:
    """Whether the text is one of the phrases that our own messages tell people to write, and nothing else."""
    return _bare(text) in _FORGET


def asks_what_is_known(text: str) -> bool:
    """As above, for what we know."""
    return _bare(text) in _KNOWN


def is_yes(text: str) -> bool:
    """Whether the next word after "shall we forget you?" is a yes, or the wish once more."""
    word = read_safe_word(text)
    return (word is not None and word.said == "call") or asks_to_be_forgotten(text)


def tell(known: Known, locale: Locale, channel: Channel) -> str:
    """What we know, as one reply: by SMS as many of its sentences as two segments carry, the most telling first."""
    told = [each for each in _sentences(known, locale) if each]
    last = say(words.HOW_TO_BE_FORGOTTEN, locale)
    text = ""
    for sentence in told:
        longer = f"{text} {sentence}".strip()
        if channel == "whatsapp" or units(f"{longer} {last}") <= TWO_SEGMENTS:
            text = longer
    return as_sent(f"{text} {last}", channel)


def _sentences(known: Known, locale: Locale) -> list[str]:
    notices = {True: words.NOTICES_YES, False: words.NOTICES_NO, None: words.NOTICES_NEVER}[known.notices]
    return [
        say(words.KNOWN_MESSAGES, locale).format(
            date=format_date(known.since.date(), locale), heard=known.heard, sent=known.sent, texts=known.texts
        ),
        say(notices, locale),
        say(words.KNOWN_CASES, locale).format(cases=", ".join(known.cases)) if known.cases else "",
        say(words.KNOWN_REGISTERED, locale) if known.is_registered else "",
        say(words.KNOWN_TOWN, locale).format(town=known.town) if known.town else "",
        say(words.KNOWN_COUNTRY, locale).format(country=known.country) if known.country else "",
        say(words.KNOWN_MEETINGS, locale).format(count=known.forums) if known.forums else "",
        say(words.KNOWN_REFUSED, locale).format(topics=", ".join(known.refused)) if known.refused else "",
        say(words.KNOWN_LANGUAGE, locale).format(language=_language(known.language)) if known.language else "",
    ]


def _language(code: str | None) -> str:
    return {"en": "English", "st": "Sesotho"}.get(code or "", code or "")


def _bare(text: str) -> str:
    return key(text).strip(" .!?\"'\n")
