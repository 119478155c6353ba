"""What can be checked by machine in a Sesotho text: its spelling, and whether its words are Sesotho."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .answers import PLACEHOLDER, Answer, Locale
from .files import Words

WORD = re.compile(r"(?:(?<!\w)['’])?[^\W\d_]+(?:[-'’][^\W\d_]+)*", re.UNICODE)

# One row for each mark of the other spelling: pattern, and how this side writes it.
SOUTH_AFRICAN = [
    (re.compile(r"w"), "write o (oa, oe) for w"),
    (re.compile(r"(?<!n)y"), "write e (ea) for y"),
    (re.compile(r"kg"), "write kh for kg"),
    (re.compile(r"tjh"), "write ch for tjh"),
    (re.compile(r"tsh"), "write tš for tsh"),
    (re.compile(r"d[iu]"), "write li, lu for di, du"),
    (re.compile(r"fj"), "write fsh for fj"),
    (re.compile(r"pjh"), "write psh for pjh"),
    (re.compile(r"^nn"), "write 'n for nn"),
    (re.compile(r"^mm"), "write 'm for mm"),
]
LESOTHO = [
    (re.compile(r"š"), "write tsh for tš"),
    (re.compile(r"(?<![ht])l[iu]"), "write di, du for li, lu"),
    (re.compile(r"kh"), "write kg for kh"),
    (re.compile(r"ch"), "write tjh for ch"),
    (re.compile(r"^['’][mn]"), "write mm, nn for 'm, 'n"),
    (re.compile(r"^(?:u|ua|uena|hau|kea)$"), "write o, wa, wena, hao, ke a"),
    # moahi, boahi, boemo, moeti, poelo keep oa and oe: there they are a prefix and a stem.
    (re.compile(r"(?<!^[mb])oa|(?<![bmp])oe"), "write w for o (wa, we)"),
    (re.compile(r"^ea|[aiou]ea"), "write y for e (ya)"),
    (re.compile(r"fsh|psh"), "write fj, pjh for fsh, psh"),
]
MARKS = {"st_LS": SOUTH_AFRICAN, "st_ZA": LESOTHO}
PHRASES = {"st_LS": [(re.compile(r"\bke a\b", re.IGNORECASE), "write kea")], "st_ZA": []}


def words(text: str) -> Iterator[str]:
    """The words of a text without its placeholders and without commands written in capitals (MISSION)."""
    for found in WORD.finditer(PLACEHOLDER.sub(" 0 ", text)):
        word = found.group()
        if not (word.isupper() and len(word) > 1):
            yield word.replace("’", "'")


def misspelt(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    """Words (or pairs) written as the other country writes them, with what to write. Nothing for English."""
    if locale == "en":
        return
    for pattern, todo in PHRASES[locale]:
        yield from ((found.group(), todo) for found in pattern.finditer(text))
    for word in words(text):
        mark = _mark(word.lower(), locale)
        if mark:
            yield word, mark


@lru_cache(maxsize=20_000)
def _mark(word: str, locale: Locale) -> str | None:
    return next((todo for pattern, todo in MARKS[locale] if pattern.search(word)), None)


def unknown_words(answers: Iterable[Answer], vouched: Words) -> Counter[tuple[str, str]]:
    """How often each Sesotho word that nobody vouches for stands in the answers, by (locale, word)."""
    return Counter(
        (locale, word)
        for answer in answers
        for locale in MARKS
        for line in (answer.title[locale], *(item.say for item in answer.texts[locale].lines()))
        for word in unknown(line, vouched)
    )


def unknown(line: str, vouched: Words) -> Iterator[str]:
    """The words of a Sesotho line that are neither attested nor judged right nor accepted, in small letters."""
    said = (word.lower() for word in words(vouched.without_accepted(line)))
    return (word for word in said if word not in vouched.sesotho)
