"""The first reply to somebody in danger: safe on the screen of whoever holds the phone, and of use where they are."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
import yaml

from gateway.render import as_sent
from registry.content import load
from registry.services.library import Library
from service.settings import ROOT
from sesotho import segments

TODAY = dt.date(2026, 11, 22)
LIBRARY = Library(load(ROOT / "content"), yaml.safe_load((ROOT / "content/menus.yaml").read_text("utf-8")))
DANGERS = ("tip.help", "tip.child", "gbv.help", "emergency")
LOCALES, COUNTRIES, CHANNELS = ("en", "st_LS", "st_ZA"), ("ZA", "LS", "other"), ("sms", "whatsapp")
EACH = list(itertools.product(DANGERS, LOCALES, COUNTRIES, CHANNELS))

SAFE = {"en": "Are you safe to read this?", "st_LS": "Na ho bolokehile hore u bale see?"}
SAFE["st_ZA"] = "Na ho bolokehile hore o bale see?"
DELETE = {"en": "Delete this message.", "st_LS": "Hlakola molaetsa ona.", "st_ZA": "Hlakola molaetsa ona."}
# What would tell on the person, and what nobody can promise.
TELLING = re.compile(
    r"traffick|police|victim|abuse|violen|rape|escape|report|alarm|slave|prostit|"
    r"khoebo|mapolesa|lepolesa|hlekefet|peto|betil|baleh|tlaleh|bokhoba|botekatse",
    re.IGNORECASE,
)
PROMISE = re.compile(
    r"\bwe will\b|\bwe'll\b|rescue|visa|amnesty|within|promise|guarantee|re tla|pholos|tšepis|tshepis", re.IGNORECASE
)
# Free lines that can be dialled in South Africa only.
SOUTH_AFRICAN_LINE = re.compile(r"\b0800 ?\d{3} ?\d{3}\b|\b116\b")


def sent(danger: str, locale: str, country: str, channel: str) -> str:
    told = LIBRARY.answer(danger, locale, country, TODAY)
    assert told is not None
    return as_sent(told.rendered.short, channel)


@pytest.mark.parametrize(("danger", "locale", "country", "channel"), EACH)
def test_it_asks_first_whether_they_are_safe_and_ends_with_deleting(
    danger: str, locale: str, country: str, channel: str
) -> None:
    text = sent(danger, locale, country, channel)
    assert text.startswith(SAFE[locale])
    assert text.endswith(DELETE[locale])
    assert not TELLING.search(text)
    assert not PROMISE.search(text)
    if channel == "sms":
        counted = segments(text)
        assert (counted.encoding, counted.count <= 2) == ("GSM-7", True)


@pytest.mark.parametrize(("danger", "locale"), list(itertools.product(DANGERS, LOCALES)))
def test_in_south_africa_it_names_the_short_number_and_the_line(danger: str, locale: str) -> None:
    text = sent(danger, locale, "ZA", "sms")
    assert re.search(r"\b112\b", text)
    assert re.search(r"\b10111\b", text)
    if danger != "emergency":
        assert SOUTH_AFRICAN_LINE.search(text)


@pytest.mark.parametrize(("danger", "locale"), list(itertools.product(DANGERS, LOCALES)))
def test_elsewhere_no_line_is_named_that_cannot_be_reached(danger: str, locale: str) -> None:
    at_home, abroad = sent(danger, locale, "LS", "sms"), sent(danger, locale, "other", "sms")
    assert not SOUTH_AFRICAN_LINE.search(at_home + abroad)
    assert re.search(r"\b112\b", at_home)
    assert {"en": "emergency number of the country", "st_LS": "nomoro ea tš", "st_ZA": "nomoro ya tsh"}[locale] in (
        abroad.replace("ts'", "tš")
    )
