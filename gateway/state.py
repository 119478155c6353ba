"""What a turn takes in and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gateway.heard import Channel, Kind, OptOutType
from gateway.screen import Optout
from sesotho import Identified, Spelling


@dataclass(frozen=True)
class State:
    """What a turn has to know of the turns before it."""

    language: str | None = None
    spelling: Spelling | None = None
    is_language_chosen: bool = False
    topic: str | None = None
    menu: tuple[str, ...] = ()
    page_topic: str | None = None
    page: int = 0
    misses: int = 0
    is_safe_mode: bool = False
    # An officer has the conversation: we stay silent but for danger and opt-outs.
    is_with_officer: bool = False
    # The form of a dialogue that is under way (registering, opening a case).
    dialogue: str | None = None
    # We have just asked whether to forget this person: the next message decides.
    is_forget_asked: bool = False


@dataclass(frozen=True)
class Heard:
    """One inbound message as a turn takes it."""

    text: str = field(repr=False)
    kind: Kind = "text"
    channel: Channel = "sms"
    country: str | None = None
    can_reply: bool = True
    location: tuple[float, float] | None = field(default=None, repr=False)
    opt_out_type: OptOutType | None = None
    danger: str | None = None
    # Which message it is: one that is asked about again is answered as the first time.
    message: int | None = None
    # The language of a text that is not kept: what it was found to be when it came.
    identified: Identified | None = None


@dataclass
class Taken:
    """What came of a turn."""

    state: State
    replies: list[str] = field(default_factory=list, repr=False)
    topic: str | None = None
    ranking: list[tuple[str, float]] = field(default_factory=list)
    language: str = "en"
    spelling: str | None = None
    danger: str | None = None
    # Perhaps a cry for help: answered, but its words are not kept.
    is_guarded: bool = False
    optout: Optout | None = None
    optin: bool = False
    is_missed: bool = False
    # What was asked about the person's own data; the rows have the answer (gateway/settling.py).
    personal: Literal["known", "forget_asked", "forget"] | None = None
    wants_call: bool = False
    call_time: str | None = None
