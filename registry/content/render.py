"""An answer as one reader gets it: their language, their country, the facts as they stand on the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sesotho import format_month, segments, to_gsm7

from .answers import PLACEHOLDER, Answer, Item, Locale, Ref
from .facts import Fact
from .formats import format_value
from .phrases import AGED, AGED_SHORT, CHECKED, SILENT, body, who_to_ask

SHORT_SEGMENTS = 2


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer ready to send. `full` holds lines; `choices` the topics to offer next.

    `source` (a body that readers know, or None) and `checked` belong to the main fact, the first one used; both are
    None for a guarded answer. `aged`: a fact used is past its review date.
    """

    topic: str
    title: str
    short: str
    full: list[str]
    choices: list[str]
    source: str | None
    checked: dt.date | None
    aged: bool
    facts: list[str]


def render(answer: Answer, facts: Mapping[str, Fact], *, locale: Locale, country: str, on: dt.date) -> Rendered:
    """The answer for a reader in `country` (ISO code) on a day.

    A sentence that leans on a fact which is unknown or not published is left out. When nothing is left of
    a form it says so, and where to ask. A guarded answer (safety) is never added to: no source, no word on age.
    """
    text = answer.texts[locale]
    short, full = (
        [item for item in form if item.is_for(country) and speaks(item, facts)] for form in (text.short, text.full)
    )
    used = list(dict.fromkeys(ref.fact for item in (*short, *full) for ref in item.refs()))
    old = [facts[fact] for fact in used if facts[fact].past_review(on)]
    main = facts[used[0]] if used and not answer.guarded else None
    behind = body(host(main)) if main else None
    said = " ".join(fill(item, facts, locale, country) for item in short) or SILENT[locale]
    lines = [fill(item, facts, locale, country) for item in full] or [SILENT[locale]]
    if old and not answer.guarded:
        who = who_to_ask(host(old[0]), locale)
        said = _with_room(said, AGED_SHORT[locale].format(who=who))
        lines.append(AGED[locale].format(who=who))
    return Rendered(
        topic=answer.topic,
        title=answer.title[locale],
        short=said,
        full=lines,
        choices=list(answer.leads_to),
        source=behind.label if behind else None,
        checked=main.checked_at if main else None,
        aged=bool(old),
        facts=used,
    )


def speaks(item: Item, facts: Mapping[str, Fact]) -> bool:
    """Whether every fact the item leans on is published."""
    known = (facts.get(ref.fact) for ref in item.refs())
    parts = (ref.part for ref in item.refs())
    return all(
        fact is not None and fact.published and part in fact.values for fact, part in zip(known, parts, strict=True)
    )


def fill(item: Item, facts: Mapping[str, Fact], locale: Locale, country: str) -> str:
    """The item with its values in place. Raises KeyError for an unknown fact or part."""

    def value(ref: Ref) -> str:
        return format_value(facts[ref.fact].values[ref.part], locale, country)

    filled = iter([value(ref) for ref in item.refs()])
    return PLACEHOLDER.sub(lambda _: next(filled), item.say)


def host(fact: Fact) -> str:
    """The source's host without www, or empty."""
    return (urlsplit(fact.source.url).hostname or "").removeprefix("www.")


def source_tag(rendered: Rendered, locale: Locale) -> str:
    """Who stands behind the main fact and the month it was checked: "(gov.ls, Nov 2026)", "(checked Nov 2026)".

    Empty when the answer rests on no fact, and for a guarded answer.
    """
    if rendered.checked is None:
        return ""
    month = format_month(rendered.checked, locale)
    return f"({rendered.source}, {month})" if rendered.source else f"({CHECKED[locale].format(month=month)})"


def _with_room(said: str, more: str) -> str:
    longer = f"{said} {more}"
    return longer if segments(to_gsm7(longer)).count <= SHORT_SEGMENTS else said
