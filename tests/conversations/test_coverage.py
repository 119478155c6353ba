"""Everything that can be done or said is done or said in some conversation; what is not is named, with the reason."""

from __future__ import annotations

import pytest
import yaml

from service.settings import ROOT
from tests.conversations.conftest import SCENES, Played
from tests.conversations.coverage import missing_steps, phrases, turns, unsaid

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900), pytest.mark.xdist_group("conversations")]
HERE = ROOT / "tests" / "conversations"
EXCUSED: dict[str, str] = yaml.safe_load((HERE / "unsaid.yaml").read_text("utf-8"))
UNTAKEN: dict[str, str] = yaml.safe_load((HERE / "untaken.yaml").read_text("utf-8"))


@pytest.fixture
def the_coverage(played: Played) -> Played:
    """All scenes played, whichever were asked for."""
    return played


def test_every_rule_form_action_and_response_is_part_of_a_conversation(the_coverage: Played) -> None:
    taken = list(turns(the_coverage.stage.steps()))
    missing = [step for step in missing_steps(taken) if step not in UNTAKEN]
    assert not missing, "no conversation has:\n" + "\n".join(missing)


def test_every_phrase_is_said_in_a_conversation(the_coverage: Played) -> None:
    said = [line.text for lines in the_coverage.lines.values() for line in lines if line.who == "thuso"]
    missing = {name: text for name, text in unsaid(said).items() if name not in EXCUSED}
    assert not missing, "nobody has heard:\n" + "\n".join(f"{name}: {text}" for name, text in missing.items())


def test_nothing_is_excused_that_does_not_exist() -> None:
    assert set(EXCUSED) <= set(phrases())
    assert set(UNTAKEN) <= set(missing_steps([]))


@pytest.mark.parametrize(("language", "fewest"), [("en", 50), ("st_LS", 30), ("st_ZA", 25)])
def test_every_language_and_spelling_has_its_conversations(language: str, fewest: int) -> None:
    assert sum(scene.language == language for scene in SCENES) >= fewest


def test_there_are_enough_conversations() -> None:
    assert len(SCENES) >= 150
