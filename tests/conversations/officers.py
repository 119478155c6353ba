"""What officers do in scenes, through the same services as the console: take, reply WORDS, hand back, ..."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.models import Forum
from registry.services import cases, forums, handovers
from registry.services.library import read_library
from tests.conversations.stage import Stage

OFFICER = "Mme Fictional"


def act(stage: Stage, contact_id: str, words: str) -> None:
    """Do what the words say, for the person of the scene."""
    verb, _, rest = words.partition(": ")
    with stage.database.write() as session:
        _ACTS[verb](stage, session, contact_id, rest)


def _take(stage: Stage, session: Session, contact_id: str, _: str) -> None:
    handover = handovers.open_of(session, contact_id)
    assert handover is not None, "nobody has asked for a person"
    assert handovers.take(session, handover.id, OFFICER)


def _reply(stage: Stage, session: Session, contact_id: str, words: str) -> None:
    handover = handovers.open_of(session, contact_id)
    assert handover is not None
    handovers.reply(session, stage.vault, handover.id, OFFICER, words)


def _hand_back(stage: Stage, session: Session, contact_id: str, _: str) -> None:
    handover = handovers.open_of(session, contact_id)
    assert handover is not None
    handovers.hand_back(session, handover.id, OFFICER)


def _call_off(stage: Stage, session: Session, contact_id: str, town: str) -> None:
    forum = session.scalars(select(Forum).where(Forum.town == town)).one()
    forums.call_off(session, forum)


def _move_case(stage: Stage, session: Session, contact_id: str, status: str) -> None:
    [found] = cases.list_cases(session, cases.Filters(contact_id=contact_id))
    cases.change_status(session, stage.vault, found.id, status, OFFICER)


def _hand_over_case(stage: Stage, session: Session, contact_id: str, mission: str) -> None:
    [found] = cases.list_cases(session, cases.Filters(contact_id=contact_id))
    cases.transfer(session, stage.vault, read_library(session), found.id, mission, found.unit, OFFICER)


_ACTS: dict[str, Callable[[Stage, Session, str, str], None]] = {
    "takes the conversation": _take,
    "writes": _reply,
    "hands the conversation back": _hand_back,
    "calls off the forum": _call_off,
    "moves the case to": _move_case,
    "hands the case to": _hand_over_case,
}
