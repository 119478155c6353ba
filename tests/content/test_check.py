"""Each thing that may be wrong with content is found, with its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.content import read
from registry.content.__main__ import main
from registry.content.check import check

FEE = "answers/passport/passport.fee.yaml"
HELP = "answers/safety/tip.help.yaml"
FACTS = "facts/passport.yaml"
LONG = "A passport costs {fee}. " + "Bring every paper that you have with you. " * 8


def problems(directory: Path) -> list[str]:
    content, met = read(directory)
    return [f"{problem.file.removeprefix(str(directory) + '/')}:{problem}" for problem in [*met, *check(content)]]


def test_sound_content_has_no_problem(content_dir):
    assert problems(content_dir()) == []


BROKEN = [
    # what is changed, where, what the check must say (file:line, and words of the message)
    ("a digit", FEE, "A passport costs {fee}.", "A passport costs {fee}, 2 photos.", ":7:", "digit that no fact backs"),
    ("an address", FEE, "A passport costs {fee}.", "See www.gov.ls, {fee}.", ":7:", "address that no fact backs"),
    ("a fact that is not there", FEE, "{fee}", "{fees}", ":7:", "{fees} names no value"),
    ("a part that is not there", FEE, "{fee}", "{fee.weeks}", ":7:", "It has value, days"),
    ("a fact without values", FEE, "{fee}", "{law}", ":7:", "{law} names no value"),
    (
        "leans on an unpublished fact",
        FEE,
        '{say: "Call {office}.", awaits: true}',
        '"Call {office}."',
        ":8:",
        "verify_first",
    ),
    ("awaits for nothing", FACTS, "standing: verify_first", "standing: published", FEE, "Take `awaits` away"),
    ("one locale missing", FEE, "  st_LS:\n    short:", "  st_XX:\n    short:", ":", "unknown key `st_XX`"),
    ("a form missing", FEE, "    full:\n    - Tefo ya", "    other:\n    - Tefo ya", ":", "unknown key `other`"),
    ("an empty form", HELP, "    full:\n    - To be called, reply YES.", "    full: []", ":9:", "no sentence"),
    ("too long", FEE, "A passport costs {fee}.", LONG, ":6:", "3 segments"),
    ("South African in a Lesotho text", FEE, "Tefo ea eona", "Tefo ya eona", ":", "`ya` is not st_LS spelling"),
    ("Lesotho in a South African text", FEE, "Tefo ya yona", "Tefo ea yona", ":", "`ea` is not st_ZA spelling"),
    ("a South African title", FEE, 'st_LS: "Tefo ea', 'st_LS: "Tefo ya', ":2:", "not st_LS spelling"),
    (
        "English in a Sesotho text",
        FEE,
        "Phasepoto e bitsa {fee}.",
        "Passport e bitsa {fee}.",
        ":",
        "`Passport` is English",
    ),
    ("facts differ", FEE, "Phasepoto e bitsa {fee}.", "Phasepoto e bitsa {fee.days}.", ":", "same facts as in English"),
    ("a dead link", FEE, "passport.apply", "passport.renew", ":3:", "leads nowhere new"),
    ("a link to itself", FEE, "passport.apply]", "passport.fee]", ":3:", "leads nowhere new"),
    ("one link only", FEE, ", passport.apply]", "]", ":3:", "two or three topics"),
    ("a safety answer that leads on", HELP, "leads_to: []", "leads_to: [passport.fee]", ":3:", "leads nowhere"),
    ("a long title", FEE, 'en: "Passport fee"', 'en: "What a passport costs you"', ":2:", "25 characters"),
    ("an empty title", FEE, 'en: "Passport fee"', 'en: ""', ":2:", "empty"),
    ("no topic", FEE, "topic: passport.fee", "topic: passport.price", ":1:", "no topic passport.price"),
    ("an unknown key", FEE, "leads_to:", "leadsto:", ":3:", "unknown key `leadsto`"),
    ("a topic without answer", "topics.yaml", "kind: lookup", "kind: answer", "topics.yaml:3:", "has no answer"),
    ("no source", FACTS, 'url: "https://www.gov.ls/fees/"', 'url: "heard it"', ":7:", "address of its source"),
    ("no checked_at", FACTS, "  checked_at: 2026-11-22\n", "", ":1:", "`checked_at` is missing"),
    ("no standing", FACTS, "  standing: published\n", "", ":1:", "`standing` is missing"),
    ("an unknown standing", FACTS, "standing: published", "standing: sure", ":10:", "published, verify_first"),
    ("two kinds of value", FACTS, "{number: 5}", "{number: 5, year: 2026}", ":6:", "exactly one of the keys"),
    ("a number in quotes", FACTS, "{number: 5}", '{number: "5"}', ":6:", "not a whole number"),
    ("money without quotes", FACTS, '{money: "130", ', "{money: 130.5, ", ":5:", "in quotes, digits"),
    ("a number with spaces", FACTS, '"+27101003001"', '"010 100 3001"', ":", "not E.164"),
    ("an impossible number", FACTS, '"+27800222777"', '"+278002227771"', ":", "not a number that can exist"),
    ("toll-free unsaid", FACTS, ", toll_free: true", "", ":", "Add toll_free: true"),
    ("a number rarely reviewed", FACTS, "review_at: 2027-05-22", "review_at: 2027-11-22", ":", "every six months"),
    ("a review before the check", FACTS, "review_at: 2027-11-22", "review_at: 2026-11-01", ":", "not after checked_at"),
    ("a fact twice", FACTS, "- id: line", "- id: fee", ":", "a second time"),
    (
        "a key twice",
        FACTS,
        "  about: A free line\n",
        "  about: A free line\n  about: A line\n",
        ":",
        "stands here twice",
    ),
    ("not YAML", FACTS, "  values: {}", "  values: {", ":", "not YAML"),
    (
        "nothing said today",
        HELP,
        "- To be called, reply YES.",
        '- {say: "Call {office}.", awaits: true}',
        ":9:",
        "says nothing",
    ),
    ("a telling word", HELP, "Are you safe to read this?", "Are you a victim?", ":7:", "`victim` could betray"),
    ("a telling word in Sesotho", HELP, "Ho letsetsoa, araba EE.", "Bolella sepolesa.", ":", "`polesa` could betray"),
    (
        "toll-free for all",
        FEE,
        '{say: "Call {line}, free.", for: ZA}',
        '"Call {line}, free."',
        ":9:",
        "no way from Lesotho",
    ),
    ("a mission's fact unknown", "missions.yaml", "phone: office", "phone: none", ":9:", "{none} names no value"),
    ("a mission's town unknown", "missions.yaml", "town: Welkom", "town: Virginia", ":", "Virginia (ZA)"),
]


@pytest.mark.parametrize(("old", "new", "name", "where", "words"), [
    pytest.param(old, new, name, where, words, id=case) for case, name, old, new, where, words in BROKEN
])  # fmt: skip
def test_what_is_wrong_is_found(content_dir, old, new, name, where, words):
    found = [problem for problem in problems(content_dir((name, old, new))) if words in problem]
    assert found, problems(content_dir((name, old, new)))
    assert where in found[0]
    assert found[0].endswith(".")


def test_what_else_reaches_lesotho_makes_a_south_african_number_a_warning(content_dir):
    directory = content_dir(
        (FEE, '{say: "Call {line}, free.", for: ZA}', '"Call {line}, or text MISSION."'),
        (FEE, '{say: "Letsetsa {line}, mahala.", for: ZA}', '"Letsetsa {line} kapa romella MISSION."'),
    )
    content, _ = read(directory)
    assert [problem.warning for problem in check(content)] == [True, True, True]


def test_a_word_that_people_say_can_be_accepted_with_a_reason(content_dir):
    change = (FEE, "Phasepoto e bitsa {fee}.", "Passport e bitsa {fee}.")
    accepted = ("words/accepted_st.yaml", "maseru bridge", "passport: what people call it\nmaseru bridge")
    assert problems(content_dir(change, accepted)) == []


def test_the_command_prints_problems_and_fails(content_dir, capsys):
    assert main(["check", "--dir", str(content_dir())]) == 0
    assert main(["check", "--dir", str(content_dir((FEE, "{fee}", "{fees}")))]) == 1
    out = capsys.readouterr()
    assert "passport.fee.yaml:7: {fees} names no value. Correct it or add the fact." in out.out
    assert "to mend" in out.err


def test_words_nobody_vouched_for_are_listed_and_warned_of(content_dir, capsys):
    directory = content_dir(("words/attested_st.txt", "araba\n", ""))
    assert main(["check", "--words", "--dir", str(directory)]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["1", "st_LS", "araba"],
        ["1", "st_ZA", "araba"],
    ]
    content, _ = read(directory)
    assert [(problem.line, problem.warning) for problem in check(content)] == [(16, True), (22, True)]


def test_a_directory_that_is_none(tmp_path, capsys):
    assert main(["check", "--dir", str(tmp_path)]) == 1
    assert "topics.yaml:1: no such file" in capsys.readouterr().out
