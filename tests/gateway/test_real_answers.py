"""Every answer that people can get, laid out for every reader: what it costs, and that nothing is lost."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import yaml

from gateway.reach import reach_of
from gateway.render import Choice, Reader, Said, as_sent, lay_out, menu, pages
from registry.content import load
from registry.services.library import Library
from service.settings import ROOT
from sesotho import segments

TODAY = dt.date(2026, 11, 22)
CONTENT = load(ROOT / "content")
LIBRARY = Library(CONTENT, yaml.safe_load((ROOT / "content/menus.yaml").read_text("utf-8")))
LOCALES, COUNTRIES = ("en", "st_LS", "st_ZA"), ("ZA", "LS", "other")
READERS = [
    Reader(locale, channel, country, reach_of(country, channel).can_reply)
    for locale, country, channel in itertools.product(LOCALES, COUNTRIES, ("sms", "whatsapp"))
]


def said(topic: str, reader: Reader) -> Said:
    told = LIBRARY.answer(topic, reader.locale, reader.country, TODAY)
    assert told is not None
    choices = [Choice(code, label) for code, label in told.choices]
    return Said(told.rendered.short, told.rendered.full, told.source, choices)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: f"{reader.locale}-{reader.country}-{reader.channel}")
def test_every_answer_fits(reader):
    for topic in CONTENT.answers:
        answer = said(topic, reader)
        first = lay_out(answer, reader)
        for laid in (first, *(pages(answer, reader) if first.has_more else [])):
            sent = as_sent(laid.text, reader.channel)
            if reader.channel == "sms":
                counted = segments(sent)
                assert (counted.encoding, counted.count <= 2) == ("GSM-7", True), f"{topic}: {sent}"
            assert len(sent) <= 1_600
            assert "{" not in sent
        if reader.channel == "sms":
            assert as_sent(first.text, "sms").startswith(as_sent(answer.short, "sms"))
        if not reader.can_reply:
            assert (first.menu, first.has_more) == ([], False)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_pages_of_an_answer_hold_all_of_it(locale):
    reader = Reader(locale, "sms", "ZA", can_reply=True)
    for topic in CONTENT.answers:
        answer = said(topic, reader)
        told = " ".join(page.text for page in pages(answer, reader)).split()
        for line in answer.full:
            words = line.split()
            assert any(told[start : start + len(words)] == words for start in range(len(told))) or len(line) > 200


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", LIBRARY.menus["menus"])
def test_every_menu_fits_two_segments_whole(locale, name):
    reader = Reader(locale, "sms", "ZA", can_reply=True)
    choices = [Choice(code, label) for code, label in LIBRARY.menu(name, locale)]
    title = LIBRARY.title(name, locale) + ":" if name != "main" else "Thuso:"
    laid = menu(title, choices, reader)
    assert laid.menu == [choice.code for choice in choices]
    assert segments(as_sent(laid.text, "sms")).count <= 2
    for choice in choices:
        assert choice.label != choice.code, "a choice without a label"


def test_whatever_a_menu_offers_can_be_answered():
    for codes in LIBRARY.menus["menus"].values():
        for code in codes:
            if code.startswith("menu."):
                assert code in LIBRARY.menus["menus"]
            else:
                assert code in CONTENT.answers or LIBRARY.kind(code) in ("lookup", "flow", "service")
