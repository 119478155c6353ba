"""What goes over the wire."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Locale = Literal["en", "st_LS", "st_ZA"]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|other)$", description="ISO code of the reader's country")]


class Shape(BaseModel):
    """Nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid")


class ChoiceShape(Shape):
    """A topic that an answer leads to, with its label."""

    topic: str
    title: str


class AnswerShape(Shape):
    """An answer rendered for one reader: short form, lines of the full form, where it comes from and leads."""

    topic: str
    title: str
    short: str
    full: list[str]
    choices: list[ChoiceShape]
    source: str
    aged: bool
    facts: list[str]


class FactShape(Shape):
    """A fact in force, as `content/facts` has it."""

    group: str
    fact: dict[str, Any]


class TopicShape(Shape):
    """A topic, its family and kind, and whether it has an answer."""

    topic: str
    family: str
    kind: str
    asks: str | None
    answered: bool


class WhereShape(Shape):
    """Where somebody is: what they wrote, or a point."""

    text: Annotated[str, Field(max_length=1_600)] = ""
    location: tuple[float, float] | None = None
    locale: Locale = "en"
    country: Country = "ZA"
    limit: Annotated[int, Field(ge=1, le=5)] = 2


class OfficeShape(Shape):
    """A mission as a person is told of it; `contact` holds only what is confirmed."""

    id: str
    name: str
    kind: str
    town: str
    country: str
    kilometres: int | None
    contact: dict[str, str]


class NearestShape(Shape):
    """The town that was understood, other towns it may have meant, and the offices, nearest first."""

    town: str | None
    alternatives: list[str]
    offices: list[OfficeShape]


class ContactShape(Shape):
    """A contact without a word or a digit of theirs."""

    id: str
    created_at: dt.datetime
    country: str | None
    language: str | None
    spelling: str | None
    safe_mode: bool
    muted: bool
    channels: list[str]


class MessageShape(Shape):
    """A message's life; its text is never part of it."""

    id: int
    direction: str
    kind: str
    topic: str | None
    language: str | None
    created_at: dt.datetime
    handled_at: dt.datetime | None
    status: str | None


class AlarmShape(Shape):
    """Somebody may be in danger."""

    id: int
    category: str
    country: str | None
    raised_at: dt.datetime
    wants_call: bool
    call_time: str | None
    acknowledged_at: dt.datetime | None
    acknowledged_by: str | None


class AcknowledgementShape(Shape):
    """Who takes an alarm on."""

    officer: Annotated[str, Field(min_length=2, max_length=40)]


class HealthShape(Shape):
    """Whether the registry can answer."""

    status: Literal["ok", "away"]
