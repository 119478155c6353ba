"""Forms as Twilio posts them, read into our own words: a table."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.heard import Incoming
from gateway.parse import MAX_TEXT, Unreadable, clean, parse_message, parse_status
from tests.twilio import forms
from tests.twilio.messages import Kept

THABO = "+27835550101"
LONG = "Ke kopa thuso. " * 107


@pytest.mark.parametrize(
    ("form", "channel", "kind", "text"),
    [
        (forms.sms(THABO, "Ke bokae ho etsa phasepoto?"), "sms", "text", "Ke bokae ho etsa phasepoto?"),
        (forms.whatsapp(THABO, "Ke bokae?"), "whatsapp", "text", "Ke bokae?"),
        (forms.sms(THABO, "2"), "sms", "text", "2"),
        (forms.sms(THABO, "  Lumela \n"), "sms", "text", "Lumela"),
        (forms.sms(THABO, "one\ntwo\tthree"), "sms", "text", "one\ntwo\tthree"),
        (forms.sms(THABO, ""), "sms", "empty", ""),
        (forms.sms(THABO, " \n\t "), "sms", "empty", ""),
        (forms.sms(THABO, "", Body="-"), "sms", "empty", ""),
        (forms.sms(THABO, "\x00"), "sms", "empty", ""),
        (forms.sms(THABO, "\u200b\u200e\ufeff"), "sms", "empty", ""),
        (forms.sms(THABO, "Lu\x00mela"), "sms", "text", "Lu mela"),
        (forms.sms(THABO, "pass\u00adport, he\u200blp"), "sms", "text", "passport, help"),
        (forms.sms(THABO, "motse\u030care"), "sms", "text", "motsěare"),
        (forms.sms(THABO, "😀👍🏾"), "sms", "unsupported", "😀👍🏾"),
        (forms.sms(THABO, "?!"), "sms", "unsupported", "?!"),
        (forms.sms(THABO, "😀 ke bokae"), "sms", "text", "😀 ke bokae"),
        (forms.sms(THABO, "كم سعر جواز السفر؟"), "sms", "text", "كم سعر جواز السفر؟"),
        (forms.sms(THABO, "\u202eolleh\u202c"), "sms", "text", "olleh"),
        (forms.sms(THABO, LONG[:1_600]), "sms", "text", LONG[:1_600].strip()),
        (forms.sms(THABO, "a" * 5_000), "sms", "text", "a" * MAX_TEXT),
        (forms.sms(THABO, "/restart"), "sms", "text", "/restart"),
        (forms.picture(THABO), "whatsapp", "media", ""),
        (forms.picture(THABO, "my permit"), "whatsapp", "text", "my permit"),
        (forms.picture(THABO, content_type="audio/ogg"), "whatsapp", "media", ""),
        (forms.sticker(THABO), "whatsapp", "media", ""),
        (forms.location(THABO, "-27.98", "26.73"), "whatsapp", "location", ""),
        (forms.location(THABO, "91", "26.73"), "whatsapp", "empty", ""),
        (forms.location(THABO, "north", "26.73"), "whatsapp", "empty", ""),
        (forms.location(THABO, "nan", "inf"), "whatsapp", "empty", ""),
        (forms.sms(THABO, "Lumela", NumMedia=""), "sms", "text", "Lumela"),
        (forms.sms(THABO, "Lumela", NumMedia="many"), "sms", "text", "Lumela"),
        (forms.sms(THABO, "Lumela", NumMedia="-"), "sms", "text", "Lumela"),
        (forms.sms("43556", "Lumela"), "sms", "text", "Lumela"),
        ({"MessageSid": "SM1", "From": THABO}, "sms", "empty", ""),
        ({"MessageSid": "SM1", "From": THABO, "Body": "Lumela", "Latitude": "1"}, "sms", "text", "Lumela"),
    ],
)
def test_messages(form, channel, kind, text):
    heard = parse_message(form)
    assert (heard.channel, heard.kind, heard.text) == (channel, kind, text)
    assert heard.sid == form["MessageSid"]
    assert heard.opt_out_type is None


@pytest.mark.parametrize(
    ("given_as", "number"),
    [(THABO, THABO), (f"whatsapp:{THABO}", THABO), (f"whatsapp: {THABO} ", THABO), ("MFAIR", "MFAIR")],
)
def test_a_number_is_the_same_on_every_channel(given_as, number):
    assert parse_message({"MessageSid": "SM1", "From": given_as}).number == number


@pytest.mark.parametrize(
    ("given_as", "kept"),
    [("STOP", "STOP"), ("START", "START"), ("HELP", "HELP"), ("stop", None), ("NEVER", None), ("-", None)],
)
def test_what_twilio_has_answered_already(given_as, kept):
    assert parse_message(forms.sms(THABO, "STOP", OptOutType=given_as)).opt_out_type == kept


@pytest.mark.parametrize(("token", "kept"), [("a-token", "a-token"), ("", None), (None, None)])
def test_the_token_of_a_retry(token, kept):
    assert parse_message(forms.sms(THABO, "Lumela"), token).idempotency_token == kept


def test_a_place_comes_as_numbers():
    assert parse_message(forms.location(THABO, "-27.98", "26.73")).location == (-27.98, 26.73)


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
@pytest.mark.parametrize("how", ["-", ""])
def test_what_no_twilio_would_send(missing, how):
    form = {**forms.sms(THABO, "Lumela"), missing: how}
    with pytest.raises(Unreadable, match="MessageSid and From"):
        parse_message({name: value for name, value in form.items() if value != "-"})


def test_neither_number_nor_text_is_shown_by_accident():
    heard = parse_message(forms.location(THABO, "-27.98", "26.73") | {"Body": "Ke kopa thuso"})
    assert isinstance(heard, Incoming)
    for secret in (THABO, "Ke kopa thuso", "27.98"):
        assert secret not in repr(heard)


@given(st.text())
def test_whatever_comes_can_be_kept_and_shown(text):
    cleaned = clean(text)
    assert len(cleaned) <= MAX_TEXT
    assert cleaned == cleaned.strip()
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    hidden = {unicodedata.category(character) for character in cleaned if character not in "\n\t"}
    assert hidden.isdisjoint({"Cc", "Cf", "Cs", "Co"})
    assert clean(cleaned) == cleaned


REPORTED = Kept("AC1", THABO, "+27600000001", "M130", sid="SM7")


@pytest.mark.parametrize(
    ("form", "delivery", "status", "code", "delivery_id"),
    [
        (REPORTED.report("delivered", None), "12", "delivered", None, 12),
        (REPORTED.report("undelivered", 30003), "12", "undelivered", 30003, 12),
        (REPORTED.report("sent", None), None, "sent", None, None),
        (REPORTED.report("sent", None), "", "sent", None, None),
        (REPORTED.report("sent", None), "twelve", "sent", None, None),
        (REPORTED.report("sent", None), "-1", "sent", None, None),
        (REPORTED.report("sent", None), "²", "sent", None, None),
        (REPORTED.report("sent", None), "9" * 30, "sent", None, None),
        ({**REPORTED.report("failed", None), "ErrorCode": "none"}, "12", "failed", None, 12),
        ({**REPORTED.report("failed", None), "ErrorCode": "²"}, "12", "failed", None, 12),
        (REPORTED.report("brand_new", None), "12", "brand_new", None, 12),
    ],
)
def test_statuses(form, delivery, status, code, delivery_id):
    report = parse_status(form, delivery)
    assert (report.sid, report.status, report.error_code, report.delivery_id) == ("SM7", status, code, delivery_id)
    assert THABO not in str(report.raw)
    assert report.raw["MessageStatus"] == status


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_what_is_no_status(missing):
    form = REPORTED.report("sent", None)
    del form[missing]
    with pytest.raises(Unreadable, match="MessageSid and MessageStatus"):
        parse_status(form)
