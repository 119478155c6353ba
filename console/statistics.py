"""Numbers for policy: only periods that are over, nothing about fewer than five; charts drawn on the server."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from console.access import allowed, office_of
from console.office import Office
from console.pages import show
from registry import csv_safe
from registry.services import performance, statistics
from registry.services.officers import SignedIn
from registry.services.statistics import ALL, DEFINITIONS, Row

routes = APIRouter()
Reader = Annotated[SignedIn, Depends(allowed("statistics"))]
BARS = 25


@dataclass(frozen=True)
class Table:
    """One table of one period: its definition, its rows, and the longest of its bars."""

    name: str
    definition: str
    rows: list[Row]
    total: int | None
    most: int


@routes.get("/statistics")
def look(request: Request, officer: Reader, period: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Tables and charts of one period, and how the service does."""
    office = office_of(request)
    released = _released(office)
    with office.database.read() as session:
        seen = performance.of_last_days(session, 28)
    periods = sorted({row.period for row in released}, reverse=True)
    chosen = period if period in periods else (periods[0] if periods else "")
    library = office.shelf.library
    return show(
        request, "statistics.html", periods=periods, period=chosen, seen=seen,
        tables=tables([row for row in released if row.period == chosen]),
        named=lambda group: library.title(group, officer.language), price=office.sms_price,
        currency=office.sms_price_currency,
    )  # fmt: skip


@routes.get("/statistics.csv")
def export(request: Request, officer: Reader) -> Response:
    """Every period, with the definitions."""
    released = _released(office_of(request))
    rows = [(row.table, row.period, row.group, row.number, DEFINITIONS[row.table]) for row in released]
    text = "".join(csv_safe.lines([("table", "period", "group", "number", "definition"), *rows]))
    headers = {"Content-Disposition": 'attachment; filename="statistics.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


def _released(office: Office) -> list[Row]:
    """Every period that is over: released when it is first looked at."""
    with office.database.write() as session:
        statistics.release_due(session)
        return statistics.released(session)


def tables(rows: list[Row]) -> list[Table]:
    """Rows of one period by table; groups with a number first, the largest first."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.table].append(row)
    made = []
    for name, found in grouped.items():
        total = next((row.number for row in found if row.group == ALL), None)
        shown = sorted((row for row in found if row.group != ALL and row.number), key=lambda row: -(row.number or 0))
        most = max((row.number or 0 for row in shown), default=0)
        made.append(Table(name, DEFINITIONS[name], shown[:BARS], total, most))
    return made
