"""Words that steer the conversation itself and need no model: a bare number, MORE, the name of a language."""

from __future__ import annotations

import re

from sesotho import key

MORE = {
    "more",
    "mor",
    "next",
    "eketsa",
    "eketse",
    "eketsang",
    "tse ling",
    "tse ding",
    "tsoela pele",
    "tswela pele",
}
ENGLISH = {"english", "senyesemane", "sekgowa", "sekhooa", "in english", "english please", "ka english"}
SESOTHO = {"sesotho", "sesutu", "sotho", "ka sesotho", "in sesotho", "sesotho please", "puo ya sesotho"}
NUMBER = re.compile(r"^[\s(\[]*(?:no\.?|nomoro|number|#)?\s*(\d{1,2})[\s.)\]!]*$", re.IGNORECASE)

# Words that replies tell people to write before a reference.
BEFORE_REFERENCE = {
    "passport.status": ("ready", "passport ready", "phasepoto e lokile na", "phasepoto e lokile"),
    "permit.status": ("permit", "my permit", "where is my permit", "pemiti e kae", "pemiti"),
    "claim.status": ("claim", "my claim", "tleleimi e kae", "tleleimi"),
}
# Each part of a reference begins with what sets it apart, so that no text takes long to read.
REFERENCE = re.compile(
    r"^(?P<words>[^\d]*?)[\s:,.#-]*"
    r"(?P<reference>(?=[A-Za-z/-]*\d)[A-Za-z0-9]+(?:[/-]+[A-Za-z0-9]+| \d[A-Za-z0-9]*)*)[\s.?!]*$"
)
FEWEST, LONGEST = 5, 100

_MORE, _ENGLISH, _SESOTHO = ({key(word) for word in words} for words in (MORE, ENGLISH, SESOTHO))


def chosen_number(text: str) -> int | None:
    """The number when the text is nothing else, as "2", "2." or "no 2"."""
    match = NUMBER.match(text)
    return int(match[1]) if match else None


def wants_more(text: str) -> bool:
    """MORE or EKETSA, with or without a full stop."""
    return _bare(text) in _MORE


def chosen_language(text: str) -> str | None:
    """'en' or 'st' when the text is only the name of a language."""
    bare = _bare(text)
    if bare in _ENGLISH:
        return "en"
    return "st" if bare in _SESOTHO else None


def mentioned_language(text: str) -> str | None:
    """'en' or 'st' when a text about language names exactly one of them."""
    lowered = text.lower()
    english = any(word in lowered for word in ("english", "senyesemane", "sekgowa", "sekhooa"))
    sesotho = any(word in lowered for word in ("sotho", "sesutu"))
    if english == sesotho:
        return None
    return "en" if english else "st"


def asks_by_reference(text: str) -> str | None:
    """The topic of a keyword with a reference after it, as "READY PA12345"; None for everything else."""
    match = REFERENCE.match(text.strip()) if len(text) <= LONGEST else None
    if not match or len(re.sub(r"[\W_]", "", match["reference"])) < FEWEST:
        return None
    return _REFERENCED.get(_bare(match["words"]))


# Words that replies tell people to write, alone or before the name of a town or of an agency.
COMING = re.compile(r"(?:i am |i'm |im |we are )?(?:not )?coming\b|kea tla\b|ke a tla\b|ha ke tle\b", re.IGNORECASE)
AGENT = re.compile(r"agent\s+\S", re.IGNORECASE)
PERSON = {key(word) for word in ("person", "human", "motho", "officer", "a person", "ofisiri")}
# What a network sends for somebody without airtime, and what people write in its place.
CALL_ME = re.compile(
    r"please\s*call(?:\s*me)?\b(?!\s+(?:it|the police|an ambulance))|\bcall\s*me\s*back\b|\bpcm\b|"
    r"^\W*call me\W*$|^\W*(?:hle\s+)?(?:nletsetse\w*|ntetsetse\w*|mpitse\w*)\W*$",
    re.IGNORECASE,
)
# A notice of ours held up to us, or its code: what stands under each of them.
CODE = re.compile(
    r"\bMFAIR[\s:.#-]+[A-Z0-9](?:[\s-]?[A-Z0-9]){3,5}\b|^\W*(?:code|khoutu)\W+[A-Z0-9]{4,8}\W*$", re.IGNORECASE
)
MOST_WORDS = 6


def asks_by_keyword(text: str) -> str | None:
    """The topic of a text that begins with, or is, a word that we told people to write; None for everything else."""
    stripped = text.strip()
    if CODE.search(stripped):
        return "cost"
    if AGENT.match(stripped):
        return "labour.recruiter"
    if COMING.match(stripped) and len(stripped.split()) <= MOST_WORDS:
        return "diaspora.rsvp"
    return "human" if _bare(stripped) in PERSON or CALL_ME.search(stripped) else None


_REFERENCED = {key(words): topic for topic, several in BEFORE_REFERENCE.items() for words in several}


def _bare(text: str) -> str:
    return key(text).strip(" .!?\"'\n")
