"""What must be true of the content before anybody is told it: every check, each problem with what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import phonenumbers

from sesotho import segments, to_gsm7

from .answers import FORMS, PLACEHOLDER, Answer, Form, Item, Locale
from .dialling import unreachable
from .english import english_words
from .facts import Fact
from .files import Content
from .languages import misspelt, unknown, words
from .reading import Path
from .render import SHORT_SEGMENTS, fill, render, speaks
from .sources import Origin, Problem
from .topics import MUST_ANSWER
from .values import Phone, ShortCode, Ussd

LOCALES: tuple[Locale, ...] = ("en", "st_LS", "st_ZA")
COUNTRIES = ("ZA", "LS", "GB")
TITLE_LENGTH = 22
LEADS_TO = range(2, 4)
FULL_LINES = range(8, 21)
PHONE_REVIEW = dt.timedelta(days=183)

# Words that could put a person in danger when somebody else reads the phone.
TELLING = re.compile(
    r"traffick|police|victim|shelter|\brap(?:e|ed|ing|ist)\b|polesa|polisi|(?:kgwebo|khoebo) ka batho"
    r"|rekis\w* (?:ha )?batho|hlatsipa|phofu|t(?:š|sh|s')abelo|\b(?:peto|beta|betoa|betwa|betiloe|betilwe)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?:|www\.|\S@\S", re.IGNORECASE)


def check(content: Content) -> list[Problem]:
    """Every problem of the content, in the order of its files."""
    english = english_words(content)
    return sorted(
        {
            *_missing_answers(content),
            *(problem for fact in content.facts.values() for problem in check_fact(fact, content)),
            *(problem for answer in content.answers.values() for problem in _answer(answer, content, english)),
            *_places(content),
        }
    )


def check_answer(answer: Answer, content: Content) -> list[Problem]:
    """Everything that can be wrong with one answer: before it is saved, too."""
    return sorted(set(_answer(answer, content, english_words(content))))


def check_fact(fact: Fact, content: Content) -> Iterator[Problem]:
    origin = content.origin("fact", fact.id)
    if fact.published and not fact.source.url.startswith(("http://", "https://")):
        yield origin.problem("a published fact needs the address of its source", "Give it", ("source", "url"))
    if fact.review_at <= fact.checked_at:
        yield origin.problem("review_at is not after checked_at", "Give a later review date", ("review_at",))
    if fact.published and fact.values and fact.confidence == "low":
        todo = "Make it verify_first, or find a better source"
        yield origin.problem("published with low confidence", todo, ("standing",), warning=True)
    for part, value in fact.values.items():
        if isinstance(value, Phone | ShortCode | Ussd):
            yield from _review(fact, origin)
        if isinstance(value, Phone):
            yield from _phone(fact, value, origin, ("values", part))


def _review(fact: Fact, origin: Origin) -> Iterator[Problem]:
    if fact.review_at - fact.checked_at > PHONE_REVIEW:
        todo = "Bring review_at within six months of checked_at"
        yield origin.problem("a telephone number is reviewed every six months", todo, ("review_at",))


def _phone(fact: Fact, value: Phone, origin: Origin, path: Path) -> Iterator[Problem]:
    number = phonenumbers.parse(value.e164)
    if fact.published and not phonenumbers.is_valid_number(number):
        yield origin.problem(f"{value.e164} is not a number that can exist", "Compare it with `said`", path)
    free = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE
    if free and not value.toll_free:
        yield origin.problem(f"{value.e164} is toll-free", "Add toll_free: true", path)


def _answer(answer: Answer, content: Content, english: frozenset[str]) -> Iterator[Problem]:
    origin = content.origin("answer", answer.topic)
    yield from _place_in_content(answer, content, origin)
    yield from _titles(answer, content, origin)
    for locale in LOCALES:
        for form in FORMS:
            for n, item in enumerate(answer.texts[locale].form(form)):
                path = ("texts", locale, form, n)
                yield from _item(item, content, origin, path)
                yield from _spelling(item, locale, content, origin, path)
                if locale != "en":
                    yield from _english(item, english, content, origin, path)
                    yield from _unknown(item.say, english, content, origin, path)
    for form in FORMS:
        yield from _same_facts(answer, form, origin)
    if all(_known(item, content) for text in answer.texts.values() for item in (*text.short, *text.full)):
        yield from _renderings(answer, content, origin)


def _place_in_content(answer: Answer, content: Content, origin: Origin) -> Iterator[Problem]:
    topic = content.topics.get(answer.topic)
    if topic is None:
        yield origin.problem(f"no topic {answer.topic} in topics.yaml", "Correct the code", ("topic",))
        return
    if "/answers/" in origin.file and f"/answers/{topic.family}/" not in origin.file:
        yield origin.problem(f"{answer.topic} is of the family {topic.family}", "Move the file there", ("topic",))
    safety = topic.kind == "safety"
    if safety and answer.leads_to:
        yield origin.problem("a safety answer leads nowhere", "Write leads_to: []", ("leads_to",))
    if not safety and len(answer.leads_to) not in LEADS_TO:
        yield origin.problem("an answer leads to two or three topics", "Name them", ("leads_to",))
    for n, code in enumerate(answer.leads_to):
        if code not in content.topics or code == answer.topic or code in answer.leads_to[:n]:
            todo = "Name another topic of topics.yaml"
            yield origin.problem(f"leads_to {code} leads nowhere new", todo, ("leads_to", n))
    for locale in LOCALES:
        lines = len(answer.texts[locale].full)
        if not safety and lines not in FULL_LINES:
            todo = f"Aim at {FULL_LINES.start} to {FULL_LINES.stop - 1} short lines"
            yield origin.problem(f"full has {lines} lines", todo, ("texts", locale, "full"), warning=True)


def _titles(answer: Answer, content: Content, origin: Origin) -> Iterator[Problem]:
    for locale in LOCALES:
        title, path = answer.title[locale], ("title", locale)
        if len(to_gsm7(title)) > TITLE_LENGTH:
            yield origin.problem(f"the title has {len(to_gsm7(title))} characters on SMS", "Use at most 22", path)
        if re.search(r"[\d{}]", title):
            yield origin.problem("a title has neither digits nor placeholders", "Use words", path)
        for word, todo in misspelt(content.words.without_accepted(title), locale):
            yield origin.problem(f"`{word}` is not {locale} spelling", todo.capitalize(), path)
        if locale != "en":
            yield from _unknown(title, frozenset(), content, origin, path)


def _item(item: Item, content: Content, origin: Origin, path: Path) -> Iterator[Problem]:
    englishonly = PLACEHOLDER.sub("", item.say)
    if re.search(r"\d", englishonly):
        todo = "Put the value into a fact and write {fact-id}, or write the number as a word"
        yield origin.problem(f"a digit that no fact backs: {item.say[:60]!r}", todo, path)
    if ADDRESS.search(englishonly):
        yield origin.problem("an address that no fact backs", "Put it into a fact", path)
    yield from _leaning(item, content, origin, path)


def _spelling(item: Item, locale: Locale, content: Content, origin: Origin, path: Path) -> Iterator[Problem]:
    for word, todo in misspelt(content.words.without_accepted(item.say), locale):
        yield origin.problem(f"`{word}` is not {locale} spelling", f"{todo.capitalize()}{ACCEPT}", path)


def _english(item: Item, english: frozenset[str], content: Content, origin: Origin, path: Path) -> Iterator[Problem]:
    for word in words(content.words.without_accepted(item.say)):
        if word.lower() in english:
            yield origin.problem(f"`{word}` is English in a Sesotho text", f"Say it in Sesotho{ACCEPT}", path)


def _unknown(say: str, english: frozenset[str], content: Content, origin: Origin, path: Path) -> Iterator[Problem]:
    for word in unknown(say, content.words):
        if word not in english:
            todo = "If it is right, add it to words/judged_st.txt (a name: to words/accepted_st.yaml)"
            yield origin.problem(f"`{word}` is a Sesotho word nobody vouched for", todo, path, warning=True)


ACCEPT = ", or if people say it so, add it to words/accepted_st.yaml with the reason"


def _leaning(item: Item, content: Content, origin: Origin, path: Path) -> Iterator[Problem]:
    for ref in item.refs():
        fact = content.facts.get(ref.fact)
        if fact is None or ref.part not in fact.values:
            has = f"It has {', '.join(fact.values) or 'no values'}" if fact else "Correct it or add the fact"
            yield origin.problem(f"{ref} names no value", has, path)
        elif not fact.published and not item.awaits:
            todo = "Add `awaits: true`, or say it without this fact"
            yield origin.problem(f"leans on {ref}, which is {fact.standing}", todo, path)
    known = [content.facts[ref.fact] for ref in item.refs() if ref.fact in content.facts]
    if item.awaits and all(fact.published for fact in known):
        yield origin.problem("awaits, but all its facts are published", "Take `awaits` away", path, warning=True)


def _same_facts(answer: Answer, form: Form, origin: Origin) -> Iterator[Problem]:
    used = {locale: {str(ref) for item in answer.texts[locale].form(form) for ref in item.refs()} for locale in LOCALES}
    for locale in LOCALES[1:]:
        odd = sorted(used["en"] ^ used[locale])
        if odd:
            todo = f"Use {', '.join(odd)} in both or in neither"
            what = f"{form} does not use the same facts as in English"
            yield origin.problem(what, todo, ("texts", locale, form))


def _renderings(answer: Answer, content: Content, origin: Origin) -> Iterator[Problem]:
    confirmed = {name: replace(fact, standing="published") for name, fact in content.facts.items()}
    never_old = dt.date.min
    safety = (topic := content.topics.get(answer.topic)) is not None and topic.kind == "safety"
    for locale in LOCALES:
        for country in COUNTRIES:
            path: Path = ("texts", locale, "short")
            most = render(answer, confirmed, locale=locale, country=country, on=never_old)
            size = segments(to_gsm7(most.short))
            if size.count > SHORT_SEGMENTS:
                what = f"short is {size.units} characters, {size.count} segments, for a reader in {country}"
                yield origin.problem(what, "Shorten it to two (306)", path)
            yield from _silence(answer, content, origin, locale, country)
    if safety:
        yield from _telling(answer, confirmed, origin)
    yield from unreachable(answer, content, origin)


def _silence(answer: Answer, content: Content, origin: Origin, locale: Locale, country: str) -> Iterator[Problem]:
    for form in FORMS:
        said = [item for item in answer.texts[locale].form(form) if item.is_for(country)]
        if not any(speaks(item, content.facts) for item in said):
            todo = "Add a sentence that needs no unpublished fact"
            what = f"{form} says nothing to a reader in {country} today"
            yield origin.problem(what, todo, ("texts", locale, form))


def _telling(answer: Answer, confirmed: Mapping[str, Fact], origin: Origin) -> Iterator[Problem]:
    for locale in LOCALES:
        lines: list[tuple[Path, str]] = [(("title", locale), answer.title[locale])]
        for form in FORMS:
            for n, item in enumerate(answer.texts[locale].form(form)):
                lines.append((("texts", locale, form, n), fill(item, confirmed, locale, "ZA")))
        for path, line in lines:
            for found in TELLING.finditer(line):
                todo = "Say it so that nobody else who reads the phone learns anything"
                yield origin.problem(f"`{found.group().lower()}` could betray the person", todo, path)


def _known(item: Item, content: Content) -> bool:
    return all(ref.fact in content.facts and ref.part in content.facts[ref.fact].values for ref in item.refs())


def _missing_answers(content: Content) -> Iterator[Problem]:
    for topic in content.topics.values():
        if topic.kind in MUST_ANSWER and topic.code not in content.answers:
            origin = content.origin("topic", topic.code)
            todo = f"Write answers/{topic.family}/{topic.code}.yaml"
            yield origin.problem(f"{topic.code} has no answer", todo)


def _places(content: Content) -> Iterator[Problem]:
    towns = {(town.name, town.country) for town in content.towns}
    for what, places in (("mission", content.missions), ("place", content.places)):
        for place in places:
            origin = content.origin(what, place.id)
            if towns and (place.town, place.country) not in towns:
                todo = "Add the town to towns.yaml"
                yield origin.problem(f"{place.town} ({place.country}) is not a town we know", todo, ("town",))
            for way, ref in place.contact.items():
                fact = content.facts.get(ref.fact)
                if fact is None or ref.part not in fact.values:
                    yield origin.problem(f"{ref} names no value", "Correct it", ("contact", way))
