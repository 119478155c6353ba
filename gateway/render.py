"""A reply laid out for the channel it goes out on.

SMS: one segment where the words allow, never more than two, GSM-7. WhatsApp: the full form, one choice a line, š kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway import words
from gateway.heard import Channel
from gateway.words import say
from sesotho import segments, to_gsm7

# One septet is kept back: a character of two septets that would straddle the parts moves to the second.
ONE_SEGMENT, TWO_SEGMENTS = 160, 2 * 153 - 1
WHATSAPP_MAX = 1_500


@dataclass(frozen=True)
class Reader:
    """For whom a reply is laid out."""

    locale: str
    channel: Channel
    country: str
    can_reply: bool


@dataclass(frozen=True)
class Choice:
    """One line of a menu: what it leads to, and its label in the reader's locale."""

    code: str
    label: str


@dataclass(frozen=True)
class Said:
    """What is to be laid out: a short and a full form, where it comes from, where it leads."""

    short: str
    full: list[str] = field(default_factory=list)
    source: str = ""
    choices: list[Choice] = field(default_factory=list)
    is_offer_due: bool = False


@dataclass(frozen=True)
class Laid:
    """A text ready to send, the choices it offers, and whether more is to be had."""

    text: str
    menu: list[str] = field(default_factory=list)
    has_more: bool = False


def as_sent(text: str, channel: Channel) -> str:
    """Exactly what goes over the wire."""
    return to_gsm7(text) if channel == "sms" else text


def units(text: str) -> int:
    """Septets that `text` takes by SMS."""
    return segments(to_gsm7(text)).units


def lay_out(said: Said, reader: Reader) -> Laid:
    """The first text of an answer."""
    if reader.channel == "whatsapp":
        return _on_whatsapp(said, reader)
    return _by_sms(said, reader)


def _by_sms(said: Said, reader: Reader) -> Laid:
    room = ONE_SEGMENT if units(said.short) <= ONE_SEGMENT else TWO_SEGMENTS
    if not reader.can_reply:
        return Laid(_fitting(said.short, [said.source], room))
    choices = said.choices
    tail = f"\n{_numbered(choices)}" if choices else ""
    more = say(words.MORE, reader.locale) if said.full else ""
    if said.is_offer_due and units(_joined(said.short, more) + tail) > room:
        # A second question is worth a second segment: what it leads to beyond that is left to `more`.
        room, choices = TWO_SEGMENTS, said.choices[:1]
        tail = f"\n{_numbered(choices)}"
    if units(_joined(said.short, more) + tail) > room:
        tail = ""
    text = _fitting(said.short, [said.source, more], room - units(tail)) + tail
    return Laid(text, [choice.code for choice in choices] if tail else [], bool(said.full))


def _joined(text: str, part: str) -> str:
    return f"{text} {part}" if part else text


def _fitting(text: str, parts: list[str], room: int) -> str:
    """The text with as many of its parts as fit; the last is the one that matters most."""
    last = parts[-1]
    left = room - (units(last) + 1 if last and units(_joined(text, last)) <= room else 0)
    for part in parts[:-1]:
        if part and units(f"{text} {part}") <= left:
            text = f"{text} {part}"
    return _joined(text, last) if units(_joined(text, last)) <= room else text


def _numbered(choices: list[Choice], joiner: str = " ") -> str:
    return joiner.join(f"{index} {choice.label}" for index, choice in enumerate(choices, 1))


def _on_whatsapp(said: Said, reader: Reader) -> Laid:
    body = "\n".join(said.full) or said.short
    blocks = [body, said.source]
    choices = said.choices if reader.can_reply else []
    if choices:
        blocks.append(f"{say(words.CHOOSE, reader.locale)}\n{_numbered(choices, chr(10))}")
    text = "\n\n".join(block for block in blocks if block)
    if len(text) <= WHATSAPP_MAX:
        return Laid(text, [choice.code for choice in choices])
    return Laid(f"{said.short}\n\n{say(words.MORE, reader.locale)}", [], True)


def pages(said: Said, reader: Reader) -> list[Laid]:
    """The full form cut at its lines into texts of two SMS segments each; the choices come last."""
    more = say(words.MORE, reader.locale)
    room = TWO_SEGMENTS - units(more) - 8 if reader.channel == "sms" else WHATSAPP_MAX
    lines = [piece for line in [*said.full, said.source] if line for piece in _pieces(line, room)]
    texts = _packed(lines, room)
    choices = said.choices if reader.can_reply else []
    if choices:
        menu = _numbered(choices, "\n")
        if texts and units(f"{texts[-1]}\n{menu}") <= room:
            texts[-1] = f"{texts[-1]}\n{menu}"
        else:
            texts.append(menu)
    last = len(texts) - 1
    codes = [choice.code for choice in choices]
    return [
        Laid(text, codes) if index == last else Laid(f"{text}\n{more} ({index + 1}/{len(texts)})", [], True)
        for index, text in enumerate(texts)
    ]


def _packed(lines: list[str], room: int) -> list[str]:
    texts: list[str] = []
    for line in lines:
        if texts and units(f"{texts[-1]}\n{line}") <= room:
            texts[-1] = f"{texts[-1]}\n{line}"
        else:
            texts.append(line)
    return texts


def _pieces(line: str, room: int) -> list[str]:
    pieces: list[str] = []
    for word in line.split(" "):
        if pieces and units(f"{pieces[-1]} {word}") <= room:
            pieces[-1] = f"{pieces[-1]} {word}"
        else:
            pieces.append(word)
    return pieces


def menu(title: str, choices: list[Choice], reader: Reader) -> Laid:
    """A title over numbered choices; as many as two segments carry."""
    joiner = "\n"
    while choices and reader.channel == "sms" and units(f"{title}{joiner}{_numbered(choices, joiner)}") > TWO_SEGMENTS:
        choices = choices[:-1]
    return Laid(f"{title}{joiner}{_numbered(choices, joiner)}", [choice.code for choice in choices])
