"""Dialogues: one turn of registering or of opening a case. POST, so that no text is left in a log."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import Field

from registry.api.access import Content, Keys, Stored
from registry.api.shapes import Country, Locale, Shape
from registry.services import dialogues

routes = APIRouter(tags=["dialogues"])


class TurnShape(Shape):
    """One text in a dialogue. `intent` and `chance`: what the assistant took it for."""

    contact: Annotated[str, Field(min_length=1, max_length=64)]
    text: Annotated[str, Field(max_length=1_600, repr=False)] = ""
    locale: Locale = "en"
    country: Country = "ZA"
    channel: Literal["sms", "whatsapp", "web"] = "sms"
    intent: Annotated[str, Field(max_length=40)] = ""
    chance: float = 0.0
    begins: bool = False
    returns: bool = False
    message: Annotated[int | None, Field(ge=0, lt=2**63)] = None


class OutcomeShape(Shape):
    """What came of it: `asked` goes on, `passed` is for somebody else; and what to say, in one message or two."""

    outcome: Literal["asked", "done", "left", "paused", "passed", "refused"]
    said: str
    more: str


@routes.post("/dialogues/{dialogue}/turns")
def take_turn(
    dialogue: Annotated[dialogues.Dialogue, Path()], asked: TurnShape, stored: Stored, keys: Keys, content: Content
) -> OutcomeShape:
    """Take one turn: what the text tells is kept, and the next question given."""
    turn = dialogues.Turn(
        dialogue=dialogue,
        contact_id=asked.contact,
        text=asked.text,
        locale=asked.locale,
        country=asked.country,
        channel=asked.channel,
        intent=asked.intent,
        chance=asked.chance,
        begins=asked.begins,
        returns=asked.returns,
        message=asked.message,
    )
    with stored.write() as session:
        outcome = dialogues.take(session, keys, content, turn)
    return OutcomeShape(outcome=outcome.kind, said=outcome.said, more=outcome.more)
