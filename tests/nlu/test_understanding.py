"""The features and the classifier as they stand: both spellings alike, any text read, doubt where there is reason."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
import yaml

from benchmarks.nlu.summary import SUMMARY, costs
from service.settings import ROOT
from service.stack import bot_python

Told = dict[str, Any]

# Read by a small model made of three topics and of what is not ours: (text, what is expected first).
SMALL = {
    "passport.fee": ["how much is a passport", "price of a passport", "phasepoto ke bokae", "tefo ya phasepoto",
                     "passport fee please", "ke tla lefa bokae bakeng sa phasepoto"],
    "passport.lost": ["i lost my passport", "my passport was stolen", "ke lahlile phasepoto",
                      "phasepoto ya ka e utswitswe", "passport lost in a taxi", "phasepoto ea ka e lahlehile tekesing"],
    "border.hours": ["when does the border open", "border hours", "moedi o bulwa neng", "moeli o koaloa ka nako mang",
                     "until what time is the gate open", "na moeli o butse bosiu"],
    "out_of_scope": ["play some music", "who won the match", "bapala mmino", "ke mang ea hlotseng papaling",
                     "tell me a joke", "mphetele tshomo"],
}  # fmt: skip

SCRIPT = """
import json, sys, random
from bot.classifier import LinearIntents
from bot.features import KeyFeatures
from sesotho import to_lesotho
import numpy as np
small = json.loads(sys.argv[1])
texts = [text for some in small.values() for text in some]
labels = [label for label, some in small.items() for _ in some]
features = KeyFeatures().fit(texts)
model = LinearIntents(folds=0).fit(features.transform(texts), labels)
model.temperature = 5.0
def read(text):
    chances = model.probabilities(features.transform([text]))
    return model.labels[int(chances.argmax())], float(model.confidence(chances)[0]), chances[0].tolist()
dice = random.Random(3)
strange = ["", " ", "\\0", "?!?", "\\U0001f600" * 40, "a" * 5000, "'" * 50]
strange += ["\\u0161\\u010d", "/restart", "1234567890 " * 30]
strange += ["".join(chr(dice.randrange(32, 0x2fff)) for _ in range(dice.randrange(1, 80))) for _ in range(300)]
batch = features.transform(texts[:5])
print(json.dumps({
    "read": {text: read(text)[:2] for text in json.loads(sys.argv[2])},
    "spellings": [[read(za)[2], read(to_lesotho(za))[2]] for za in json.loads(sys.argv[3])],
    "strange": [[sum(read(text)[2]), read(text)[1]] for text in strange],
    "alone_as_together": float(abs(model.margins(batch)[0] - model.margins(batch[0])[0]).max()),
    "wary": [
        LinearIntents.confidence(model, np.array([chances], dtype="float32"))[0].item()
        for chances in ([0.7, 0.0, 0.2, 0.1], [0.7, 0.1, 0.1, 0.1], [0.3, 0.4, 0.2, 0.1])
    ],
    "labels": model.labels,
}))
"""

QUESTIONS = {
    "what is the passport price": "passport.fee",
    "phasepoto ea ka e lahlehile": "passport.lost",
    "someone stole my passport": "passport.lost",
    "what time does the border open": "border.hours",
    "moeli o buloa neng": "border.hours",
    "bapala mmino hle": "out_of_scope",
}
SOUTH_AFRICAN = [
    "phasepoto ya ka e utswitswe",
    "moedi o kwalwa neng",
    "ke tla lefa bokae",
    "ke lahlile dintho tsa ka",
    "o hlotse papadi",
]


@pytest.fixture(scope="module")
def small() -> Told:
    words = [json.dumps(each) for each in (SMALL, list(QUESTIONS), SOUTH_AFRICAN)]
    command = [bot_python(), "-W", "ignore", "-c", SCRIPT, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=250, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr[-2000:]
    told: Told = json.loads(done.stdout)
    return told


@pytest.mark.parametrize(("text", "topic"), QUESTIONS.items())
def test_a_handful_of_texts_is_enough_for_what_is_like_them(small: Told, text: str, topic: str) -> None:
    assert small["read"][text][0] == topic


def test_the_two_spellings_of_a_text_are_read_alike(small: Told) -> None:
    for south_african, lesotho in small["spellings"]:
        assert lesotho == pytest.approx(south_african, abs=1e-6)


def test_any_text_is_read(small: Told) -> None:
    for total, confidence in small["strange"]:
        assert total == pytest.approx(1, abs=1e-3)
        assert 0 <= confidence <= 1.0001


def test_a_text_alone_is_read_as_among_others(small: Told) -> None:
    assert small["alone_as_together"] < 1e-4


def test_a_chance_of_nonsense_takes_confidence_away(small: Told) -> None:
    assert small["labels"].index("out_of_scope") == 1
    sure, doubted, nonsense = small["wary"]
    assert sure == pytest.approx(0.7, abs=1e-6)
    assert doubted == pytest.approx(0.7 / (1 + 29 * 0.1), abs=1e-6)
    assert nonsense == pytest.approx(0.4, abs=1e-6)


def configuration() -> dict[str, Told]:
    parts = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return {part["name"]: part for part in parts}


def test_the_pipeline_is_plain_rasa_configuration() -> None:
    names = list(configuration())
    assert names[-1] == "FallbackClassifier"
    assert [name for name in names if name.startswith("bot.components.")] == [
        "bot.components.KeyFeaturizer",
        "bot.components.LinearIntentClassifier",
        "bot.components.RuleExtractor",
    ]


def test_what_the_rules_find_is_declared_and_leads_no_conversation() -> None:
    declared = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["entities"]
    known = {name: options for each in declared for name, options in each.items()}
    assert set(known) == {"application", "case", "registration", "phone", "date", "amount", "town", "mine"}
    assert not any(options["influence_conversation"] for options in known.values())


WAS = {
    "all": {"first": 85.0, "three": 95.0},
    "ls": {"first": 84.0, "three": 95.0},
    "za": {"first": 84.0, "three": 95.0},
}


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        ({"all": 85.0, "ls": 84.0, "za": 84.0}, []),
        ({"all": 84.0, "ls": 83.0, "za": 90.0}, []),
        ({"all": 83.9, "ls": 84.0, "za": 84.0}, ["all"]),
        ({"all": 85.0, "ls": 80.0, "za": 82.9}, ["ls", "za"]),
        ({"all": 85.0, "ls": 84.0}, ["za"]),
    ],
)
def test_more_than_a_point_in_any_part_is_too_much(now: dict[str, float], lost: list[str]) -> None:
    assert [cost.part for cost in costs(WAS, {part: {"first": first} for part, first in now.items()})] == lost


def utterances() -> tuple[int, set[str]]:
    found: set[tuple[str, str]] = set()
    for path in (ROOT / "data" / "nlu").glob("*/*.yml"):
        for block in yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["nlu"]:
            found |= {
                (line[2:].strip(), block["intent"]) for line in block["examples"].splitlines() if line[2:].strip()
            }
    return len(found), {intent for _, intent in found}


def test_the_committed_evaluation_is_of_the_present_data() -> None:
    summary = json.loads(SUMMARY.read_text(encoding="utf-8"))
    count, intents = utterances()
    assert summary["intents"] == len(intents)
    assert summary["utterances"] == pytest.approx(count, rel=0.01), "run ./thuso evaluate --accept"
    assert {"all", "en", "st", "ls", "za"} <= set(summary["checked"])
