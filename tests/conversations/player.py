"""Plays one scene: writes what the person writes, and holds what comes back against what was expected."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from typing import Any

from service.scenes import Expected, Scene, Step
from sesotho import segments, spelling_of
from tests.conversations import officers
from tests.conversations.stage import Stage
from tests.twilio import forms

PREFIXES = {"ZA": "+278355", "LS": "+266585", "GB": "+4474005"}
UNPROMPTED = 30.0
_numbers = itertools.count(50_001)
MENU = re.compile(r"^\d+ ", re.MULTILINE)


class Failed(AssertionError):
    """What went otherwise than written."""


@dataclass
class Said:
    """One line of the recorded conversation. `who`: person, thuso, wait, restart or officer."""

    who: str
    text: str
    topic: str | None = None


@dataclass
class Phone:
    """One telephone; `heard` counts the texts that the scene has dealt with, for each channel."""

    number: str
    heard: dict[str, int] = field(default_factory=dict)

    def address(self, channel: str) -> str:
        """As Twilio writes it."""
        return f"whatsapp:{self.number}" if channel == "whatsapp" else self.number


class Player:
    """One scene on the stage, with telephones of its own."""

    def __init__(self, stage: Stage, scene: Scene) -> None:
        self.stage, self.scene = stage, scene
        self.phones = {"": self._phone()}
        self.at = (self.phones[""], scene.channel)
        self.waiting: list[str] = []
        self.topic: str | None = None
        self.known: dict[str, str] = {}
        self.recorded: list[Said] = []

    def _phone(self) -> Phone:
        return Phone(f"{PREFIXES[self.scene.number]}{next(_numbers)}")

    def play(self) -> None:
        """All steps. Raises `Failed`."""
        for step in self.scene.steps:
            getattr(self, f"_{step.act}")(step)
        self._nothing_left()
        time.sleep(0.05)
        for phone in self.phones.values():
            for channel in phone.heard:
                self._hold(not self._news(phone, channel), f"said at the end: {self._news(phone, channel)}")

    def _person(self, step: Step) -> None:
        self._nothing_left()
        phone = self.phones.setdefault(step.said.get("as", ""), self._phone())
        channel = step.said.get("via", self.scene.channel)
        self.at = (phone, channel)
        phone.heard.setdefault(channel, 0)
        news = self._news(phone, channel)
        self._hold(not news, f"said unasked: {news}")
        form = self._form(phone, channel, step.said)
        self.recorded.append(Said("person", form["Body"] or _shown(step.said)))
        for _ in range(2 if step.said.get("twice") else 1):
            brought = self.stage.network.bring(form)
            self._hold(brought.status == 200, f"the webhook answered {brought.status}")
        turned = self.stage.handled(form["MessageSid"])
        self.topic = turned.topic
        self.stage.twilio.wait(lambda: len(self._news(phone, channel)) >= turned.replies, UNPROMPTED)
        self._take(phone, channel)

    def _form(self, phone: Phone, channel: str, said: dict[str, Any]) -> dict[str, str]:
        text = str(said.get("text", ""))
        for name, value in self.known.items():
            text = text.replace(f"{{{name}}}", value)
        if "location" in said:
            return forms.location(phone.number, *(str(each) for each in said["location"]))
        if said.get("picture"):
            return forms.picture(phone.number, text)
        if said.get("sticker"):
            return forms.sticker(phone.number)
        return (forms.whatsapp if channel == "whatsapp" else forms.sms)(phone.number, text)

    def _thuso(self, step: Step) -> None:
        if not step.expected:
            self._nothing_left()
            time.sleep(0.3)
            phone, channel = self.at
            self._hold(not self._news(phone, channel), f"expected nothing, heard {self._news(phone, channel)}")
            self.recorded.append(Said("thuso", "(nothing)"))
            return
        for expected in step.expected:
            self._hears(expected)

    def _hears(self, expected: Expected) -> None:
        if expected.to:
            self.at = (self.phones[expected.to], self.scene.channel)
        phone, channel = self.at
        if not self.waiting:
            self.stage.twilio.wait(lambda: bool(self._news(phone, channel)), UNPROMPTED)
            self._take(phone, channel)
        self._hold(bool(self.waiting), f"expected {expected}, heard nothing")
        text = self.waiting.pop(0)
        self.recorded.append(Said("thuso", text, self.topic))
        if expected.topic is not None:
            self._hold(self.topic == expected.topic, f"topic {self.topic}, not {expected.topic}: {text}")
        for words in expected.has:
            self._hold(_loose(words) in _loose(text), f"{words!r} is not in {text!r}")
        for words in expected.lacks:
            self._hold(_loose(words) not in _loose(text), f"{words!r} is in {text!r}")
        if expected.matches:
            self._hold(re.search(expected.matches, text, re.DOTALL) is not None, f"{expected.matches} not in {text!r}")
        for name, pattern in expected.remember.items():
            found = re.search(pattern, text)
            self._hold(found is not None, f"nothing like {pattern} in {text!r}")
            self.known[name] = found[1] if found else ""
        self._always(text, channel, expected)

    def _always(self, text: str, channel: str, expected: Expected) -> None:
        """What holds for every reply, whatever it answers."""
        if channel == "sms":
            counted = segments(text)
            most = expected.segments or 2
            self._hold(counted.encoding == "GSM-7", f"not GSM-7: {text!r}")
            self._hold(counted.count <= most, f"{counted.count} segments, more than {most}: {text!r}")
            if self.scene.number == "LS":
                self._hold(not MENU.search(text), f"a menu to a number that cannot reply: {text!r}")
        locale = expected.locale or self.scene.language
        found = spelling_of(text) if locale != "en" else None
        wrong = {"st_LS": "za", "st_ZA": "ls"}.get(locale)
        self._hold(found is None or found != wrong, f"not in {locale}: {text!r}")

    def _wait(self, step: Step) -> None:
        self._nothing_left()
        self.recorded.append(Said("wait", step.words))
        for phone in self.phones.values():
            if phone.heard:
                self.stage.let_pass(phone.number, step.wait)

    def _restart(self, step: Step) -> None:
        self._nothing_left()
        self.recorded.append(Said("restart", step.words))
        self.stage.restart(step.words)

    def _officer(self, step: Step) -> None:
        self.recorded.append(Said("officer", step.words))
        officers.act(self.stage, self.stage.contact_of(self.at[0].number), step.words)

    def _news(self, phone: Phone, channel: str) -> list[str]:
        return self.stage.twilio.texts(phone.address(channel))[phone.heard.get(channel, 0) :]

    def _take(self, phone: Phone, channel: str) -> None:
        news = self._news(phone, channel)
        phone.heard[channel] = phone.heard.get(channel, 0) + len(news)
        self.waiting += news

    def _nothing_left(self) -> None:
        self._hold(not self.waiting, f"more was said than written: {self.waiting}")

    def _hold(self, true: bool, why: str) -> None:
        if not true:
            raise Failed(f"{why}\n\n{transcript(self.recorded)}")


def transcript(recorded: list[Said]) -> str:
    """What has been said so far, for whoever reads a failure."""
    return "\n".join(f"{line.who:>8}: {line.text}" for line in recorded)


def _loose(words: str) -> str:
    return " ".join(words.replace("š", "s'").replace("ts'", "ts'").lower().split())


def _shown(said: dict[str, Any]) -> str:
    return next((f"({what})" for what in ("location", "picture", "sticker") if what in said), "(empty)")
