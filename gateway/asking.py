"""Questions put to the service by the command line: real turns that are stored nowhere."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Annotated, Any, Literal, cast
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from gateway.assistant import AssistantAway
from gateway.parse import clean
from gateway.reach import country_of, is_number, reach_of
from gateway.state import Heard, State, Taken
from gateway.turn import Turns
from registry.services.library import Shelf
from sesotho import segments

AT_ONCE = 12
KEPT_CONVERSATIONS = 200
routes = APIRouter(tags=["ask"])


class Asked(BaseModel):
    """Texts to be asked, each a conversation of its own unless a conversation is named."""

    model_config = ConfigDict(extra="forbid")
    texts: Annotated[list[str], Field(min_length=1, max_length=2_000)]
    channel: Literal["sms", "whatsapp"] = "sms"
    number: Annotated[str, Field(max_length=20, repr=False)] = ""
    conversation: Annotated[str, Field(max_length=64)] = ""


class ReplyShape(BaseModel):
    """One reply as it would be sent."""

    text: str
    encoding: str
    segments: int


class AnsweredShape(BaseModel):
    """What was understood of a text, and what is said in reply."""

    text: str
    topic: str | None
    topics: list[tuple[str, float]]
    language: str
    spelling: str | None
    safety: str | None
    optout: bool
    replies: list[ReplyShape]


class Conversations:
    """The states of conversations held from the command line; the oldest make room."""

    def __init__(self) -> None:
        self._states: OrderedDict[str, State] = OrderedDict()

    def get(self, name: str) -> State:
        """The state a conversation is in."""
        return self._states.get(name, State())

    def keep(self, name: str, state: State) -> None:
        """Remember it for the next turn."""
        self._states[name] = state
        self._states.move_to_end(name)
        while len(self._states) > KEPT_CONVERSATIONS:
            self._states.popitem(last=False)


@routes.post("/ask", summary="Ask texts without storing anything")
async def ask(asked: Asked, request: Request) -> list[AnsweredShape]:
    """Whole turns: safety net, menu, Rasa with its actions, rendering."""
    if asked.number and not is_number(asked.number):
        raise HTTPException(422, "number: write it in international form, as +27 and the number without its first 0")
    turns, shelf = cast(Turns, request.app.state.turns), cast(Shelf, request.app.state.shelf)
    conversations = cast(Conversations, request.app.state.conversations)
    country = country_of(asked.number) if asked.number else "ZA"
    room = asyncio.Semaphore(AT_ONCE)

    async def one(text: str) -> Taken:
        async with room:
            heard = _heard(text, asked, country)
            state = conversations.get(asked.conversation) if asked.conversation else State()
            return await turns.take(asked.conversation or f"ask-{uuid4().hex}", heard, state, shelf.library)

    try:
        if asked.conversation:
            taken = [await one(asked.texts[0])]
            conversations.keep(asked.conversation, taken[0].state)
        else:
            taken = await asyncio.gather(*(one(text) for text in asked.texts))
    except AssistantAway as error:
        raise HTTPException(503, f"The assistant is away ({error}); try again in a moment") from None
    return [_answered(text, each) for text, each in zip(asked.texts, taken, strict=False)]


def _heard(text: str, asked: Asked, country: str | None) -> Heard:
    cleaned = clean(text)
    kind: Any = "text" if any(each.isalnum() for each in cleaned) else "unsupported" if cleaned else "empty"
    return Heard(
        text=cleaned,
        kind=kind,
        channel=asked.channel,
        country=country,
        can_reply=reach_of(country, asked.channel).can_reply,
    )


def _answered(text: str, taken: Taken) -> AnsweredShape:
    return AnsweredShape(
        text=text,
        topic=taken.topic,
        topics=taken.ranking,
        language=taken.language,
        spelling=taken.spelling,
        safety=taken.danger,
        optout=taken.optout is not None,
        replies=[
            ReplyShape(text=reply, encoding=segments(reply).encoding, segments=segments(reply).count)
            for reply in taken.replies
        ],
    )
