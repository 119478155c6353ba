"""The replies about a person's own data: only the rows know them, so they are written as a turn ends."""

from __future__ import annotations

from typing import cast

from sqlalchemy.orm import Session

from gateway import words
from gateway.heard import Channel
from gateway.personal import tell
from gateway.render import as_sent
from gateway.state import Taken
from gateway.words import say
from registry.models import Address, Erasure, Message
from registry.services import erasure as forgetting
from registry.services.privacy import known
from sesotho import Spelling, locale_of


def replies_of(session: Session, message: Message, address: Address, taken: Taken) -> tuple[list[str], Erasure | None]:
    """The turn's replies, filled in where they were about the person; the wish to be forgotten, if this was one."""
    spelling = cast("Spelling | None", taken.spelling or taken.state.spelling)
    locale = locale_of(taken.state.language or taken.language, spelling)
    channel = cast(Channel, address.channel)
    if taken.personal == "known":
        return [tell(known(session, message.contact_id), locale, channel)], None
    if taken.personal == "forget":
        erasure, receipt = forgetting.ask(session, message.contact_id)
        return [as_sent(say(words.FORGOTTEN, locale).format(receipt=receipt), channel)], erasure
    return taken.replies, None
