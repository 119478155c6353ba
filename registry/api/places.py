"""The nearest mission, border post, passport office or TEBA office."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path

from registry.api.access import Content
from registry.api.shapes import NearestShape, OfficeShape, WhereShape
from registry.content import Near, nearest
from registry.content.formats import format_value
from registry.services.library import Library

routes = APIRouter(tags=["places"])
Kind = Literal["mission", "border", "passport_office", "teba"]


@routes.post("/nearest/{kind}")
def find_nearest(kind: Annotated[Kind, Path()], where: WhereShape, content: Content) -> NearestShape:
    """Offices of a kind nearest to a town, a country or a point. POST, so that no place is left in a log."""
    found = nearest(content.content, where.location or where.text, kind, where.limit)
    return NearestShape(
        town=found.town.name if found.town else None,
        alternatives=[f"{town.name} ({town.region})" for town in found.alternatives],
        offices=[_office(near, where, content) for near in found.places],
    )


def _office(near: Near, where: WhereShape, library: Library) -> OfficeShape:
    office = near.office
    return OfficeShape(
        id=office.id,
        name=office.name[where.locale],
        kind=office.kind,
        town=office.town,
        country=office.country,
        kilometres=None if near.km is None else round(near.km),
        contact=_confirmed(near, where, library),
    )


def _confirmed(near: Near, where: WhereShape, library: Library) -> dict[str, str]:
    """What an officer has confirmed; whatever else we have heard of stays unsaid."""
    facts = library.content.facts
    told: dict[str, str] = {}
    for way, ref in near.office.contact.items():
        fact = facts.get(ref.fact)
        if fact is not None and fact.published and ref.part in fact.values:
            told[way] = format_value(fact.values[ref.part], where.locale, where.country)
    return told
