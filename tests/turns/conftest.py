"""Conversations with the gateway's turn alone: real content, and an assistant that says what the test tells it to."""

from __future__ import annotations

import asyncio
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import yaml

from gateway.assistant import Assistant, Understood
from gateway.state import Heard, State, Taken
from gateway.turn import Turns
from registry.content import load
from registry.services.library import Library
from service.settings import ROOT

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def library() -> Library:
    content = ROOT / "content"
    return Library(load(content), yaml.safe_load((content / "menus.yaml").read_text("utf-8")))


class ToldAssistant(Assistant):
    """Understands a text as the topic it was told, and answers with the registry's own words."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.understands: dict[str, list[tuple[str, float]]] = {}
        self.asked: list[str] = []

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Understood:
        self.asked.append(text)
        ranking = [(text[1:], 1.0)] if text.startswith("/") else self.understands.get(text, [("out_of_scope", 1.0)])
        intent = ranking[0][0] if ranking[0][1] >= 0.4 else "nlu_fallback"
        return Understood(intent, ranking, [], self._replies(intent, metadata))

    def _replies(self, topic: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        if topic == "nlu_fallback":
            return [{"custom": {"doubt": True}}]
        told = self.library.answer(topic, metadata["locale"], metadata["country"], TODAY)
        if told is None:
            return [{"text": f"words for {topic}"}]
        choices = [{"topic": code, "title": title} for code, title in told.choices]
        answer = {
            "topic": topic,
            "short": told.rendered.short,
            "full": told.rendered.full,
            "source": told.source,
            "choices": choices,
        }
        return [{"custom": {"answer": answer}}]


@dataclass
class Person:
    """Somebody who writes, turn after turn."""

    library: Library
    assistant: ToldAssistant
    heard: Heard = field(default_factory=lambda: Heard("", country="ZA"))
    state: State = field(default_factory=State)

    def writes(self, text: str, understood_as: str | list[tuple[str, float]] | None = None) -> Taken:
        if understood_as is not None:
            ranking = [(understood_as, 0.9)] if isinstance(understood_as, str) else understood_as
            self.assistant.understands[text] = ranking
        return self.hears(replace(self.heard, text=text))

    def hears(self, heard: Heard) -> Taken:
        turn = Turns(self.assistant).take("person", heard, self.state, self.library, TODAY)
        # In a thread of its own: a browser test before this one may have left a loop running in ours.
        with ThreadPoolExecutor(1) as thread:
            taken = thread.submit(asyncio.run, turn).result()
        self.state = taken.state
        return taken


@pytest.fixture
def person(library: Library) -> Person:
    return Person(library, ToldAssistant(library))


@pytest.fixture
def on_whatsapp(person: Person) -> Person:
    person.heard = replace(person.heard, channel="whatsapp")
    return person


@pytest.fixture
def in_lesotho(person: Person) -> Person:
    """An SMS number that cannot reply."""
    person.heard = replace(person.heard, country="LS", can_reply=False)
    return person
