"""Answers, facts, topics, forums: what the service can say."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from registry.api.access import Content
from registry.api.shapes import (
    AnswerShape,
    ChoiceShape,
    Country,
    FactShape,
    Locale,
    TopicShape,
)

routes = APIRouter(tags=["content"])


@routes.get("/topics")
def topics(content: Content) -> list[TopicShape]:
    """All topics, in the order of `content/topics.yaml`."""
    held = content.content
    return [
        TopicShape(
            topic=topic.code,
            family=topic.family,
            kind=topic.kind,
            asks=topic.asks,
            answered=topic.code in held.answers,
        )
        for topic in held.topics.values()
    ]


@routes.get("/answers/{topic}", responses={404: {"description": "No answer of that topic"}})
def answer(
    topic: str,
    content: Content,
    locale: Annotated[Locale, Query()] = "en",
    country: Annotated[Country, Query()] = "ZA",
) -> AnswerShape:
    """The answer of a topic for one reader, with the facts as they stand today."""
    told = content.answer(topic, locale, country, dt.datetime.now(dt.UTC).date())
    if told is None:
        raise HTTPException(404, f"There is no answer of topic {topic[:40]!r}")
    rendered = told.rendered
    return AnswerShape(
        topic=rendered.topic,
        title=rendered.title,
        short=rendered.short,
        full=rendered.full,
        choices=[ChoiceShape(topic=code, title=title) for code, title in told.choices],
        source=told.source,
        aged=rendered.aged,
        facts=rendered.facts,
    )


@routes.get("/facts")
def facts(content: Content) -> list[FactShape]:
    """All facts in force, with source, dates and standing."""
    return [FactShape(group=fact.group, fact=fact.to_dict()) for fact in content.content.facts.values()]


@routes.get("/facts/{fact}", responses={404: {"description": "No fact of that id"}})
def fact(fact: str, content: Content) -> FactShape:
    """One fact in force."""
    found = content.content.facts.get(fact)
    if found is None:
        raise HTTPException(404, f"There is no fact {fact[:40]!r}")
    return FactShape(group=found.group, fact=found.to_dict())
