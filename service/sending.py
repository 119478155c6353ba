"""How messages leave an installation: by which provider, within which bounds, notices at which pace."""

from __future__ import annotations

from collections.abc import Callable

from gateway.door import Door
from gateway.engine import Engine, system_url
from gateway.limits import Bounded, Budget
from gateway.notices import NoticeDoor
from gateway.providers import Provider
from gateway.twilio import TwilioAccount, TwilioProvider
from registry.database import Database
from service.settings import Settings


def engine_of_broadcasts(
    settings: Settings, database: Database, door: Door, is_ready: Callable[[], bool] = lambda: True
) -> Engine:
    """What drives and sends notices to many, from when `is_ready` on."""
    terms = settings.terms()
    url = system_url(settings.database, settings.thuso_data)
    return Engine(database, terms, NoticeDoor(door, terms), url, settings.node, is_ready)


def bounded_twilio(settings: Settings, database: Database) -> Provider:
    """Twilio, to the countries we send to and within the day's cap."""
    budget = Budget(database, settings.sms_price, settings.spend_cap_day)
    return Bounded(TwilioProvider(twilio_account(settings)), budget, settings.countries())


def twilio_account(settings: Settings) -> TwilioAccount:
    """Where and as whom to send."""
    return TwilioAccount(
        sid=settings.twilio_account_sid,
        token=settings.auth_tokens[0],
        sms_from=settings.twilio_sms_from,
        whatsapp_from=settings.twilio_whatsapp_from,
        api_url=settings.twilio_api_url,
        status_url=f"{settings.public}/twilio/statuses",
    )
