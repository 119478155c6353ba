"""What a broadcast would do now: to how many, to whom not and why, in how many segments, at what price, how long."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import ceil

from sqlalchemy.orm import Session

from registry.models import Broadcast, Notice
from registry.models.base import now
from registry.services.audience import NO_TEMPLATE, Audience, Group, groups
from registry.services.broadcasts.drafts import notices_of
from registry.services.broadcasts.releasing import MARGIN, WINDOW, written_outside_window
from registry.services.pacing import FILL
from registry.services.quiet import quiet_countries
from registry.services.terms import SMS, WHATSAPP, Terms


@dataclass
class Preview:
    """Counts of people and of segments; `price` in the currency of the settings (a loti is a rand, so it is both).

    `seconds`: how long sending takes at the configured pace, without nights. `asleep`: who would wait for the
    morning if it left now. `template_days`: over how many days templates spread by the daily limit of people.
    """

    people: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    by_country: Counter[str] = field(default_factory=Counter)
    by_locale: Counter[str] = field(default_factory=Counter)
    sms: int = 0
    whatsapp: int = 0
    templates: int = 0
    segments: int = 0
    segments_each: dict[str, int] = field(default_factory=dict)
    price: Decimal = Decimal(0)
    currency: str = "ZAR"
    seconds: float = 0.0
    asleep: int = 0
    template_room: int | None = None
    template_days: int = 0


def preview(session: Session, broadcast: Broadcast, terms: Terms, at: datetime | None = None) -> Preview:
    """Count it. Nothing is written, nobody is frozen: it changes as people come and go."""
    at = at or now()
    notices = {(each.locale, each.channel): each for each in notices_of(session, broadcast.id)}
    seen = Preview(currency=terms.currency)
    seen.segments_each = {locale: each.segments for (locale, channel), each in notices.items() if channel == SMS}
    asleep: frozenset[str] = frozenset()
    if not broadcast.is_life_safety:
        asleep = quiet_countries(at, terms.quiet_from, terms.quiet_until)
    audience = Audience.read(broadcast.audience)
    window_opens = at - WINDOW + MARGIN
    for group in groups(session, broadcast.id, audience, broadcast.topic, broadcast.channels, terms, window_opens):
        _add(seen, group, _way(group, broadcast.channels, notices, terms), notices, asleep)
    _price(seen, terms)
    if seen.templates and terms.whatsapp_people:
        seen.template_room = max(0, terms.whatsapp_people - written_outside_window(session, at))
        seen.template_days = 1 + ceil(max(0, seen.templates - seen.template_room) / terms.whatsapp_people)
    return seen


def _way(
    group: Group, channels: list[str], notices: dict[tuple[str, str], Notice], terms: Terms
) -> tuple[str, bool] | None:
    """The channel of these people, and whether by template; None when there is no way."""
    for channel in channels:
        if channel == SMS and group.has_sms:
            return SMS, False
        if channel == WHATSAPP and group.has_whatsapp and terms.has_whatsapp:
            if group.in_window:
                return WHATSAPP, False
            if notices[group.locale, WHATSAPP].content_sid:
                return WHATSAPP, True
    return None


def _add(
    seen: Preview, group: Group, way: tuple[str, bool] | None, notices: dict[tuple[str, str], Notice],
    asleep: frozenset[str],
) -> None:  # fmt: skip
    reason = group.reason or (NO_TEMPLATE if way is None else None)
    if reason or way is None:
        seen.left_out[reason or NO_TEMPLATE] += group.number
        return
    channel, is_template = way
    seen.people += group.number
    seen.by_country[group.country] += group.number
    seen.by_locale[group.locale] += group.number
    seen.asleep += group.number if group.country in asleep else 0
    if channel == SMS:
        seen.sms += group.number
        seen.segments += group.number * notices[group.locale, SMS].segments
    elif is_template:
        seen.templates += group.number
    else:
        seen.whatsapp += group.number


def _price(seen: Preview, terms: Terms) -> None:
    seen.price = (
        seen.segments * terms.sms_price + seen.whatsapp * terms.whatsapp_price + seen.templates * terms.template_price
    )
    loads = {SMS: seen.segments, WHATSAPP: seen.whatsapp + seen.templates}
    seen.seconds = max(
        (load / (terms.pace(channel) * FILL) for channel, load in loads.items() if terms.pace(channel) > 0), default=0.0
    )
