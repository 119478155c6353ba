"""The nearest office is found by a town however it is spelt, by a country, and by a position."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.content import load, nearest

FOUND = [
    # what is asked, town understood, first office
    ("Welkom", "Welkom", "welkom"),
    ("welkm", "Welkom", "welkom"),
    ("WELLKOM!", "Welkom", "welkom"),
    ("ke lula matjhabeng hona jwale", "Welkom", "welkom"),
    ("johanesburg", "Johannesburg", "pretoria"),
    ("i stay in jozi near the taxi rank", "Johannesburg", "pretoria"),
    ("Maseru", "Maseru", "ministry"),
]


@pytest.mark.parametrize(("query", "town", "office"), FOUND)
def test_a_town_is_understood(content_dir, query, town, office):
    found = nearest(load(content_dir()), query)
    assert found.town is not None
    assert found.town.name == town
    assert found.places[0].office.id == office


COUNTRIES = [
    ("South Africa", "ZA", ["pretoria", "welkom"]),
    ("Afrika Borwa", "ZA", ["pretoria", "welkom"]),
    ("Botswana", "BW", ["pretoria"]),
    ("i am a nurse in england", "GB", ["ministry"]),
    ("Leshoto", "LS", ["ministry"]),
]


@pytest.mark.parametrize(("query", "country", "offices"), COUNTRIES)
def test_a_country_gives_the_missions_that_look_after_it(content_dir, query, country, offices):
    found = nearest(load(content_dir()), query)
    assert (found.town, found.country) == (None, country)
    assert [near.office.id for near in found.places] == offices
    assert {near.km for near in found.places} == {None}


@pytest.mark.parametrize("query", ["", "?", "xyzzy", "ha ke tsebe", "wel"])
def test_what_names_no_place_finds_none(content_dir, query):
    found = nearest(load(content_dir()), query)
    assert (found.town, found.country, found.places) == (None, None, ())


def test_a_name_of_two_towns_is_asked_back(content_dir):
    found = nearest(load(content_dir()), "middelburg")
    assert [town.region for town in found.alternatives] == ["Mpumalanga", "Eastern Cape"]
    assert found.places == ()


POINTS = [((-28.0, 26.7), "Welkom", "welkom", 4), ((51.5, -0.1), None, "pretoria", 9100)]


@pytest.mark.parametrize(("point", "town", "office", "km"), POINTS)
def test_a_position_from_the_telephone(content_dir, point, town, office, km):
    found = nearest(load(content_dir()), point)
    assert (found.town.name if found.town else None) == town
    assert found.places[0].office.id == office
    assert found.places[0].km == pytest.approx(km, rel=0.15)


def test_other_kinds_and_how_many(content_dir):
    content = load(content_dir())
    assert [near.office.id for near in nearest(content, "welkom", "border").places] == ["bridge"]
    assert nearest(content, "welkom", "teba").places == ()
    assert len(nearest(content, "welkom", limit=1).places) == 1


REAL = load(Path(__file__).parents[2] / "content")


@pytest.mark.parametrize("town", [town for town in REAL.towns if town.country == "ZA"], ids=lambda town: town.name)
def test_every_town_we_know_is_found_by_each_of_its_names(town):
    for name in (town.name, town.name.upper(), *town.aliases):
        found = nearest(REAL, name)
        assert found.town == town
        assert {near.office.country for near in found.places} == {"ZA"}


MISSPELT = [
    ("carltonvile", "Carletonville"), ("rustenberg", "Rustenburg"), ("klerksdop", "Klerksdorp"),
    ("bloemfotein", "Bloemfontein"), ("durbin", "Durban"), ("vereniging", "Vereeniging"),
    ("virgina", "Virginia"), ("ficksberg", "Ficksburg"), ("bethlehm", "Bethlehem"), ("sasolberg", "Sasolburg"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "town"), MISSPELT)
def test_towns_as_people_spell_them(query, town):
    found = nearest(REAL, query)
    assert found.town is not None
    assert found.town.name == town
