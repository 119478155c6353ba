"""Numbers for policy: how many people, where from, asking what, with what result; nothing about fewer than five.

How people stay unnamed (docs/statistics.md explains it, tests/statistics proves it by trying every small table):
- Only periods that are over are released, once: the rows are kept and never computed again. Two exports of a period
  are the same, whoever joined, left or was erased in between.
- A number below five is not shown, and neither is zero: both look the same. Other numbers are rounded down to a
  multiple of five, totals by themselves. So a difference between two numbers stands for one to nine people, or none.
- Where a group of a table is missing, the smallest of the others is left out as well: whatever is missing may then
  be small or not, and a total does not give it away.
- Tables count by one property at a time. Whoever is in safe mode is counted nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.models import Case, Contact, Message, Registration, Release
from registry.models.base import now
from registry.models.case import CLOSED_STATUSES, KINDS
from registry.models.registration import DISTRICTS, SECTORS

FEWEST = 5
ALL = "all"
LANGUAGES = ("en", "st:ls", "st:za", "other")
OUTCOMES = ("open", *CLOSED_STATUSES)
AGES = (("under_30_days", 30), ("30_to_89_days", 90), ("90_to_364_days", 365), ("365_days_or_more", None))
# Weeks and months further back than this are not released any more when nobody asked for them in time.
FURTHEST = dt.timedelta(days=800)
# Older periods are released together with the last ones: when these are done, nothing is due.
RECENT = dt.timedelta(days=32)

DEFINITIONS: dict[str, str] = {
    "contacts_by_country": "People who had written to the service by the end of the month, by the country of their "
    "number. Somebody with two numbers counts twice.",
    "contacts_by_language": "The same people by the language they write: en, st:ls (Sesotho, Lesotho spelling), "
    "st:za (Sesotho, South African spelling), other.",
    "registered_by_town": "People on the register of Basotho abroad at the end of the month, by country and town where "
    "they live.",
    "registered_by_district": "The same people by the district of Lesotho they are from.",
    "registered_by_sector": "The same people by their work.",
    "askers_by_topic": "People who asked about a topic in the week; who asked about two topics counts in both.",
    "questions_by_topic": "Questions about a topic in the week; not shown where fewer than five people asked.",
    "cases_by_kind": "People with a case opened by the end of the month, by the kind of the case.",
    "cases_by_outcome": "The same by outcome at the end of the month: open, solved, refused, closed.",
    "cases_by_age": "The same by the days from opening to the end, or to the end of the month while it is open.",
}


@dataclass(frozen=True)
class Row:
    """One released number: None means fewer than five, none at all, or left out to protect another."""

    table: str
    period: str
    group: str
    number: int | None


@dataclass(frozen=True)
class Period:
    """A month or an ISO week, with its first instant and the first after it (UTC)."""

    name: str
    begins: datetime
    ends: datetime

    @property
    def is_week(self) -> bool:
        """Whether it is a week."""
        return "W" in self.name


def shown(number: int) -> int | None:
    """What is shown of a number of people."""
    return None if number < FEWEST else number - number % FEWEST


def protected(counts: Mapping[str, int], total: int) -> dict[str, int | None]:
    """A table as it may be shown: every group, and `all`."""
    told = {group: shown(number) for group, number in counts.items()}
    left = sorted((counts[group], group) for group, number in told.items() if number is not None)
    if len(left) not in (0, len(told)):
        told[left[0][1]] = None
    return {**told, ALL: shown(total)}


def released(session: Session, period: str | None = None) -> list[Row]:
    """All rows released so far, or those of one period; oldest period first."""
    which = [Release.period == period] if period else []
    releases = session.scalars(select(Release).where(*which).order_by(Release.period))
    return [Row(table, each.period, group, number) for each in releases for table, group, number in each.rows]


def release_due(session: Session, at: datetime | None = None) -> list[str]:
    """Release every period that is over and has not been released; their names."""
    at = at or now()
    done = set(session.scalars(select(Release.period)))
    if all(period.name in done for period in periods(at - RECENT, at)):
        return []
    first = session.scalar(select(func.min(Contact.created_at)))
    if first is None:
        return []
    made = []
    for period in periods(max(first, at - FURTHEST), at):
        if period.name in done:
            continue
        try:
            with session.begin_nested():
                session.add(Release(period=period.name, rows=_rows(session, period), released_at=at))
            made.append(period.name)
        except IntegrityError:
            continue
    return made


def periods(since: datetime, until: datetime) -> list[Period]:
    """The months and weeks that hold `since` or begin after it, and are over at `until`."""
    return [each for each in (*_months(since, until), *_weeks(since, until)) if each.ends <= until]


def _months(since: datetime, until: datetime) -> Iterable[Period]:
    begins = datetime(since.year, since.month, 1, tzinfo=dt.UTC)
    while begins < until:
        ends = datetime(begins.year + begins.month // 12, begins.month % 12 + 1, 1, tzinfo=dt.UTC)
        yield Period(f"{begins:%Y-%m}", begins, ends)
        begins = ends


def _weeks(since: datetime, until: datetime) -> Iterable[Period]:
    monday = since.date() - dt.timedelta(days=since.weekday())
    begins = datetime(monday.year, monday.month, monday.day, tzinfo=dt.UTC)
    while begins < until:
        ends = begins + dt.timedelta(days=7)
        yield Period(f"{begins:%G-W%V}", begins, ends)
        begins = ends


def _rows(session: Session, period: Period) -> list[list[object]]:
    tables = _week_tables(session, period) if period.is_week else _month_tables(session, period)
    return [[table, group, number] for table, groups in tables.items() for group, number in groups.items()]


def _month_tables(session: Session, period: Period) -> dict[str, dict[str, int | None]]:
    return {**_contacts(session, period), **_registered(session, period), **_cases(session, period)}


def _contacts(session: Session, period: Period) -> dict[str, dict[str, int | None]]:
    rows = session.execute(
        select(Contact.country, Contact.language, Contact.spelling).where(
            Contact.created_at < period.ends, Contact.safe_mode_at.is_(None)
        )
    ).all()
    countries = Counter(country or "unknown" for country, _, _ in rows)
    languages = Counter(_language(language, spelling) for _, language, spelling in rows)
    return {
        "contacts_by_country": _open(countries, len(rows)),
        "contacts_by_language": protected(_filled(languages, LANGUAGES), len(rows)),
    }


def _registered(session: Session, period: Period) -> dict[str, dict[str, int | None]]:
    rows = session.execute(
        select(Registration.country, Registration.town, Registration.district, Registration.sector)
        .join(Contact, Contact.id == Registration.contact_id)
        .where(Registration.created_at < period.ends, Registration.left_at.is_(None), Contact.safe_mode_at.is_(None))
    ).all()
    towns = Counter(f"{country or '??'}:{town or 'unknown'}" for country, town, _, _ in rows)
    districts = Counter(district or "unknown" for _, _, district, _ in rows)
    sectors = Counter(sector or "unknown" for _, _, _, sector in rows)
    return {
        "registered_by_town": _open(towns, len(rows)),
        "registered_by_district": protected(_filled(districts, (*DISTRICTS, "unknown")), len(rows)),
        "registered_by_sector": protected(_filled(sectors, (*SECTORS, "unknown")), len(rows)),
    }


def _cases(session: Session, period: Period) -> dict[str, dict[str, int | None]]:
    cases = session.scalars(
        select(Case)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Case.opened_at < period.ends, Contact.safe_mode_at.is_(None))
    ).all()
    # People, not cases: five cases of one person are a group of one.
    kinds = _people((each.kind, each.contact_id) for each in cases)
    outcomes = _people((_outcome(each, period.ends), each.contact_id) for each in cases)
    ages = _people((_age(each, period.ends), each.contact_id) for each in cases)
    total = len({each.contact_id for each in cases})
    return {
        "cases_by_kind": protected(_filled(kinds, KINDS), total),
        "cases_by_outcome": protected(_filled(outcomes, OUTCOMES), total),
        "cases_by_age": protected(_filled(ages, [name for name, _ in AGES]), total),
    }


def _week_tables(session: Session, period: Period) -> dict[str, dict[str, int | None]]:
    rows = session.execute(
        select(Message.topic, Message.contact_id)
        .join(Contact, Contact.id == Message.contact_id)
        .where(
            Message.direction == "in",
            Message.topic.is_not(None),
            Message.danger.is_(None),
            ~Message.is_guarded,
            Message.created_at >= period.begins,
            Message.created_at < period.ends,
            Contact.safe_mode_at.is_(None),
        )
    ).all()
    askers = _people((topic or "", contact_id) for topic, contact_id in rows)
    questions = Counter(topic or "" for topic, _ in rows)
    people = len({contact_id for _, contact_id in rows})
    seen = _open(askers, people)
    asked: dict[str, int | None] = {
        topic: shown(questions[topic]) for topic, number in seen.items() if topic != ALL and number is not None
    }
    asked[ALL] = None if people < FEWEST else shown(len(rows))
    return {"askers_by_topic": seen, "questions_by_topic": asked}


def _open(counts: Mapping[str, int], total: int) -> dict[str, int | None]:
    """A table without a fixed list of groups: those too small to show are not even named."""
    told = {group: shown(number) for group, number in sorted(counts.items()) if number >= FEWEST}
    if told and len(told) < len(counts):
        del told[min(told, key=lambda group: (counts[group], group))]
    return {**told, ALL: shown(total)}


def _filled(counts: Mapping[str, int], groups: Sequence[str]) -> dict[str, int]:
    return {group: counts.get(group, 0) for group in groups}


def _people(pairs: Iterable[tuple[str, str]]) -> Counter[str]:
    return Counter(group for group, _ in set(pairs))


def _language(language: str | None, spelling: str | None) -> str:
    if language == "st":
        return f"st:{spelling or 'ls'}"
    return "en" if language == "en" else "other"


def _outcome(case: Case, at: datetime) -> str:
    return case.status if case.closed_at is not None and case.closed_at < at else "open"


def _age(case: Case, at: datetime) -> str:
    ends = case.closed_at if case.closed_at is not None and case.closed_at < at else at
    days = (ends - case.opened_at).days
    return next(name for name, below in AGES if below is None or days < below)
