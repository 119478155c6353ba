"""Content comes back from disk, from plain data and from the database's JSON without a difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.content import Answer, ContentError, Fact, dump, load
from registry.content.__main__ import main
from registry.content.answers import Item, Review, Text
from registry.content.facts import Source, in_order
from registry.content.sources import read_yaml
from registry.content.values import Day, Money, Month, Number, Percent, Phone, Same, Time, Worded, Year

FACTS = "facts/passport.yaml"
FEE = "answers/passport/passport.fee.yaml"


def test_files_come_back_byte_for_byte(content_dir):
    directory = content_dir()
    content = load(directory)
    assert dump(content.facts.values()) == (directory / FACTS).read_text("utf-8")
    assert dump(content.answers["passport.fee"]) == (directory / FEE).read_text("utf-8")


def test_rows_come_back_through_json(content_dir):
    content = load(content_dir())
    for fact in content.facts.values():
        assert Fact.from_dict(json.loads(json.dumps(fact.to_dict())), group=fact.group) == fact
    for answer in content.answers.values():
        assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1).filter(
    lambda text: text == text.strip() and not set(text) & set("{}")
)
VALUE = st.one_of(
    st.builds(Money, st.decimals(0, 10**6, places=2).map(str), st.sampled_from(["LSL", "ZAR"])),
    st.builds(Number, st.integers(0, 10**6)),
    st.just(Percent("4.20")),
    st.builds(Phone, st.just("+27800222777"), st.booleans()),
    st.builds(Day, st.dates()),
    st.builds(Month, st.dates().map(lambda day: day.replace(day=1))),
    st.builds(Year, st.integers(1900, 2100)),
    st.just(Time("08:30")),
    st.builds(Same, TEXT),
    st.builds(Worded, TEXT, TEXT, TEXT),
)
FACT = st.builds(
    Fact,
    id=st.from_regex(r"[a-z][a-z0-9]{0,8}([-_][a-z0-9]{1,5})?", fullmatch=True),
    group=st.just("any"),
    about=TEXT,
    said=TEXT,
    values=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), VALUE).map(in_order).map(dict),
    source=st.builds(Source, TEXT, TEXT),
    standing=st.sampled_from(["published", "verify_first", "withheld"]),
    confidence=st.sampled_from(["low", "medium", "high"]),
    stale_risk=st.sampled_from(["low", "medium", "high"]),
    note=st.none() | TEXT,
)
ITEM = st.builds(Item, TEXT, st.lists(st.sampled_from(["ZA", "LS", "other"]), unique=True).map(tuple), st.booleans())
FORM = st.lists(ITEM, min_size=1, max_size=4).map(tuple)
BY_LOCALE = {locale: st.builds(Text, FORM, FORM) for locale in ("en", "st_LS", "st_ZA")}
ANSWER = st.builds(
    Answer,
    topic=st.just("passport.fee"),
    title=st.fixed_dictionaries(dict.fromkeys(BY_LOCALE, TEXT)),
    leads_to=st.just(("passport.lost", "passport.apply")),
    texts=st.fixed_dictionaries(BY_LOCALE),
    review=st.fixed_dictionaries(dict.fromkeys(BY_LOCALE, st.just(Review()) | st.builds(Review, TEXT, st.dates()))),
)


def written(text: str, path: Path) -> object:
    path.write_text(text, "utf-8")
    return read_yaml(path, "file")[0]


@given(fact=FACT)
def test_any_fact_survives_its_file(tmp_path_factory, fact):
    data = written(dump([fact]), tmp_path_factory.getbasetemp() / "fact.yaml")
    assert isinstance(data, list)
    assert Fact.from_dict(data[0], group="any") == fact
    assert Fact.from_dict(fact.to_dict(), group="any") == fact


@given(answer=ANSWER)
def test_any_answer_survives_its_file(tmp_path_factory, answer):
    data = written(dump(answer), tmp_path_factory.getbasetemp() / "answer.yaml")
    assert Answer.from_dict(data) == answer
    assert Answer.from_dict(answer.to_dict()) == answer


UNTIDY = (FACTS, "said: M130", 'said: "M130"')
COMMENT = (FACTS, "- id: line", "# lines\n- id: line")


def test_files_are_brought_into_their_one_form(content_dir, capsys):
    directory = content_dir(UNTIDY)
    assert main(["check", "--dir", str(directory)]) == 1
    assert "not in the one form" in capsys.readouterr().out
    assert main(["format", "--dir", str(directory)]) == 0
    assert main(["check", "--dir", str(directory)]) == 0
    assert (directory / FACTS).read_text("utf-8") == (content_dir() / FACTS).read_text("utf-8")


def test_a_comment_is_not_lost_unawares(content_dir, capsys):
    directory = content_dir(COMMENT)
    before = (directory / FACTS).read_text("utf-8")
    assert main(["format", "--dir", str(directory)]) == 1
    assert "a comment" in capsys.readouterr().out
    assert (directory / FACTS).read_text("utf-8") == before
    assert main(["format", "--drop-comments", "--dir", str(directory)]) == 0
    assert "# lines" not in (directory / FACTS).read_text("utf-8")


def test_loading_broken_content_names_every_problem(content_dir):
    directory = content_dir(
        (FACTS, "standing: verify_first", "standing: sure"), (FEE, "topic: passport.fee", "subject: x")
    )
    with pytest.raises(ContentError) as error:
        load(directory)
    assert [Path(problem.file).name for problem in error.value.problems] == ["passport.fee.yaml", "passport.yaml"]
    assert "passport.yaml:23:" in str(error.value)
