"""What a text tells of a person, in both languages and spellings, with the slips of a thumb."""

from __future__ import annotations

import pytest

from registry.content.files import Content
from registry.dialogues.places import read_places
from registry.dialogues.reading import name_in, steers
from registry.dialogues.vocabulary import Text, occupations, vocabulary


@pytest.mark.parametrize(
    ("text", "town", "country", "district"),
    [
        ("Welkom", "Welkom", "ZA", None),
        ("welkm", "Welkom", "ZA", None),
        ("rustenberg", "Rustenburg", "ZA", None),
        ("in joburg", "Johannesburg", "ZA", None),
        ("ke lula Gauteng", None, "ZA", None),
        ("ke dula bloemfontien", "Bloemfontein", "ZA", None),
        ("domestic worker in joburg, from mafeteng, tell me about forums", "Johannesburg", "ZA", "mafeteng"),
        ("ke tsoa Mohale's Hoek, ke sebetsa Carletonville", "Carletonville", "ZA", "mohales_hoek"),
        ("ke tswa mohales hoek", None, None, "mohales_hoek"),
        ("Hlotse", None, None, "leribe"),
        ("TY", None, None, "berea"),
        ("qachas nek", None, None, "qachas_nek"),
        ("butha-bute", None, None, "butha_buthe"),
        ("thaba tseka", None, None, "thaba_tseka"),
        ("Leeds, UK", "Leeds", "GB", None),
        ("in Germany", None, "DE", None),
        ("south africa", None, "ZA", None),
        ("welkom sa", "Welkom", "ZA", None),
        ("seterekeng sa Leribe", None, None, "leribe"),
        ("my name is Thabo", None, None, None),
    ],
)
def test_places(text: str, town: str | None, country: str | None, district: str | None, content: Content) -> None:
    found = read_places(Text.of(text), content.towns, asked_home=False)
    assert (found.towns[0].name if found.towns else None, found.country, found.district) == (town, country, district)


def test_a_lesotho_town_is_where_somebody_is_when_they_say_so_from_there(content: Content) -> None:
    living = read_places(Text.of("ke lula Maseru"), content.towns, asked_home=False, is_at_home=True)
    assert [town.name for town in living.towns] == ["Maseru"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thabo Mokoena, Welkom", "Thabo Mokoena"),
        ("thabo mokoena welkom", "Thabo Mokoena"),
        ("my name is lerato molefi and I live in Welkom", "Lerato Molefi"),
        ("ke Thabo Mokoena, ke lula Welkom", "Thabo Mokoena"),
        ("lebitso la ka ke Palesa Mohapi", "Palesa Mohapi"),
        ("'Mamello Ts'epe", "'Mamello Ts'epe"),
        ("THABO MOKOENA", "Thabo Mokoena"),
        ("Jean-Pierre Letsie", "Jean-Pierre Letsie"),
        ("Welkom, Thabo", "Thabo"),
        ("12345", None),
        ("lost my passport", None),
        ("ok", None),
    ],
)
def test_names_when_a_name_was_asked_for(text: str, name: str | None, content: Content) -> None:
    cut = Text.of(text)
    taken = read_places(cut, content.towns, asked_home=False).taken
    found = name_in(text, cut, taken, is_asked=True)
    assert found == name or (name is None and steers(cut, "yes"))


@pytest.mark.parametrize(
    ("text", "skill", "sector"),
    [
        ("domestic worker", "domestic_worker", "domestic"),
        ("domestik werker", "domestic_worker", "domestic"),
        ("ke sebetsa malapeng", "domestic_worker", "domestic"),
        ("morafong", "miner", "mining"),
        ("ex-miner", "jobless", "retired"),
        ("ke mooki", "nurse", "health"),
        ("ke moithuti wa yunibesithi", "student", "student"),
        ("polasing", "farm_worker", "farming"),
        ("I am unemployed", "jobless", "none"),
        ("security gaurd", "guard", "security"),
    ],
)
def test_work(text: str, skill: str, sector: str) -> None:
    jobs, sectors = occupations()
    found = jobs.find(Text.of(text))
    assert found
    assert sectors[found[0].code] == sector


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yes", "yes"), ("yes", "Yes please"), ("yes", "ee"), ("yes", "e"), ("yes", "ke a dumela"),
        ("yes", "kea lumela"),
        ("yes", "ok"), ("yes", "yess"), ("yes", "ho joalo"), ("no", "no"), ("no", "tjhe"), ("no", "che ntate"),
        ("leave", "cancel"), ("leave", "tlohela hle"), ("leave", "I don't want to"), ("none", "I don't know"),
        ("none", "ha ke tsebe"), ("none", "ha ke na"), ("all", "everything please"), ("all", "tsohle"),
    ],
)  # fmt: skip
def test_words_that_steer(code: str, text: str) -> None:
    assert steers(Text.of(text), code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yes", "yes but my town is Welkom"),
        ("no", "no, Welkom"),
        ("leave", "how do I cancel my permit"),
        ("yes", "Thabo"),
    ],
)
def test_words_that_say_more_do_not_only_steer(code: str, text: str) -> None:
    assert not steers(Text.of(text), code)


def test_every_word_list_has_one_meaning_for_a_phrase() -> None:
    for name in ("interests", "districts", "kin", "kinds", "events", "register_steps"):
        assert all(phrase and code for phrase, code in vocabulary(name).codes.items())
