"""How a turn ends in the rows: the message handled, what it changed, its replies queued; all of it or nothing."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from gateway.state import State, Taken
from registry.models import Address, Alarm, Consent, Contact, Conversation, Delivery, Message, Miss
from registry.models.base import now
from registry.services import contacts, messages
from registry.vault import Vault
from sesotho import segments

log = logging.getLogger(__name__)


def settle(
    session: Session, vault: Vault, message: Message, taken: Taken, *, was_safe_mode: bool = False
) -> list[Delivery]:
    """End the turn of a message that has not been handled; the replies that were queued for it."""
    contact = session.get_one(Contact, message.contact_id)
    address = session.get_one(Address, message.address_id)
    message.handled_at = now()
    message.topic, message.language, message.spelling = taken.topic, taken.language, taken.spelling
    message.danger = message.danger or taken.danger
    if was_safe_mode or message.danger:
        # Also where Rasa saw what the net did not, and all that is written in safe mode: the words go now.
        message.body, message.is_guarded = None, True
    _keep(contact, contacts.conversation_of(session, contact.id), taken.state)
    for record in _consequences(contact, address, taken):
        session.add(record)
    queued: list[Delivery] = []
    # Whoever wants no answers any more is answered all the same when they are in danger.
    if not contact.is_muted or taken.optout or message.is_guarded:
        for text in taken.replies:
            queued.append(messages.queue_reply(session, vault, message, address, text, segments(text).count))
    log.info("message=%d topic=%s replies=%d", message.id, taken.topic, len(taken.replies))
    return queued


def _keep(contact: Contact, conversation: Conversation, state: State) -> None:
    contact.language, contact.spelling = state.language, state.spelling
    contact.is_language_chosen = state.is_language_chosen
    conversation.topic, conversation.menu = state.topic, list(state.menu)
    conversation.page_topic, conversation.page, conversation.misses = (
        state.page_topic,
        state.page,
        state.misses,
    )


def _consequences(contact: Contact, address: Address, taken: Taken) -> list[Alarm | Consent | Miss]:
    records: list[Alarm | Consent | Miss] = []
    if taken.danger:
        contacts.enter_safe_mode(contact)
        records.append(Alarm(contact_id=contact.id, category=taken.danger, country=contact.country))
    elif taken.wants_call:
        records.append(_call(contact, taken))
    elif contact.safe_mode_at is not None and not taken.state.is_safe_mode:
        contact.safe_mode_at = None
    if taken.optout:
        scope = taken.optout.topic or taken.optout.scope
        contact.is_muted = contact.is_muted or taken.optout.scope == "answers"
        records.append(_consent(contact, address, scope, is_given=False))
    if taken.optin:
        contact.is_muted = False
        records.append(_consent(contact, address, "notices", is_given=True))
    if taken.is_missed:
        records.append(
            Miss(
                language=taken.language,
                spelling=taken.spelling,
                channel=address.channel,
                guesses=[[code, chance] for code, chance in taken.ranking[:3]],
            )
        )
    return records


def _call(contact: Contact, taken: Taken) -> Alarm:
    return Alarm(
        contact_id=contact.id, category="call", country=contact.country, wants_call=True, call_time=taken.call_time
    )


def _consent(contact: Contact, address: Address, scope: str, *, is_given: bool) -> Consent:
    return Consent(
        contact_id=contact.id,
        scope=scope,
        is_given=is_given,
        wording="asked by message",
        channel=address.channel,
        source="message",
    )
