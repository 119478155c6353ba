"""Simulated people who register: what is true of them, how they write, what goes wrong on the way. All fictional."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from registry.dialogues import words
from registry.dialogues.words import say
from sesotho import to_gsm7

LOCALES = ("en", "st_LS", "st_ZA")
NAMES = (
    "Thabo Mokoena",
    "Palesa Mohapi",
    "Lineo Thamae",
    "Tau Sello",
    "Mpho Letsie",
    "Lerato Molefi",
    "Neo Phiri",
    "Teboho Ramaema",
)
TOWNS = (
    "Welkom",
    "Rustenburg",
    "Johannesburg",
    "Bloemfontein",
    "Durban",
    "Klerksdorp",
    "Carletonville",
    "Pretoria",
    "Ficksburg",
)
DISTRICTS = {
    "Mafeteng": "mafeteng", "Leribe": "leribe", "Berea": "berea", "Quthing": "quthing", "Mohale's Hoek": "mohales_hoek",
    "Mokhotlong": "mokhotlong", "Thaba-Tseka": "thaba_tseka", "Butha-Buthe": "butha_buthe", "Maseru": "maseru",
}  # fmt: skip
WORK = {
    "domestic worker": {"en": "domestic worker", "st": "malapeng"},
    "mine": {"en": "miner", "st": "morafong"},
    "farm": {"en": "farm worker", "st": "polasing"},
    "nurse": {"en": "nurse", "st": "ke mooki"},
    "student": {"en": "student", "st": "ke moithuti"},
}
OPENINGS = {
    "en": ("register", "I want to register", "register me please", "how do I register as a Mosotho abroad"),
    "st": ("ke batla ho ngolisa", "nngoliseng hle", "ke kopa ho ingolisa", "ngolisa"),
}
QUESTIONS = {
    "en": ("how much is a passport?", "passport.fee"),
    "st": ("phasepoto ke bokae?", "passport.fee"),
}
MOST_MESSAGES = 14
# What stands in the places of a wording, when it is looked for in a reply.
BLANK = "xxx"
PARTS = dict.fromkeys(("name", "town", "towns", "country", "district", "work", "interests", "code"), BLANK)


@dataclass(frozen=True)
class Noise:
    """The chance of each trouble, at each message."""

    typo: float = 0.25
    twice: float = 0.10
    delay: float = 0.10
    switch: float = 0.05
    question: float = 0.05
    why: float = 0.05
    correction: float = 0.10


@dataclass
class Person:
    """One simulated person. `says` gives their next text for what was said to them."""

    chance: random.Random
    noise: Noise
    locale: str
    name: str = ""
    town: str = ""
    district: str = ""
    work: str = ""
    style: str = "plain"
    corrected: bool = False
    sent: list[str] = field(default_factory=list)
    intents: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """en or st."""
        return self.locale[:2]

    def opening(self) -> str:
        """Their first text."""
        text = self.chance.choice(OPENINGS[self.language])
        if self.style == "all at once":
            text = f"{text}. {self._name()}, {self._place()}, {self._district()}, {self._work()}"
        self.intents[text] = "diaspora.register"
        return text

    def says(self, said: str) -> str:
        """The answer to a reply; the questions in it are answered in their order."""
        if self._happens(self.noise.question):
            text, intent = QUESTIONS[self.language]
            self.intents[text] = intent
            return text
        if self._happens(self.noise.why):
            return "why do you ask?" if self.language == "en" else "hobaneng?"
        if self._happens(self.noise.switch):
            self.locale = "st_LS" if self.language == "en" else "en"
            return "sesotho" if self.language == "st" else "english"
        if _asks(said, words.AGREE, words.AGREE_INTERESTS, words.CONFIRM_AGAIN, words.CHANGE_AGREE):
            return self._confirms(said)
        answers = [answer() for wording, answer in self._answers() if _asks(said, *wording)]
        if not answers:
            return self._name() if _asks(said, words.NAME_AGAIN) else "ee" if self.language == "st" else "yes"
        if self.style == "one at a time":
            answers = answers[:1]
        return self._slip(", ".join(answers))

    def _answers(self) -> list[tuple[tuple[str, ...], Callable[[], str]]]:
        return [
            ((words.ASK_NAME, words.NAME_AGAIN), self._name),
            ((words.ASK_PLACE, words.ASK_TOWN, words.PLACE_AGAIN), self._place),
            ((words.ASK_DISTRICT, words.DISTRICT_AGAIN), self._district),
            ((words.ASK_WORK, words.WORK_AGAIN), self._work),
        ]

    def _confirms(self, said: str) -> str:
        shown = to_gsm7(said)
        yes = "ee" if self.language == "st" else "yes"
        if "(" in shown and self.town not in shown:
            return f"no, {self.town}" if self.language == "en" else f"tjhe, ke dula {self.town}"
        if "(" in shown and to_gsm7(self.district) not in shown:
            return f"no, from {self.district}" if self.language == "en" else f"che, ke tsoa {self.district}"
        if not self.corrected and self._happens(self.noise.correction):
            # They have thought of another town after all.
            self.corrected = True
            self.town = self.chance.choice([town for town in TOWNS if town != self.town])
            return f"no, {self.town}" if self.language == "en" else f"che, {self.town}"
        return self.chance.choice([yes, yes, f"{yes} all" if self.language == "en" else "ee tsohle"])

    def _name(self) -> str:
        return self.name if self.language == "en" or self.style != "sentence" else f"ke {self.name}"

    def _place(self) -> str:
        if self.style != "sentence":
            return self.town
        return f"I live in {self.town}" if self.language == "en" else f"ke lula {self.town}"

    def _district(self) -> str:
        if self.style == "plain":
            return self.district
        return f"from {self.district}" if self.language == "en" else f"ke tsoa {self.district}"

    def _work(self) -> str:
        return WORK[self.work][self.language]

    def _slip(self, text: str) -> str:
        """One slip of the thumb in a long word: a letter lost, doubled or swapped."""
        found = list(re.finditer(r"[A-Za-z]{6,}", text))
        if not found or not self._happens(self.noise.typo):
            return text
        word = self.chance.choice(found)
        at = word.start() + self.chance.randrange(1, len(word[0]) - 1)
        slips = (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:],
                 text[:at] + text[at + 1] + text[at] + text[at + 2 :])  # fmt: skip
        return self.chance.choice(slips)

    def _happens(self, chance: float) -> bool:
        return self.chance.random() < chance


def somebody(chance: random.Random, noise: Noise) -> Person:
    """A person made up at random."""
    return Person(
        chance=chance,
        noise=noise,
        locale=chance.choice(LOCALES),
        name=chance.choice(NAMES),
        town=chance.choice(TOWNS),
        district=chance.choice(tuple(DISTRICTS)),
        work=chance.choice(tuple(WORK)),
        style=chance.choices(("plain", "sentence", "one at a time", "all at once"), (5, 3, 1, 1))[0],
    )


def is_over(said: str) -> bool:
    """Whether the registration is done."""
    return _asks(said, words.REGISTERED)


def _asks(said: str, *wordings: str) -> bool:
    return any(pattern.search(to_gsm7(said)) for wording in wordings for pattern in _patterns(wording))


@cache
def _patterns(wording: str) -> list[re.Pattern[str]]:
    """A wording in every locale, whatever stands in its places."""
    told = {to_gsm7(say(wording, locale, **PARTS)) for locale in LOCALES}
    return [re.compile(re.escape(each).replace(BLANK, ".*?")) for each in told]
