"""Who a broadcast is for, and who of them may not be written to: said once, in SQL, for two or two hundred thousand.

`why_not` is the set-based twin of `reaching.reasons` for notices; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from registry.models import Address, Chosen, Consent, Contact, Registration
from registry.services import consents
from registry.services.quiet import HOME
from registry.services.terms import SMS, WHATSAPP, Terms

# Why somebody is left out. Safe mode and "write to me no more" are one reason: with a list of one number, an officer
# would else learn who is in danger.
HELD, NO_NUMBER, COUNTRY, OPTED_OUT, NO_CONSENT = "held", "no_number", "country", "opted_out", "no_consent"
NO_TEMPLATE, CANCELLED = "no_template", "cancelled"
LOCALES = ("en", "st_LS", "st_ZA")


class BadAudience(ValueError):
    """One line: what is wrong with the filters."""


@dataclass(frozen=True)
class Audience:
    """Filters that all have to fit; an empty one fits everybody.

    `languages`: en, st or another code; `spellings`: ls, za. `countries`: where people live (their registration's
    country, else their number's). `districts`, `sectors` and `interests` are those of a registration; `places` are
    towns as registrations have them. `is_listed`: only those whom a list of numbers named.
    """

    languages: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    is_listed: bool = False

    @classmethod
    def read(cls, given: dict[str, Any]) -> Audience:
        """From what a row or a request holds. Raises `BadAudience`."""
        known = {field.name for field in fields(cls)}
        for name, value in given.items():
            if name not in known:
                raise BadAudience(f"{name} is no filter: {', '.join(sorted(known - {'is_listed'}))}")
            if name != "is_listed" and not all(isinstance(each, str) and 0 < len(each) <= 60 for each in value):
                raise BadAudience(f"{name} must be a list of words")
        words: dict[str, Any] = {name: tuple(value) for name, value in given.items() if name != "is_listed"}
        return cls(**words, is_listed=bool(given.get("is_listed")))

    def dump(self) -> dict[str, Any]:
        """What is kept: the filters that say something."""
        return {name: list(value) if name != "is_listed" else value for name, value in asdict(self).items() if value}


def lives_in() -> ColumnElement[str]:
    """The country whose clock and whose rules count."""
    return func.coalesce(Registration.country, Contact.country, HOME)


def locale_of() -> ColumnElement[str]:
    """The wording somebody is to have: Sesotho where we do not know better, English for a third language."""
    sesotho = case((Contact.spelling == "za", "st_ZA"), else_="st_LS")
    is_sesotho = or_(Contact.language.is_(None), Contact.language == "st")
    return case((is_sesotho, sesotho), else_="en")


def people(broadcast_id: int, audience: Audience) -> Select[Any]:
    """Everybody the filters fit, reachable or not: a select without columns over contacts and registrations."""
    found = select().select_from(Contact).outerjoin(Registration, is_registered())
    if audience.is_listed:
        found = found.join(Chosen, and_(Chosen.contact_id == Contact.id, Chosen.broadcast_id == broadcast_id))
    return found.where(*_filters(audience))


def is_registered() -> ColumnElement[bool]:
    """Joins the registration that somebody has not left."""
    return and_(Registration.contact_id == Contact.id, Registration.left_at.is_(None))


def _filters(audience: Audience) -> list[ColumnElement[bool]]:
    columns: list[tuple[Sequence[str], Any]] = [
        (audience.languages, Contact.language),
        (audience.spellings, Contact.spelling),
        (audience.countries, lives_in()),
        (audience.districts, Registration.district),
        (audience.places, Registration.town),
        (audience.sectors, Registration.sector),
    ]
    found: list[ColumnElement[bool]] = [column.in_(wanted) for wanted, column in columns if wanted]
    if audience.interests:
        # A JSON list of codes, as text: the same on both databases.
        listed = cast(Registration.interests, String)
        found.append(or_(*(listed.contains(f'"{code}"', autoescape=True) for code in audience.interests)))
    return found


def why_not(topic: str, channels: Sequence[str], terms: Terms) -> ColumnElement[str | None]:
    """Why a contact may not have a notice on `topic`; NULL when they may. The query has both tables of `people`."""
    checks: list[tuple[ColumnElement[bool], str]] = [
        (or_(Contact.is_muted, Contact.safe_mode_at.is_not(None)), HELD),
        (~_has_address(channels), NO_NUMBER),
    ]
    if terms.countries:
        checks.append((lives_in().not_in(sorted(terms.countries)), COUNTRY))
    said = _last_word(topic)
    checks += [(said.is_(None), NO_CONSENT), (said.is_(False), OPTED_OUT)]
    return case(*checks, else_=literal(None, String))


def _has_address(channels: Sequence[str]) -> ColumnElement[bool]:
    usable = select(Address.id).where(
        Address.contact_id == Contact.id, ~Address.is_invalid, Address.channel.in_(channels)
    )
    return usable.exists()


def _last_word(topic: str) -> ColumnElement[bool]:
    decides = Consent.scope.in_(consents.covering(topic))
    newest = select(Consent.is_given).where(Consent.contact_id == Contact.id, decides)
    return newest.order_by(Consent.id.desc()).limit(1).correlate(Contact).scalar_subquery()


@dataclass(frozen=True)
class Group:
    """People alike in all that matters to a preview. `reason`: why they are left out, None when they are not."""

    country: str
    locale: str
    reason: str | None
    has_sms: bool
    has_whatsapp: bool
    in_window: bool
    number: int


def groups(
    session: Session, broadcast_id: int, audience: Audience, topic: str, channels: Sequence[str], terms: Terms,
    window_opens: datetime,
) -> list[Group]:  # fmt: skip
    """The audience as it is now, counted. `window_opens`: who has written on WhatsApp since then may get free text."""
    whatsapp = _address_on(WHATSAPP)
    who = (
        people(broadcast_id, audience)
        .add_columns(
            lives_in().label("country"),
            locale_of().label("locale"),
            why_not(topic, channels, terms).label("reason"),
            _address_on(SMS).exists().label("has_sms"),
            whatsapp.exists().label("has_whatsapp"),
            whatsapp.where(Address.last_in_at > window_opens).exists().label("in_window"),
        )
        .subquery()
    )
    columns = (who.c.country, who.c.locale, who.c.reason, who.c.has_sms, who.c.has_whatsapp, who.c.in_window)
    counted = session.execute(select(*columns, func.count()).group_by(*columns))
    return [Group(*row) for row in counted]


def _address_on(channel: str) -> Select[Any]:
    return select(Address.id).where(Address.contact_id == Contact.id, ~Address.is_invalid, Address.channel == channel)
