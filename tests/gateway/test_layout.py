"""How a reply is laid out: one segment where it can, never more than two, nothing offered that cannot be answered."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway import render
from gateway.render import Choice, Laid, Reader, Said, as_sent, lay_out, pages
from sesotho import segments

SMS = Reader("en", "sms", "ZA", can_reply=True)
ONE_WAY = Reader("en", "sms", "LS", can_reply=False)
WHATSAPP = Reader("en", "whatsapp", "ZA", can_reply=True)
SESOTHO = Reader("st_LS", "sms", "ZA", can_reply=True)

CHOICES = [Choice("passport.lost", "Lost passport"), Choice("passport.apply", "First passport")]
SHORT = Said(
    "A passport costs M130.", ["A passport costs M130.", "- Bring the old one."], "(gov.ls, Nov 2026)", CHOICES
)
BARE = Said("Go to the police first.")
ROOMLESS = replace(SHORT, short="a" * 150 + ".")
LONG = replace(SHORT, short="Bring the old passport. " * 10)


def sent(laid: Laid, reader: Reader) -> str:
    return as_sent(laid.text, reader.channel)


@pytest.mark.parametrize(
    ("said", "reader", "text", "menu", "has_more"),
    [
        (
            SHORT,
            SMS,
            "A passport costs M130. (gov.ls, Nov 2026) Write MORE.\n1 Lost passport 2 First passport",
            ["passport.lost", "passport.apply"],
            True,
        ),
        (SHORT, ONE_WAY, "A passport costs M130. (gov.ls, Nov 2026)", [], False),
        (
            SHORT,
            SESOTHO,
            "A passport costs M130. (gov.ls, Nov 2026) Ngola EKETSA.\n1 Lost passport 2 First passport",
            ["passport.lost", "passport.apply"],
            True,
        ),
        (BARE, SMS, "Go to the police first.", [], False),
        (BARE, WHATSAPP, "Go to the police first.", [], False),
        (ROOMLESS, SMS, "a" * 150 + ".", [], True),
        (
            SHORT,
            WHATSAPP,
            "A passport costs M130.\n- Bring the old one.\n\n(gov.ls, Nov 2026)\n\nReply with a number:\n"
            "1 Lost passport\n2 First passport",
            ["passport.lost", "passport.apply"],
            False,
        ),
        (
            SHORT,
            replace(WHATSAPP, can_reply=False),
            "A passport costs M130.\n- Bring the old one.\n\n(gov.ls, Nov 2026)",
            [],
            False,
        ),
    ],
)
def test_the_first_text_of_an_answer(said, reader, text, menu, has_more):
    assert lay_out(said, reader) == Laid(text, menu, has_more)


@pytest.mark.parametrize(
    ("said", "reader", "count"),
    [(SHORT, SMS, 1), (ROOMLESS, SMS, 1), (LONG, SMS, 2), (LONG, ONE_WAY, 2), (SHORT, SESOTHO, 1)],
)
def test_segments_of_the_first_text(said, reader, count):
    counted = segments(sent(lay_out(said, reader), reader))
    assert (counted.encoding, counted.count) == ("GSM-7", count)


@pytest.mark.parametrize(
    ("written", "channel", "goes_out"),
    [
        ("Motšeare", "sms", "Mots'eare"),
        ("Motšeare", "whatsapp", "Motšeare"),
        ("“M130” – ke tefo…", "sms", '"M130" - ke tefo...'),
        ("“M130” – ke tefo…", "whatsapp", "“M130” – ke tefo…"),
    ],
)
def test_what_goes_over_the_wire(written, channel, goes_out):
    assert as_sent(written, channel) == goes_out


def test_a_long_answer_on_whatsapp_says_the_short_form_and_how_to_go_on():
    said = replace(SHORT, full=["Bring the old passport with you."] * 60)
    laid = lay_out(said, WHATSAPP)
    assert laid == Laid("A passport costs M130.\n\nWrite MORE.", [], True)
    assert all(len(page.text) <= 1_600 for page in pages(said, WHATSAPP))


@pytest.mark.parametrize("length", range(290, 300))
def test_a_character_of_two_septets_on_the_border_of_two_segments(length):
    text = f"{'a' * 152}€{'a' * 9} {'b' * (length - 163)}"
    said = Said(text, [text], "(M)", [Choice("a", "b")])
    for laid in (lay_out(said, SMS), *pages(said, SMS), render.menu(text, said.choices, SMS)):
        assert segments(sent(laid, SMS)).count <= 2


WORDS = st.text(alphabet="aábcdeèéšŠ€{}[]~'’😀.,", min_size=1, max_size=14)
LINES = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
SHORTS = LINES.filter(lambda line: segments(as_sent(line, "sms")).count <= 2)
SAID = st.builds(
    Said,
    short=SHORTS,
    full=st.lists(LINES, max_size=12),
    source=st.sampled_from(["", "(gov.ls, Nov 2026)"]),
    choices=st.lists(st.builds(Choice, code=st.sampled_from(["a", "b"]), label=WORDS), max_size=3),
    is_offer_due=st.booleans(),
).filter(lambda said: bool(said.choices) or not said.is_offer_due)
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
READERS = st.sampled_from([SMS, ONE_WAY, SESOTHO, replace(SESOTHO, can_reply=False)])


@FEW
@given(SAID, READERS)
def test_no_first_sms_takes_more_than_two_segments(said, reader):
    counted = segments(sent(lay_out(said, reader), reader))
    assert (counted.encoding, counted.count <= 2) == ("GSM-7", True)
    if segments(as_sent(said.short, "sms")).count == 1 and not said.is_offer_due:
        assert counted.count == 1


@FEW
@given(SAID, READERS)
def test_no_page_takes_more_than_two_segments(said, reader):
    for page in pages(said, reader):
        counted = segments(sent(page, reader))
        assert (counted.encoding, counted.count <= 2) == ("GSM-7", True), page.text


@FEW
@given(SAID, READERS)
def test_the_pages_hold_every_word_in_order_and_end_with_the_choices(said, reader):
    told = " ".join(re.sub(r"\n\S+ \S+ \(\d+/\d+\)$", "", page.text) for page in pages(said, reader)).split()
    menu = [f"{index} {choice.label}" for index, choice in enumerate(said.choices, 1)] if reader.can_reply else []
    assert told == " ".join([*said.full, said.source, *menu]).split()


@FEW
@given(SAID, st.sampled_from([ONE_WAY, replace(WHATSAPP, can_reply=False)]))
def test_whoever_cannot_reply_is_offered_nothing(said, reader):
    laid = lay_out(said, reader)
    assert laid.menu == []
    assert not re.search(r"^1 ", laid.text, re.MULTILINE)
    if reader.channel == "sms":
        assert not laid.has_more
    assert all(page.menu == [] for page in pages(said, reader))


@FEW
@given(SAID, READERS)
def test_what_is_offered_is_what_is_shown(said, reader):
    for laid in (lay_out(said, reader), *pages(said, reader)):
        for index, code in enumerate(laid.menu, 1):
            assert said.choices[index - 1].code == code
            assert f"{index} {said.choices[index - 1].label}" in laid.text


@FEW
@given(st.lists(WORDS, min_size=1, max_size=30), READERS)
def test_a_menu_by_sms_is_as_long_as_two_segments_carry(labels, reader):
    choices = [Choice(str(index), label) for index, label in enumerate(labels)]
    laid = render.menu("Choose:", choices, reader)
    assert segments(sent(laid, reader)).count <= 2
    assert laid.menu == [choice.code for choice in choices[: len(laid.menu)]]
    assert len(laid.menu) == len(choices) or len(laid.menu) > 5
