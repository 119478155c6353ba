"""The language of a message, and the spelling of a Sesotho one.

A list of whole messages decides first (*ee*, *che*, *yes*), since no model can tell a word or two. Then
a linear model over words and letters: which language carries the sentence, whatever nouns are
borrowed (*ke batla ho renewa passport* is Sesotho, *I want to renew phasepoto yaka* English).
Another model, asked only when the text is long enough to show it, tells other languages. What
remains unsure follows the person's habit. Setswana and Sepedi are read as Sesotho.
"""

from functools import cache
from typing import Final, cast

from sesotho.features import tokens
from sesotho.habits import Habit, Identified
from sesotho.locales import Spelling
from sesotho.markers import spelling_of
from sesotho.model import frame, probability, shares, tongues
from sesotho.words import lines, words

_HOME: Final = ("en", "st")
_NEUTRAL: Final = words("neutral.txt")
_LISTED: Final = 0.99
_FEW: Final = 3

SURE: Final = 0.8
"""From this probability on, the message decides and not the habit."""

FOREIGN: Final = 0.9
"""From this probability on, a text is taken to be in another language."""

PRIOR: Final = 1.5
"""What a habit weighs, in log-odds, where the message is unsure."""


def identify(text: str, *, habit: Habit | None = None) -> Identified:
    """The language of a text.

    Names, numbers and emoji alone are no evidence: the habit decides, else English, and the
    answer is not sure. Any text is accepted; no text takes longer than its first sixty words.

    >>> identify("Ke kopa thuso ka phasepoto ea ka")
    Identified(language='st', spelling='ls', confidence=1.0, sure=True)
    >>> identify("I want to renew phasepoto yaka").language, identify("ke batla ho renewa passport").language
    ('en', 'st')
    >>> identify("visa", habit=Habit("st", "za"))
    Identified(language='st', spelling='za', confidence=0.5, sure=False)
    >>> identify("Ngicela usizo, ngilahlekelwe ipasipoti yami").language
    'zu'
    """
    found = tokens(text)
    listed = _messages().get(" ".join(found))
    if listed is not None:
        language, spelling = listed
        return _identified(language, _LISTED, True, text, habit, spelling)
    telling = [word for word in found if word not in _NEUTRAL]
    if not telling:
        return _habitual(text, habit)
    foreign = _foreign(telling)
    if foreign is not None:
        return foreign
    return _home(telling, text, habit)


def _home(telling: list[str], text: str, habit: Habit | None) -> Identified:
    """English or Sesotho by the words that tell."""
    (score,) = frame().scores(telling)
    sesotho = probability(score)
    if max(sesotho, 1 - sesotho) >= SURE:
        language = "st" if sesotho > 0.5 else "en"
        return _identified(language, max(sesotho, 1 - sesotho), True, text, habit)
    if habit is not None and habit.language not in _HOME:
        habit = None
    prior = 0.0 if habit is None else PRIOR if habit.language == "st" else -PRIOR
    sesotho = probability(score + prior)
    language = "st" if sesotho > 0.5 else "en"
    return _identified(language, max(sesotho, 1 - sesotho), False, text, habit)


def _habitual(text: str, habit: Habit | None) -> Identified:
    """Nothing in the text to go by."""
    return _identified(habit.language if habit else "en", 0.5, False, text, habit)


def _foreign(telling: list[str]) -> Identified | None:
    """Another language, where there are enough words to be clear about it."""
    if len(telling) < _FEW:
        return None
    model = tongues()
    chances = shares(model.scores(telling))
    best = max(range(len(chances)), key=chances.__getitem__)
    if model.classes[best] in _HOME or chances[best] < FOREIGN:
        return None
    return Identified(model.classes[best], None, round(chances[best], 3), True)


def _identified(
    language: str, chance: float, sure: bool, text: str, habit: Habit | None, spelling: Spelling | None = None
) -> Identified:
    """The answer, with the spelling the text shows, else that of the habit."""
    if language == "st":
        spelling = spelling or spelling_of(text) or (habit.spelling if habit else None)
    return Identified(language, spelling, round(chance, 3), sure)


@cache
def _messages() -> dict[str, tuple[str, Spelling | None]]:
    """Whole messages and what they are."""
    known: dict[str, tuple[str, Spelling | None]] = {}
    for line in lines("messages.txt"):
        tag, _, listed = line.partition("=")
        language, _, spelling = tag.strip().partition("-")
        for message in listed.split("|"):
            known[" ".join(tokens(message))] = language, cast("Spelling", spelling) if spelling else None
    return known
