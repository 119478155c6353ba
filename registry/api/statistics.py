"""Numbers for policy, as JSON or CSV, with their definitions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from registry import csv_safe
from registry.api.access import Stored
from registry.api.shapes import Shape
from registry.services import statistics
from registry.services.statistics import Row

routes = APIRouter(tags=["statistics"])
COLUMNS = ("table", "period", "group", "number")


class RowShape(Shape):
    """One number: null means fewer than five, none at all, or left out to protect another."""

    table: str
    period: str
    group: str
    number: int | None


class DefinitionShape(Shape):
    """What a table counts."""

    table: str
    definition: str


@routes.get(
    "/statistics",
    response_model=list[RowShape],
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def numbers(
    stored: Stored,
    period: Annotated[str | None, Query(pattern=r"^\d{4}-(W?\d{2})$", description="2026-11 or 2026-W47")] = None,
    form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> object:
    """Every number released so far; periods that are over are released when they are first asked for."""
    with stored.write() as session:
        statistics.release_due(session)
    with stored.read() as session:
        rows = statistics.released(session, period)
    if form == "csv":
        return Response(as_csv(rows), media_type="text/csv; charset=utf-8")
    return [RowShape(table=row.table, period=row.period, group=row.group, number=row.number) for row in rows]


@routes.get("/statistics/definitions")
def definitions() -> list[DefinitionShape]:
    """What each table counts."""
    return [DefinitionShape(table=table, definition=words) for table, words in statistics.DEFINITIONS.items()]


def as_csv(rows: list[Row]) -> str:
    """The rows as CSV; an empty number is one that is not shown."""
    table = [(row.table, row.period, row.group, row.number) for row in rows]
    return "".join(csv_safe.lines([COLUMNS, *table]))
