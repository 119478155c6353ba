"""A few words that only make sense after an answer: "and for a child?", "bokae?", "how long"."""

from __future__ import annotations

import re

from sesotho import key

LONGEST = 5
ASPECTS: dict[str, str] = {
    "cost": "how much|price|cost|costs|fee|fees|bokae|tefo|litefo|ditefo|e ja bokae|ke bokae|chelete e kae",
    "time": "how long|when|neng|nako e kae|how many days|matsatsi a makae|takes long|nako",
    "papers": "what do i need|which papers|documents|papers|mangolo|litokomane|ditokomane|lipampiri|dipampiri",
    "child": "child|children|baby|kid|kids|minor|ngoana|ngwana|bana|lesea",
    "lost": "lost|stolen|lost it|e lahlehile|e utsoitsoe|e utswitswe|ke e lahlile",
    "urgent": "urgent|fast|quickly|ka potlako|kapele|potlakileng",
    "where": "where|hokae|kae|ho kae|which office|ofisi efe",
}
TOPICS: dict[str, dict[str, str]] = {
    "passport": {
        "cost": "passport.fee",
        "time": "passport.time",
        "papers": "passport.apply",
        "child": "passport.child",
        "lost": "passport.lost",
        "urgent": "passport.urgent",
        "where": "passport.apply",
    },
    "permit": {
        "cost": "permit.lep_fee",
        "time": "permit.lep_validity",
        "papers": "permit.lep_apply",
        "lost": "permit.lost",
        "where": "permit.lep_apply",
    },
    "pension": {"papers": "pension.documents", "where": "pension.mine"},
    "compensation": {"papers": "comp.documents"},
    "diaspora": {"where": "diaspora.forums", "time": "diaspora.forums"},
}
FILLERS = (
    "and for a the my what about is it if then le bakeng ba sa ea ya oa wa ka na ke e ha haeba ho joang jwang ena eona"
)

_FILLERS = {key(word) for word in FILLERS.split()}
_PATTERNS = {
    aspect: re.compile(r"\b(?:" + "|".join(re.escape(key(word)) for word in words.split("|")) + r")\b")
    for aspect, words in ASPECTS.items()
}


def follow_up(text: str, last_topic: str | None, family: str | None) -> str | None:
    """The topic that a few words ask about after `last_topic`; None when they stand on their own.

    Every word must be part of the aspect or a filler: "passport for a child" names its own topic.
    """
    topics = TOPICS.get(family or "")
    if not topics or not last_topic:
        return None
    said = key(text)
    words = re.findall(r"[^\W\d_]+", said)
    if not words or len(words) > LONGEST:
        return None
    for aspect, pattern in _PATTERNS.items():
        if aspect in topics and pattern.search(said):
            left = [word for word in re.findall(r"[^\W\d_]+", pattern.sub(" ", said)) if word not in _FILLERS]
            if not left:
                return topics[aspect]
    return None
