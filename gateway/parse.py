"""Twilio's forms into our own words. Pure: a table of forms is its test."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from gateway.heard import Channel, Incoming, Kind, OptOutType, StatusReport

WHATSAPP = "whatsapp:"
MAX_TEXT = 1_600
WHOLE = re.compile("[0-9]{1,18}")
OPT_OUT_TYPES: dict[str, OptOutType] = {"STOP": "STOP", "START": "START", "HELP": "HELP"}


class Unreadable(ValueError):
    """A form that no Twilio would send; the message says which part is missing."""


def parse_message(form: Mapping[str, str], idempotency_token: str | None = None) -> Incoming:
    """An inbound message; `Unreadable` without a sid or a sender."""
    sid, sender = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not sender:
        raise Unreadable("a message needs MessageSid and From")
    channel: Channel = "whatsapp" if sender.startswith(WHATSAPP) else "sms"
    text = clean(form.get("Body", ""))
    location = _location(form)
    return Incoming(
        sid=sid,
        number=sender.removeprefix(WHATSAPP).strip(),
        channel=channel,
        kind=_kind(form, text, location),
        text=text,
        idempotency_token=idempotency_token or None,
        location=location,
        opt_out_type=OPT_OUT_TYPES.get(form.get("OptOutType", "")),
    )


def parse_status(form: Mapping[str, str], delivery_id: str | None = None) -> StatusReport:
    """A status callback; `Unreadable` without a sid or a status."""
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid or not status:
        raise Unreadable("a status needs MessageSid and MessageStatus")
    code = form.get("ErrorCode", "")
    return StatusReport(
        sid=sid,
        status=status,
        error_code=int(code) if WHOLE.fullmatch(code) else None,
        delivery_id=int(delivery_id) if delivery_id and WHOLE.fullmatch(delivery_id) else None,
        # Only what says how it went: To and From are numbers.
        raw={name: form[name] for name in ("MessageStatus", "ErrorCode", "SmsStatus") if name in form},
    )


def clean(text: str) -> str:
    """Text without control characters, direction marks and joiners, in composed form, at most what Twilio carries."""
    kept = "".join(_shown(character) for character in text)
    return unicodedata.normalize("NFC", kept).strip()[:MAX_TEXT].strip()


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        # Invisible and within words: a soft hyphen, a zero-width space, a direction mark.
        return ""
    return " " if category in ("Cc", "Cs", "Co") and character not in "\n\t" else character


def _location(form: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(form["Latitude"]), float(form["Longitude"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _kind(form: Mapping[str, str], text: str, location: tuple[float, float] | None) -> Kind:
    if location:
        return "location"
    if any(character.isalnum() for character in text):
        return "text"
    if form.get("NumMedia", "0") not in ("", "0"):
        return "media"
    return "unsupported" if text else "empty"
