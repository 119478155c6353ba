"""The language of a message, and the spelling of a Sesotho one.

A list of whole messages decides first (*ee*, *che*, *yes*), since no model can tell a word or two.
Then other languages, where a text is long enough to show one; then a linear model over words and
letters says which of English and Sesotho carries the sentence, whatever nouns are borrowed (*ke batla
ho renewa passport* is Sesotho, *I want to renew phasepoto yaka* English). What remains unsure
follows the person's habit. Setswana and Sepedi are read as Sesotho.
"""

from functools import cache
from typing import Final, cast

from sesotho.features import telling, tokens
from sesotho.habits import Habit, Identified
from sesotho.locales import Spelling
from sesotho.markers import spelling_of
from sesotho.model import Model, probability, shares
from sesotho.words import lines

HOME: Final = ("en", "st")
"""The languages the service speaks."""

SURE: Final = 0.8
"""From this probability on, the message decides and not the habit."""

FOREIGN: Final[dict[int, float]] = {3: 0.997, 4: 0.985}
"""By number of telling words (more count as four): from which probability a text is in neither home language."""

FOREIGN_REST: Final = 0.9
"""The same for the text without its most foreign word."""

PRIOR: Final = 1.5
"""What a habit weighs, in log-odds, where the message is unsure."""

_LISTED: Final = 0.99


class Identifier:
    """The models at work: ``frame`` tells English from Sesotho, ``tongues`` other languages."""

    def __init__(self, frame: Model, tongues: Model) -> None:
        self._frame = frame
        self._tongues = tongues
        self._home = [tongues.classes.index(language) for language in HOME]

    def identify(self, text: str, habit: Habit | None = None) -> Identified:
        """The language of a text; see the function of the same name."""
        found = tokens(text)
        listed = _messages().get(" ".join(found))
        if listed is not None:
            language, spelling = listed
            return _answer(language, _LISTED, True, text, habit, spelling)
        words = telling(found)
        if not words:
            return _answer(habit.language if habit else "en", 0.5, False, text, habit)
        return self._elsewhere(words) or self._at_home(words, text, habit)

    def _elsewhere(self, words: list[str]) -> Identified | None:
        """Another language, where there are enough words to be clear about it."""
        needed = FOREIGN.get(min(len(words), max(FOREIGN)))
        if needed is None:
            return None
        chances = shares(self._tongues.scores(words))
        if self._foreign(chances) < needed or self._foreign(self._without_one(words)) < FOREIGN_REST:
            return None
        best = max(set(range(len(chances))).difference(self._home), key=chances.__getitem__)
        return Identified(self._tongues.classes[best], None, round(chances[best], 3), True)

    def _foreign(self, chances: list[float]) -> float:
        """The probability of any language but English and Sesotho."""
        return 1 - sum([chances[index] for index in self._home])

    def _without_one(self, words: list[str]) -> list[float]:
        """The probabilities without the word that looks most foreign: one odd word is no language."""
        chances = [self._foreign(shares(self._tongues.scores([word]))) for word in words]
        oddest = chances.index(max(chances))
        return shares(self._tongues.scores(words[:oddest] + words[oddest + 1 :]))

    def _at_home(self, words: list[str], text: str, habit: Habit | None) -> Identified:
        """English or Sesotho by the words that tell; the habit where they do not tell enough."""
        (score,) = self._frame.scores(words)
        sesotho = probability(score)
        sure = max(sesotho, 1 - sesotho) >= SURE
        if not sure and habit is not None and habit.language in HOME:
            sesotho = probability(score + (PRIOR if habit.language == "st" else -PRIOR))
        language = "st" if sesotho > 0.5 else "en"
        return _answer(language, max(sesotho, 1 - sesotho), sure, text, habit)


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
    return _shipped().identify(text, habit)


def _answer(
    language: str, chance: float, sure: bool, text: str, habit: Habit | None, spelling: Spelling | None = None
) -> Identified:
    """The answer, with the spelling the text shows, else that of the habit."""
    if language == "st":
        spelling = spelling or spelling_of(text) or (habit.spelling if habit else None)
    return Identified(language, spelling, round(chance, 3), sure)


@cache
def _shipped() -> Identifier:
    return Identifier(Model.shipped("frame.txt"), Model.shipped("tongues.txt"))


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
