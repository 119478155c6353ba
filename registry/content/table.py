"""The numbers of the content, as a Markdown table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from statistics import mean

from sesotho import segments, to_gsm7

from .answers import Locale
from .facts import STANDINGS
from .files import Content
from .languages import words
from .render import render
from .topics import MUST_ANSWER

LOCALES: tuple[Locale, ...] = ("en", "st_LS", "st_ZA")
AGES = ((180, "less than half a year"), (365, "half a year to a year"), (10_000, "more than a year"))


def table(content: Content, on: dt.date | None = None) -> str:
    """Topics answered, texts, facts by standing and age, segments by language, on a day (today)."""
    rows = [*_topics(content), *_facts(content, on or dt.date.today()), *_segments(content)]
    return "\n".join(["| What | Number |", "|---|---|", *(f"| {what} | {number} |" for what, number in rows)])


def _topics(content: Content) -> Iterator[tuple[str, str]]:
    wanted = [topic for topic in content.topics.values() if topic.kind in MUST_ANSWER]
    answered = [topic for topic in wanted if topic.code in content.answers]
    yield "Topics that need an answer, answered", f"{len(answered)} of {len(wanted)}"
    texts = [text for answer in content.answers.values() for text in answer.texts.values()]
    yield "Texts (topic x locale x form)", str(2 * len(texts))
    sentences = [item for text in texts for item in (*text.short, *text.full)]
    yield (
        "Sentences, of them waiting for a fact",
        f"{len(sentences)}, {sum(item.awaits for item in sentences)}",
    )
    reviews = [review for answer in content.answers.values() for review in answer.review.values()]
    said = {
        word
        for locale in ("st_LS", "st_ZA")
        for answer in content.answers.values()
        for item in answer.texts[locale].lines()
        for word in (each.lower() for each in words(content.words.without_accepted(item.say)))
    }
    attested, judged = len(said & content.words.attested), len(said & content.words.judged)
    yield (
        "Different Sesotho words: attested, judged right by a writer, unknown",
        (f"{attested}, {judged}, {len(said) - len(said & content.words.sesotho)}"),
    )
    yield "Texts reviewed by a person", f"{sum(r.by is not None for r in reviews)} of {len(reviews)}"


def _facts(content: Content, on: dt.date) -> Iterator[tuple[str, str]]:
    facts = list(content.facts.values())
    yield "Facts", str(len(facts))
    for standing in STANDINGS:
        yield f"Facts {standing.replace('_', ' ')}", str(sum(fact.standing == standing for fact in facts))
    ages = Counter(next(name for days, name in AGES if (on - fact.checked_at).days < days) for fact in facts)
    for _, name in AGES:
        yield f"Facts checked {name} ago", str(ages[name])
    yield "Facts past their review date", str(sum(fact.past_review(on) for fact in facts))


def _segments(content: Content) -> Iterator[tuple[str, str]]:
    confirmed = {name: replace(fact, standing="published") for name, fact in content.facts.items()}
    for facts, which in ((content.facts, "today"), (confirmed, "with every fact confirmed")):
        for locale in LOCALES:
            sizes = [
                segments(to_gsm7(render(answer, facts, locale=locale, country="ZA", on=dt.date.min).short))
                for answer in content.answers.values()
            ]
            if not sizes:
                continue
            counts = [size.count for size in sizes]
            one, gsm = (
                counts.count(1) / len(counts),
                sum(size.encoding == "GSM-7" for size in sizes) / len(sizes),
            )
            number = f"{mean(counts):.2f} mean, {max(counts)} most; one segment {one:.0%}; GSM-7 {gsm:.0%}"
            yield f"Segments of a short answer, {locale}, reader in ZA, {which}", number
