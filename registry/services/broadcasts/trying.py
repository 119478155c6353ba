"""A notice to the officer who writes it, as it will look."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.models import Broadcast, Delivery, Message
from registry.models.delivery import REPLY
from registry.services import contacts
from registry.services.broadcasts.drafts import Refused, notices_of
from registry.services.broadcasts.numbers import read_number
from registry.services.terms import CHANNELS
from registry.vault import Vault
from sesotho import segments, to_gsm7

PURPOSE = "test"


def send_to_oneself(
    session: Session, vault: Vault, broadcast: Broadcast, number: str, locale: str, channel: str, country: str | None
) -> Delivery:
    """Queue one wording, marked as a test, for the number an officer names as their own. Raises `Refused`."""
    if channel not in CHANNELS:
        raise Refused(f"channels are {' and '.join(CHANNELS)}")
    notice = next(
        (each for each in notices_of(session, broadcast.id) if (each.locale, each.channel) == (locale, channel)), None
    )
    if notice is None:
        raise Refused("there is no such text")
    try:
        e164 = read_number(number)
    except ValueError as error:
        raise Refused(str(error)) from None
    address = contacts.reach(session, vault, number=e164, channel=channel, country=country)
    session.flush()
    if address.contact.safe_mode_at is not None or address.contact.is_muted:
        # One sentence for both, or an officer would learn who is in danger.
        raise Refused("this number is not to be written to: try it on a telephone of the office")
    text = f"TEST. {notice.text}"
    sent = to_gsm7(text) if channel == "sms" else text
    message = Message(
        contact_id=address.contact_id, address_id=address.id, direction="out", body=vault.lock(sent), purpose=PURPOSE
    )
    session.add(message)
    session.flush()
    delivery = Delivery(
        message_id=message.id,
        contact_id=address.contact_id,
        address_id=address.id,
        channel=channel,
        priority=REPLY,
        segments=segments(sent).count,
    )
    session.add(delivery)
    session.flush()
    return delivery
