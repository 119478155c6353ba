"""What officers taught is written into the training data, once, in the right file, as plain words."""

from __future__ import annotations

import pytest
import yaml

from registry.models import Lesson
from service.lessons import plain, with_utterance, write

FILE = """version: "3.1"

nlu:
- intent: passport.fee
  examples: |
    - how much is a passport
    - what does it cost
- intent: passport.lost
  examples: |
    - i lost it
"""


def examples(text: str, intent: str) -> list[str]:
    """The utterances of an intent."""
    [found] = [each for each in yaml.safe_load(text)["nlu"] if each["intent"] == intent]
    return [line.removeprefix("- ") for line in found["examples"].splitlines()]


@pytest.mark.parametrize("intent", ["passport.fee", "passport.lost"])
def test_an_utterance_goes_to_the_end_of_its_topic(intent):
    learnt = with_utterance(FILE, intent, "tell me of the money")
    assert examples(learnt, intent)[-1] == "tell me of the money"
    other = {"passport.fee": "passport.lost", "passport.lost": "passport.fee"}[intent]
    assert examples(learnt, other) == examples(FILE, other)


def test_it_is_learnt_once_and_only_where_its_topic_is():
    once = with_utterance(FILE, "passport.fee", "how much then")
    assert with_utterance(once, "passport.fee", "how much then") == once
    assert with_utterance(FILE, "permit.lsp", "anything") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[passport](place) how {much}", "passport place how much"),
        ("/restart", "restart"),
        ("- one\n- two", "one - two"),
        ("my name is … where", "my name is   where"),
    ],
)
def test_nothing_but_words_is_written(text, line):
    assert plain(text).split() == line.split()


def test_each_language_has_its_own_file(tmp_path):
    for language in ("en", "st"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "passport.yml").write_text(FILE)
    lessons = [
        Lesson(text="how much then", language="en", topic="passport.fee", officer="test"),
        Lesson(text="ke bokae jwale", language="st", topic="passport.fee", officer="test"),
        Lesson(text="kulungile", language="zu", topic="passport.lost", officer="test"),
    ]
    changed = write(lessons, tmp_path)
    assert sorted(path.parent.name for path in changed) == ["en", "st"]
    assert examples((tmp_path / "st/passport.yml").read_text(), "passport.fee")[-1] == "ke bokae jwale"
    assert examples((tmp_path / "en/passport.yml").read_text(), "passport.lost")[-1] == "kulungile"
