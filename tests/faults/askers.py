"""People who ask what people ask, and the answers that the content has for them."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from sesotho import to_gsm7
from tests.faults.crowd import Crowd, new_number
from tests.faults.site import SERVICE_TOKEN

# A person keeps to one language; no two questions of a language have the same answer.
QUESTIONS = {
    "en": {
        "How much is a passport?": "passport.fee",
        "I lost my passport in Welkom, what must I do": "passport.lost",
        "until when is my LEP valid": "permit.lep_validity",
        "what is the minimum wage": "labour.minimum_wage",
        "my boss does not pay me": "labour.unpaid",
    },
    "st_LS": {
        "Ke bokae ho etsa phasepoto?": "passport.fee",
        "Phasepoto ea ka e lahlehile, ke etse joang?": "passport.lost",
        "LEP ea ka e felloa ke nako neng?": "permit.lep_validity",
        "Kea batla ho tseba ka chelete ea ka ea TEBA": "pension.deferred_pay",
    },
    "st_ZA": {
        "Ke bokae ho etsa phasepoto ya ka?": "passport.fee",
        "phasepoto ya ka e lahlehile, ke etse jwang": "passport.lost",
        "LEP ya ka e fellwa ke nako neng?": "permit.lep_validity",
        "Ke batla ho tseba ka tjhelete ya ka ya TEBA": "pension.deferred_pay",
    },
}


def answers_in_force(service: str) -> dict[str, dict[str, str]]:
    """For each language and question, the beginning of the SMS that answers it."""
    found = {locale: {text: _short(service, topic, locale) for text, topic in asked.items()}
             for locale, asked in QUESTIONS.items()}  # fmt: skip
    for answers in found.values():
        assert len(set(answers.values())) == len(answers)
    return found


def _short(service: str, topic: str, locale: str) -> str:
    answer = httpx.get(
        f"{service}/v1/answers/{topic}",
        params={"locale": locale, "country": "ZA"},
        headers={"Authorization": f"Bearer {SERVICE_TOKEN}"},
        timeout=10.0,
    )
    assert answer.is_success, answer.text
    return to_gsm7(answer.json()["short"])


@dataclass
class Askers(Crowd):
    """Each asks every question of their language once, in any order; then somebody new comes.

    A text is known by its number and its words, and so is its answer: whatever else is said is no answer.
    """

    right: dict[str, dict[str, str]] = field(default_factory=dict)
    _languages: dict[str, str] = field(default_factory=dict)
    _taken_at: dict[str, datetime] = field(default_factory=dict)

    def _write(self, number: str, texts: int | None) -> None:
        while not self._stop.is_set():
            locale = self._languages[number] = self.chance.choice(list(self.right))
            for text, answer in self.chance.sample(list(self.right[locale].items()), len(self.right[locale])):
                if self._stop.is_set():
                    return
                if self._say(number, text, mark=(mark := _mark(number, text)), answer=answer):
                    self._taken_at[mark] = datetime.now(UTC)
                else:
                    # Nobody listens: that is no time to ask all the rest in vain.
                    time.sleep(3 * self.pause)
                time.sleep(self.pause)
            number = new_number()

    def answers(self) -> Counter[str]:
        """How often Twilio has taken the right answer to each text."""
        return Counter(mark for mark, _ in self._heard() if mark)

    def strange(self) -> list[str]:
        """Whatever was said that answers nothing of what its reader has asked."""
        return [body for mark, body in self._heard() if not mark]

    def longest_wait(self) -> float:
        """Seconds from the last acknowledgement of a text to its answer, of whoever waited longest."""
        waits = [
            (kept.created_at - self._taken_at[mark]).total_seconds()
            for kept in list(self.twilio.ledger.kept)
            if (mark := self._answered(kept.to, kept.body)) in self._taken_at
        ]
        return max(waits, default=0.0)

    def _heard(self) -> list[tuple[str, str]]:
        return [(self._answered(kept.to, kept.body), kept.body) for kept in list(self.twilio.ledger.kept)]

    def _answered(self, number: str, body: str) -> str:
        answers = self.right[self._languages[number]]
        return next((_mark(number, text) for text, answer in answers.items() if body.startswith(answer)), "")


def _mark(number: str, text: str) -> str:
    return f"{number} {text}"
