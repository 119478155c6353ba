"""Writing facts and answers as files, always the same way: a file in this form comes back byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import yaml

from .answers import FORMS, Answer, Item
from .facts import Fact
from .reading import mapping
from .values import Value, Worded

# Keys whose values never need quotes.
BARE = ("currency", "country", "date", "month", "for")


def dump(content: Answer | Iterable[Fact]) -> str:
    """The file for one answer, or for the facts of one group in the order given."""
    if isinstance(content, Answer):
        return _answer(content)
    return "\n".join(_fact(fact) for fact in content) or "[]\n"


def _fact(fact: Fact) -> str:
    lines = [
        f"- id: {_scalar(fact.id)}",
        f"  about: {_scalar(fact.about)}",
        f"  said: {_scalar(fact.said)}",
        "  values:" if fact.values else "  values: {}",
        *(f"    {_scalar(part)}: {_value(value)}" for part, value in fact.values.items()),
        f"  source: {{url: {_quoted(fact.source.url)}, date: {_quoted(fact.source.date)}}}",
        f"  checked_at: {fact.checked_at}",
        f"  review_at: {fact.review_at}",
        f"  standing: {fact.standing}",
        f"  confidence: {fact.confidence}",
        f"  stale_risk: {fact.stale_risk}",
    ]
    if fact.note is not None:
        lines.append(f"  note: {_scalar(fact.note)}")
    return "\n".join(lines) + "\n"


def _value(value: Value) -> str:
    plain = value.to_dict()
    return "{text: " + _flow(mapping(plain["text"])) + "}" if isinstance(value, Worded) else _flow(plain)


def _answer(answer: Answer) -> str:
    lines = [
        f"topic: {answer.topic}",
        f"title: {_flow(dict(answer.title))}",
        f"leads_to: [{', '.join(answer.leads_to)}]",
        "texts:",
    ]
    for locale, text in answer.texts.items():
        lines.append(f"  {locale}:")
        for form in FORMS:
            lines.append(f"    {form}:")
            lines += [f"    - {_item(item)}" for item in text.form(form)]
    lines.append("review:")
    lines += [f"  {locale}: {_review(r.by, str(r.at) if r.at else None)}" for locale, r in answer.review.items()]
    return "\n".join(lines) + "\n"


def _item(item: Item) -> str:
    plain = item.to_plain()
    return _scalar(plain) if isinstance(plain, str) else _flow(plain)


def _review(by: str | None, at: str | None) -> str:
    return "{by: null, at: null}" if by is None else f"{{by: {_quoted(by)}, at: {at}}}"


def _flow(plain: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{key}: {_inside(key, value)}" for key, value in plain.items()) + "}"


def _inside(key: str, value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(str(one) for one in value) + "]"
    return str(value) if isinstance(value, str) and key in BARE else json.dumps(value, ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _scalar(text: str) -> str:
    """The text without quotes where YAML then reads the same text, else in double quotes."""
    try:
        plain = yaml.safe_load(f"k: {text}") == {"k": text} and yaml.safe_load(f"- {text}") == [text]
    except yaml.YAMLError:
        plain = False
    return text if plain else _quoted(text)
