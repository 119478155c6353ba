"""Only what Twilio signed is Twilio's; whatever goes wrong in finding out means no."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from gateway.signature import is_signed
from tests.twilio import forms

NEW, OLD, OTHER = "the-new-token", "the-old-token", "somebody-elses-token"
URL = "https://thuso.example/twilio/messages"
FORM = [*forms.sms("+27835550101", "Ke bokae?").items(), ("MessagingServiceSid", "")]


def sign(token: str, form: list[tuple[str, str]] = FORM, url: str = URL) -> str:
    """As Twilio signs; a name that comes more often is signed once with each of its values."""
    return RequestValidator(token).compute_signature(url, FormData(form))


@pytest.mark.parametrize(
    ("tokens", "signature", "is_twilio"),
    [
        ([NEW], sign(NEW), True),
        ([NEW, OLD], sign(NEW), True),
        ([NEW, OLD], sign(OLD), True),
        ([NEW], sign(OLD), False),
        ([NEW, OLD], sign(OTHER), False),
        ([], sign(NEW), False),
        ([NEW], None, False),
        ([NEW], "", False),
        ([NEW], "nonsense", False),
        ([NEW], sign(NEW)[:-1], False),
        ([NEW], sign(NEW).swapcase(), False),
        ([NEW], "é", False),
        ([NEW], "\x00", False),
    ],
)
def test_signatures(tokens, signature, is_twilio):
    assert is_signed(tokens, URL, FormData(FORM), signature) is is_twilio


REPEATED = [*FORM, ("MediaUrl", "https://media.example/2"), ("MediaUrl", "https://media.example/1")]


@pytest.mark.parametrize(
    ("what", "signed", "url_signed", "got", "url_got", "is_twilio"),
    [
        ("a blank value counts", FORM, URL, [pair for pair in FORM if pair[1]], URL, False),
        ("so does one more", FORM, URL, [*FORM, ("Extra", "1")], URL, False),
        ("a changed text", FORM, URL, [*FORM[:-1], ("Body", "other")], URL, False),
        ("order does not", FORM, URL, FORM[::-1], URL, True),
        ("a repeated key", REPEATED, URL, REPEATED, URL, True),
        ("one of them lost", REPEATED, URL, REPEATED[:-1], URL, False),
        ("the query", FORM, URL + "?delivery=7", FORM, URL + "?delivery=7", True),
        ("another query", FORM, URL + "?delivery=7", FORM, URL + "?delivery=8", False),
        ("the query as it was written", FORM, URL + "?a=%20b+c&d=", FORM, URL + "?a=%20b+c&d=", True),
        ("and not otherwise", FORM, URL + "?a=%20b+c&d=", FORM, URL + "?a=+b%20c&d=", False),
        ("another host", FORM, URL, FORM, URL.replace("thuso", "other"), False),
        ("no form at all", [], URL, [], URL, True),
    ],
)
def test_what_is_signed(what, signed, url_signed, got, url_got, is_twilio):
    assert is_signed([NEW], url_got, FormData(got), sign(NEW, signed, url_signed)) is is_twilio, what


@pytest.mark.parametrize("name", ["bodySHA256", "bodysha256", "BODYSHA256"])
def test_with_a_body_hash_in_the_url_the_form_would_go_unread(name):
    url = f"{URL}?{name}=0"
    signature = RequestValidator(NEW).compute_signature(url, {})
    assert not is_signed([NEW], url, FormData(FORM), signature)
    assert not is_signed([NEW], url, FormData([]), signature)
