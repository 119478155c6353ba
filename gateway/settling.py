"""How a turn ends in the rows: the message handled, what it changed, its replies queued; all of it or nothing."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from gateway import words
from gateway.heard import Channel
from gateway.limits import TOO_MANY, Allowance, was_told
from gateway.own_data import replies_of
from gateway.personal import ANSWER_WITHIN
from gateway.render import as_sent
from gateway.state import State, Taken
from gateway.words import say
from registry.models import Address, Contact, Conversation, Delivery, Message, Miss
from registry.models.base import now
from registry.services import alarms, consents, contacts, drafts, handovers, messages, reaching, reminders
from registry.vault import Vault
from sesotho import Spelling, locale_of, segments

log = logging.getLogger(__name__)
ALLOWANCE = Allowance()


def settle(
    session: Session,
    vault: Vault,
    message: Message,
    taken: Taken,
    *,
    was_safe_mode: bool = False,
    allowance: Allowance = ALLOWANCE,
) -> list[Delivery]:
    """End the turn of a message that has not been handled; the replies that were queued for it."""
    contact = session.get_one(Contact, message.contact_id)
    address = session.get_one(Address, message.address_id)
    message.handled_at = now()
    message.topic, message.language, message.spelling = taken.topic, taken.language, taken.spelling
    message.danger = message.danger or taken.danger
    if was_safe_mode or message.danger or taken.is_guarded:
        # Also where Rasa saw what the net did not, and all that is written in safe mode: the words go now.
        message.body, message.is_guarded = None, True
    _keep(contact, contacts.conversation_of(session, contact.id), taken.state)
    _consequences(session, contact, address, message, taken)
    handovers.heard(session, contact.id)
    replies, erasure = replies_of(session, message, address, taken)
    if allowance.is_used_up(session, message):
        replies = _too_many(session, message, taken, address)
    queued: list[Delivery] = []
    # Whoever wants no answers any more is answered all the same when they are in danger, and about their own data.
    if not contact.is_muted or taken.optout or taken.personal or message.is_guarded:
        for text in replies:
            queued.append(messages.queue_reply(session, vault, message, address, text, segments(text).count))
    if erasure is not None:
        session.flush()
        erasure.delivery_id = queued[-1].id if queued else None
    log.info("message=%d topic=%s replies=%d", message.id, taken.topic, len(taken.replies))
    return queued


def _too_many(session: Session, message: Message, taken: Taken, address: Address) -> list[str]:
    """Said once an hour, then nothing: every word of ours costs. What the message changed is kept all the same."""
    message.topic = TOO_MANY
    if message.danger is not None or was_told(session, message):
        return []
    locale = locale_of(taken.state.language or taken.language, taken.state.spelling)
    return [as_sent(say(words.TOO_MANY, locale), cast(Channel, address.channel))]


def state_of(contact: Contact, conversation: Conversation | None) -> State:
    """What a turn has to know of a contact."""
    state = State(
        language=contact.language,
        spelling=_spelling(contact),
        is_language_chosen=contact.is_language_chosen,
        is_safe_mode=contact.safe_mode_at is not None,
    )
    if conversation is None:
        return state
    return replace(
        state,
        topic=conversation.topic,
        menu=tuple(conversation.menu),
        page_topic=conversation.page_topic,
        page=conversation.page,
        misses=conversation.misses,
        dialogue=conversation.dialogue,
        is_forget_asked=_is_recent(conversation.forget_asked_at),
    )


def _is_recent(asked_at: datetime | None) -> bool:
    return asked_at is not None and now() - asked_at <= ANSWER_WITHIN


def _spelling(contact: Contact) -> Spelling | None:
    return cast("Spelling | None", contact.spelling)


def _keep(contact: Contact, conversation: Conversation, state: State) -> None:
    contact.language, contact.spelling = state.language, state.spelling
    contact.is_language_chosen = state.is_language_chosen
    conversation.topic, conversation.menu = state.topic, list(state.menu)
    conversation.page_topic, conversation.page, conversation.misses = (
        state.page_topic,
        state.page,
        state.misses,
    )
    conversation.dialogue = state.dialogue
    conversation.forget_asked_at = now() if state.is_forget_asked else None


def _consequences(session: Session, contact: Contact, address: Address, message: Message, taken: Taken) -> None:
    if taken.danger:
        contacts.enter_safe_mode(contact)
        # What they were telling us, and what we would have reminded them of, is not left for others to read.
        drafts.forget(session, contact.id)
        reminders.drop(session, contact.id, "safe_mode")
        alarms.open_alarm(session, contact, taken.danger)
    elif taken.wants_call:
        alarms.open_alarm(session, contact, alarms.CALL, wants_call=True, call_time=taken.call_time)
    elif contact.safe_mode_at is not None and not taken.state.is_safe_mode:
        contact.safe_mode_at = None
    if taken.optout:
        contact.is_muted = contact.is_muted or taken.optout.scope == "answers"
        _consent(session, address, taken, taken.optout.topic or taken.optout.scope, is_given=False)
    if taken.optin:
        contact.is_muted = False
        _consent(session, address, taken, consents.NOTICES, is_given=True)
    if taken.danger or taken.optout:
        # What waits to be sent and nobody asked for is taken back in the same transaction.
        reaching.hold_back(session, contact.id)
    if taken.is_missed:
        session.add(_miss(address, message, taken))


def _miss(address: Address, message: Message, taken: Taken) -> Miss:
    return Miss(
        message_id=message.id,
        language=taken.language,
        spelling=taken.spelling,
        channel=address.channel,
        guesses=[[code, chance] for code, chance in taken.ranking[:3]],
    )


def _consent(session: Session, address: Address, taken: Taken, scope: str, *, is_given: bool) -> None:
    """The wording is what we answered; where Twilio has answered in our place, that it has."""
    consents.record(
        session,
        address.contact_id,
        scope,
        is_given=is_given,
        wording=taken.replies[0] if taken.replies else "Answered by the provider (OptOutType).",
        channel=address.channel,
        source="message" if taken.replies else "provider",
    )
