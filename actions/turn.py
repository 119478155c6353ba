"""What an action has to know of the turn it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker


@dataclass(frozen=True)
class Turn:
    """The reader's locale and country, what was understood, and where they are if they said so.

    `contact` is the id of the person; a conversation from the command line has one that the registry does not know.
    """

    topic: str
    text: str
    locale: str
    country: str
    channel: str
    location: tuple[float, float] | None
    contact: str = ""
    can_reply: bool = True
    message: int | None = None


def turn_of(tracker: Tracker) -> Turn:
    """The turn under way; English in South Africa where the message came without metadata."""
    message: dict[str, Any] = tracker.latest_message or {}
    metadata: dict[str, Any] = message.get("metadata") or {}
    location = metadata.get("location")
    return Turn(
        topic=(message.get("intent") or {}).get("name") or "",
        text=metadata.get("said") or message.get("text") or "",
        locale=metadata.get("locale", "en"),
        country=metadata.get("country", "ZA"),
        channel=metadata.get("channel", "sms"),
        location=(location[0], location[1]) if location else None,
        contact=tracker.sender_id or "",
        can_reply=metadata.get("can_reply", True),
        message=metadata.get("message"),
    )
