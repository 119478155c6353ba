"""The words that people are told to text: one in each language, each understood, none left in the wrong language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from gateway.commands import chosen_language, wants_more
from gateway.screen import screen
from registry.content import load
from sesotho import key

ROOT = Path(__file__).parents[2]
SPELLINGS = ("st_LS", "st_ZA")
LANGUAGES = ("en", *SPELLINGS)
INTENTS = {
    "MENU": "menu",
    "MISSION": "mission.nearest",
    "FORUM": "diaspora.forums",
    "ASSOCIATION": "diaspora.association",
    "REGISTER": "diaspora.register",
    "COMPLAINT": "complaint.open",
}


def read_commands() -> dict[str, dict[str, str]]:
    """The last table of the glossary: what we say in English -> what we say in each language."""
    lines = (ROOT / "docs/glossary-st.md").read_text("utf-8").split("| We mean |")[1].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {said: dict(zip(LANGUAGES, [said, ls, za], strict=True)) for _, said, ls, za in rows}


def examples(intent: str) -> str:
    """The training examples of an intent in both languages, as words of the key."""
    blocks = [
        block["examples"]
        for path in ROOT.glob("data/nlu/*/*.yml")
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        if block.get("intent") == intent
    ]
    return " ".join(re.findall(r"\w+", key(" ".join(blocks))))


COMMANDS = read_commands()
SINGLE = {said: row for said, row in COMMANDS.items() if all(word.isalpha() for word in row.values())}


def commands_in(text: str, language: str) -> list[str]:
    """The English names of the commands that stand in a text of that language."""
    written = {row[language]: said for said, row in SINGLE.items()}
    return sorted(written[word] for word in re.findall(r"\b[A-Z]{2,}\b", text) if word in written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gateway_understands_its_own_words(language):
    assert wants_more(COMMANDS["MORE"][language])
    assert screen(COMMANDS["STOP"][language]).optout is not None
    assert screen(COMMANDS["START"][language]).optin
    chosen = [chosen_language(word) for word in COMMANDS["ENGLISH, SESOTHO"][language].split(", ")]
    assert chosen == ["en", "st"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("command", "intent"), INTENTS.items())
def test_the_assistant_has_learnt_the_others(command, intent, language):
    assert key(COMMANDS[command][language]).lower() in examples(intent).split()


@pytest.mark.parametrize("locale", SPELLINGS)
@pytest.mark.parametrize("domain", ["bot", "gateway", "actions"])
def test_a_translation_names_the_same_commands(domain, locale):
    with (ROOT / "locales" / locale / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        for message in read_po(file, locale=locale):
            if message.id:
                said = commands_in(str(message.string), locale)
                assert said == commands_in(str(message.id), "en"), message.string


@pytest.mark.parametrize("locale", SPELLINGS)
def test_an_answer_names_the_same_commands(locale):
    for answer in load(ROOT / "content").answers.values():
        for form in ("short", "full"):
            english, sesotho = (
                {command for item in answer.texts[each].form(form) for command in commands_in(item.say, language)}
                for each, language in (("en", "en"), (locale, locale))
            )
            assert sesotho == english, answer.topic
