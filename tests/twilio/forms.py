"""Inbound webhooks as Twilio posts them, field by field, for fictional people."""

from __future__ import annotations

from tests.twilio.messages import new_sid

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
SMS_SENDER, WHATSAPP_SENDER = "+27600000001", "whatsapp:+27600000002"
COUNTRIES = {"+27": "ZA", "+266": "LS", "+44": "GB", "+1": "US"}


def sms(number: str, text: str, **changes: str) -> dict[str, str]:
    """A text message. A change to "-" leaves the field out."""
    sid = changes.pop("MessageSid", "") or new_sid()
    country = next((code for prefix, code in COUNTRIES.items() if number.startswith(prefix)), "")
    form = {
        "ToCountry": "ZA",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text,
        "FromCountry": country,
        "To": SMS_SENDER,
        "ToZip": "",
        "NumSegments": str(1 + len(text) // 160),
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": number,
        "ApiVersion": "2010-04-01",
    }
    return _changed(form, changes)


def whatsapp(number: str, text: str, **changes: str) -> dict[str, str]:
    """A WhatsApp message. A change to "-" leaves the field out."""
    sid = changes.pop("MessageSid", "") or new_sid()
    form = {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": "Palesa",
        "MessageType": "text",
        "SmsSid": sid,
        "WaId": number.removeprefix("+"),
        "SmsStatus": "received",
        "Body": text,
        "To": WHATSAPP_SENDER,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": f"whatsapp:{number}",
        "ApiVersion": "2010-04-01",
    }
    return _changed(form, changes)


def picture(number: str, text: str = "", content_type: str = "image/jpeg") -> dict[str, str]:
    """A picture on WhatsApp, with or without words under it."""
    media = {"NumMedia": "1", "MediaContentType0": content_type, "MediaUrl0": "https://media.example/1"}
    return whatsapp(number, text, MessageType="image", **media)


def sticker(number: str) -> dict[str, str]:
    """A sticker on WhatsApp."""
    media = {"NumMedia": "1", "MediaContentType0": "image/webp", "MediaUrl0": "https://media.example/2"}
    return whatsapp(number, "", MessageType="sticker", **media)


def location(number: str, latitude: str, longitude: str) -> dict[str, str]:
    """A place sent on WhatsApp."""
    return whatsapp(number, "", MessageType="location", Latitude=latitude, Longitude=longitude)


def _changed(form: dict[str, str], changes: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**form, **changes}.items() if value != "-"}
