"""How far a case is, by its reference from the phone that opened it or with its secret. POST: nothing in a log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from registry.api.access import Content, Keys, Stored
from registry.api.shapes import Locale, Shape
from registry.services import cases

routes = APIRouter(tags=["cases"])


class CaseAskedShape(Shape):
    """What somebody wrote about a case."""

    contact: Annotated[str, Field(min_length=1, max_length=64)]
    text: Annotated[str, Field(max_length=1_600, repr=False)]
    locale: Locale = "en"


class CaseToldShape(Shape):
    """What to say; empty when the text is about no case of ours."""

    said: str


@routes.post("/cases/answer")
def answer(asked: CaseAskedShape, stored: Stored, keys: Keys, content: Content) -> CaseToldShape:
    """The status of a case, a secret word kept, reminders wished for; nothing for any other text."""
    with stored.write() as session:
        said = cases.answer(session, keys, content, asked.contact, asked.text, asked.locale)
    return CaseToldShape(said=said or "")
