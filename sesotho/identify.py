"""The language of a message, and the spelling of a Sesotho one.

A list of whole messages decides first (*ee*, *che*, *yes*), since no model can tell a word or two.
Then other languages, where a text is long enough to show one; then a linear model over words and
letters says which of English and Sesotho carries the sentence, whatever nouns are borrowed (*ke batla
ho renewa passport* is Sesotho, *I want to renew phasepoto yaka* English). What remains unsure
follows the person's habit. Setswana and Sepedi are read as Sesotho.
"""

from functools import cache
from typing import Final

from sesotho.features import telling, tokens
from sesotho.habits import Habit, Identified
from sesotho.locales import Spelling
from sesotho.markers import spelling_of
from sesotho.model import Model, probability, shares
from sesotho.scripts import language_of_script
from sesotho.words import lines

HOME: Final = ("en", "st")
"""The languages the service speaks."""

SURE: Final = 0.8
"""From this probability on, the message decides and not the habit."""

FOREIGN: Final[dict[int, float]] = {3: 0.99, 4: 0.985}
"""By number of telling words (more count as four): from which probability a text is in neither home language."""

FOREIGN_REST: Final = 0.8
"""The same for the text without its most foreign word."""

GRAMMAR: Final = 4.0
"""What it weighs, in log-odds, that the words which carry a sentence are all of one language."""

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
            return _whole(*listed, text, habit)
        script = language_of_script(text)
        if script is not None:
            return Identified(script, None, _LISTED, True)
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
        score = self._frame.scores(words)[0] + _carried(words)
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


def _carried(words: list[str]) -> float:
    """Log-odds of Sesotho from grammar alone: by its clauses, or where it has none by its links."""
    found = {_grammar().get(word) for word in words}
    for sesotho, english in (("st-clause", "en-clause"), ("st-link", "en-link")):
        if sesotho in found or english in found:
            return GRAMMAR * ((sesotho in found) - (english in found))
    return 0.0


def _whole(language: str, kind: str, text: str, habit: Habit | None) -> Identified:
    """A whole message from the list."""
    if kind == "shared" and habit is not None and habit.language in HOME:
        return _answer(habit.language, 0.5, habit.language == language, text, habit)
    return _answer(language, _LISTED, True, text, habit)


def _answer(language: str, chance: float, sure: bool, text: str, habit: Habit | None) -> Identified:
    """The answer, with the spelling the text shows, else that of the habit."""
    spelling: Spelling | None = None
    if language == "st":
        spelling = spelling_of(text) or (habit.spelling if habit else None)
    return Identified(language, spelling, round(chance, 3), sure)


@cache
def _shipped() -> Identifier:
    return Identifier(Model.shipped("frame.txt"), Model.shipped("tongues.txt"))


@cache
def _grammar() -> dict[str, str]:
    """Words of grammar, their language and kind."""
    parted = (line.partition("=") for line in lines("grammar.txt"))
    return {word: kind.strip() for kind, _, listed in parted for word in listed.split()}


@cache
def _messages() -> dict[str, tuple[str, str]]:
    """Whole messages, their language and kind."""
    known: dict[str, tuple[str, str]] = {}
    for line in lines("messages.txt"):
        tag, _, listed = line.partition("=")
        language, _, kind = tag.strip().partition("-")
        known.update((" ".join(tokens(message)), (language, kind)) for message in listed.split("|"))
    return known
