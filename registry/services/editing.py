"""Answers and facts edited by staff: proposed by one, checked, published by another, every version kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.content import Answer, Content, Fact, Malformed, Review
from registry.content.answers import Locale
from registry.content.check import check_answer, check_fact
from registry.content.files import Words
from registry.models import Item
from registry.models.proposal import PUBLISHED, REFUSED, WAITING, WITHDRAWN, Proposal

Kind = Literal["answer", "fact"]
LOCALES: tuple[Locale, ...] = ("en", "st_LS", "st_ZA")


class CannotPublish(ValueError):
    """One sentence in plain words."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a change, and what to do; a warning does not stop it."""

    what: str
    todo: str
    is_warning: bool


def in_force(session: Session, kind: Kind, code: str) -> Item | None:
    """The version that readers get."""
    return session.scalar(select(Item).where(Item.kind == kind, Item.code == code, Item.is_in_force))


def history(session: Session, kind: Kind, code: str) -> list[Item]:
    """Every version, newest first."""
    return list(session.scalars(select(Item).where(Item.kind == kind, Item.code == code).order_by(Item.version.desc())))


def waiting(session: Session, kind: Kind | None = None, code: str | None = None) -> list[Proposal]:
    """Proposals nobody has decided on, oldest first."""
    wanted = select(Proposal).where(Proposal.state == WAITING).order_by(Proposal.id)
    if kind:
        wanted = wanted.where(Proposal.kind == kind)
    if code:
        wanted = wanted.where(Proposal.code == code)
    return list(session.scalars(wanted))


def proposal(session: Session, number: int) -> Proposal | None:
    """One proposal."""
    return session.get(Proposal, number)


def users_of(content: Content, fact: str) -> list[str]:
    """The topics whose answers use a fact, and `mission ...` or `place ...` for contacts that do."""
    answers = [
        topic
        for topic, answer in content.answers.items()
        if any(ref.fact == fact for text in answer.texts.values() for item in text.lines() for ref in item.refs())
    ]
    places = [
        f"{what} {each.id}"
        for what, listed in (("mission", content.missions), ("place", content.places))
        for each in listed
        if any(ref.fact == fact for ref in each.contact.values())
    ]
    return answers + places


def words_of(session: Session) -> Words:
    """The words that the spelling checks know, from the files in force."""
    texts = {
        row.code: row.data["text"]
        for row in session.scalars(select(Item).where(Item.kind == "file", Item.is_in_force))
        if row.code.startswith("words/")
    }
    towns = session.scalars(select(Item.data).where(Item.kind == "town", Item.is_in_force))
    names = {str(name).lower(): "the name of a town" for town in towns for name in (town["name"], town["region"])}
    accepted = yaml.safe_load(texts.get("words/accepted_st.yaml", "")) or {}

    def listed(name: str) -> frozenset[str]:
        return frozenset(texts.get(name, "").split())

    return Words(
        listed("words/attested_st.txt"),
        listed("words/judged_st.txt"),
        {**names, **{str(word).lower(): str(reason) for word, reason in accepted.items()}},
    )


def check(content: Content, words: Words, kind: Kind, data: dict[str, Any], group: str = "") -> list[Complaint]:
    """Everything wrong with a change, in the content as it would be; a change that cannot be read has one complaint."""
    try:
        changed = _with(replace(content, words=words), kind, data, group)
    except Malformed as error:
        what, _, todo = error.message.rpartition(": ")
        where = ".".join(str(step) for step in error.path)
        return [Complaint(f"{where}: {what or error.message}".strip(": "), todo or "Mend it", False)]
    if kind == "answer":
        found = check_answer(changed.answers[data["topic"]], changed)
        return [Complaint(each.what, each.todo, each.warning) for each in found]
    fact = changed.facts[data["id"]]
    problems = set(check_fact(fact, changed))
    for topic in users_of(changed, fact.id):
        answer = changed.answers.get(topic)
        before = set(check_answer(answer, replace(content, words=words))) if answer else set()
        problems |= set(check_answer(answer, changed)) - before if answer else set()
    return [Complaint(each.what, each.todo, each.warning) for each in sorted(problems)]


def propose(session: Session, kind: Kind, code: str, data: dict[str, Any], author: str, reason: str = "") -> Proposal:
    """A change for somebody else to publish; an older one of the same author gives way to it."""
    current = in_force(session, kind, code)
    if current is None:
        raise CannotPublish("There is nothing of that name to change.")
    if kind == "answer":
        data = _unreviewed_where_changed(current.data, data)
    if data == current.data:
        raise CannotPublish("Nothing was changed.")
    for older in waiting(session, kind, code):
        if older.author == author:
            older.state = WITHDRAWN
    made = Proposal(kind=kind, code=code, base_version=current.version, data=data, author=author, reason=reason)
    session.add(made)
    session.flush()
    return made


def publish(session: Session, number: int, officer: str, at: dt.datetime) -> Item:
    """Put a proposal into force. Raises `CannotPublish`: by its author, or when something newer is in force."""
    found = session.get(Proposal, number, with_for_update=True)
    if found is None or found.state != WAITING:
        raise CannotPublish("This proposal has already been decided on.")
    if found.author == officer:
        raise CannotPublish("Somebody else has to publish what you wrote.")
    current = in_force(session, cast(Kind, found.kind), found.code)
    if current is None or current.version != found.base_version:
        raise CannotPublish("A newer version is in force. Write the change again from that one.")
    found.state, found.decided_by, found.decided_at = PUBLISHED, officer, at
    return _put_into_force(session, current, found.data, found.author, at)


def refuse(session: Session, number: int, officer: str, at: dt.datetime) -> Proposal:
    """Turn a proposal down; its author may withdraw it."""
    found = session.get(Proposal, number, with_for_update=True)
    if found is None or found.state != WAITING:
        raise CannotPublish("This proposal has already been decided on.")
    found.state = WITHDRAWN if found.author == officer else REFUSED
    found.decided_by, found.decided_at = officer, at
    return found


def unreviewed(content: Content) -> list[tuple[str, Locale]]:
    """The texts that no native reader has approved yet."""
    return [
        (topic, locale)
        for topic, answer in content.answers.items()
        for locale in LOCALES
        if answer.review[locale].by is None
    ]


def approve_text(session: Session, topic: str, locale: Locale, reader: str, at: dt.datetime) -> Item:
    """A native reader vouches for one text as it stands."""
    current = in_force(session, "answer", topic)
    if current is None:
        raise CannotPublish("There is no answer of that topic.")
    answer = Answer.from_dict(current.data)
    review = {**answer.review, locale: Review(reader, at.date())}
    return _put_into_force(session, current, replace(answer, review=review).to_dict(), reader, at)


def _put_into_force(session: Session, current: Item, data: dict[str, Any], author: str, at: dt.datetime) -> Item:
    current.is_in_force = False
    made = Item(
        kind=current.kind, code=current.code, group=current.group, position=current.position,
        version=current.version + 1, data=data, origin="console", author=author, published_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _with(content: Content, kind: Kind, data: dict[str, Any], group: str) -> Content:
    if kind == "answer":
        answer = Answer.from_dict(data)
        return replace(content, answers={**content.answers, answer.topic: answer})
    fact = Fact.from_dict(data, group=group)
    return replace(content, facts={**content.facts, fact.id: fact})


def _unreviewed_where_changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    def said(data: dict[str, Any], locale: str) -> Any:
        return data["title"][locale], data["texts"][locale]

    review = {
        locale: before["review"][locale] if said(before, locale) == said(after, locale) else {"by": None, "at": None}
        for locale in LOCALES
    }
    return {**after, "review": review}
