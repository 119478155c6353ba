"""The one web application: registry, gateway and console behind one address."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import Depends, FastAPI

from console.app import add_console
from console.office import Office
from console.register.page import add_register
from gateway import asking, routes
from gateway.assistant import Assistant
from gateway.door import Door
from gateway.duty import Watch
from gateway.intake import Intake
from gateway.keeping import Keeper
from gateway.limits import Allowance
from gateway.mail import Mail
from gateway.outage import Outage
from gateway.phone import page
from gateway.phone.exchange import Exchange, Switch
from gateway.providers import Provider
from gateway.receive import Receiver
from gateway.reminding import Reminding
from gateway.screen import screen
from gateway.spool import Spool
from gateway.turn import Turns
from gateway.worker import Worker
from registry.api.access import require_service
from registry.api.app import create_registry
from registry.database import Database, make_engine
from registry.services.audit import Ledger
from registry.services.library import Shelf
from registry.vault import Vault
from service import health, metrics
from service.bodies import Bodies
from service.chores import handovers_sweep
from service.cookies import HostCookies
from service.guard import Guard
from service.sending import bounded_twilio, engine_of_broadcasts
from service.settings import Settings
from service.throttle import Buckets, Throttle
from sesotho import identify

log = logging.getLogger(__name__)

# An alarm is told within a second; who asked to be forgotten is within ten.
ALARM_SECONDS, KEEPING_SECONDS, HANDOVER_SECONDS, REMINDER_SECONDS = 1.0, 10.0, 60.0, 15.0


def create_service(settings: Settings, database: Database | None = None) -> FastAPI:
    """All that listens on the one port, wired from `settings`; `database` replaces the configured one in tests."""
    database = database or Database(make_engine(settings.database))
    vault = settings.vault()
    shelf = Shelf(database)
    assistant = Assistant(settings.thuso_bot_url, settings.thuso_bot_token.get_secret_value())
    exchange = Exchange()
    provider = _provider(settings, exchange, database)
    turns = Turns(assistant)
    worker = Worker(database, vault, shelf, turns, Door(database, vault, provider), settings.node)
    engine = engine_of_broadcasts(settings, database, worker.door, lambda: worker.is_running)
    worker.allowance = Allowance(settings.number_per_minute, settings.number_per_hour, settings.number_per_day)
    watch = Watch(
        database, vault, timedelta(minutes=settings.alarm_climb_minutes), _mail(settings), worker.door.due.set
    )
    worker.add_chore("alarms", watch.look, ALARM_SECONDS)
    keeper = Keeper(database, assistant, timedelta(days=settings.keep_texts_days))
    worker.add_chore("keeping", keeper.look, KEEPING_SECONDS)
    worker.add_chore("handovers", handovers_sweep(database), HANDOVER_SECONDS)
    reminding = Reminding(database, vault, shelf, worker.door.due.set)
    worker.add_chore("reminders", reminding.look, REMINDER_SECONDS)
    spool = Spool(settings.thuso_data / "spool", vault)
    intake = Intake(Receiver(database, vault), Outage(spool, shelf, turns, provider), worker.wake)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await asyncio.to_thread(lambda: shelf.library)
        except Exception as error:
            # Twilio is answered all the same: what it brings is spooled. `/healthz` says what is missing.
            log.error("the database is away: %s", type(error).__name__)
        # What is read from files at first use is read now: the first webhook is acknowledged as quickly as any other.
        await asyncio.to_thread(lambda: (screen("Lumela"), identify("Lumela")))
        worker.start()
        intake.start()
        engine.start()
        yield
        await engine.stop()
        await intake.stop()
        await worker.stop()
        await assistant.close()
        await provider.close()

    app = FastAPI(title="Thuso", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    token = settings.thuso_service_token.get_secret_value()
    app.state.service_token = token
    app.state.spool = spool
    app.state.database, app.state.shelf, app.state.turns = database, shelf, turns
    app.state.conversations = asking.Conversations()
    app.state.entrance = routes.Entrance(settings.auth_tokens, settings.public, intake)
    app.state.checks = health.Checks(database, shelf, assistant, worker, settings.thuso_actions_url)
    if settings.public.startswith("https://"):
        app.add_middleware(HostCookies)
    app.add_middleware(Bodies)
    app.add_middleware(Throttle, buckets=Buckets(settings.address_per_minute), token=token)
    app.add_middleware(Guard)
    app.include_router(routes.routes)
    app.include_router(asking.routes, dependencies=[Depends(require_service)])
    app.include_router(health.routes)
    app.include_router(metrics.routes, dependencies=[Depends(require_service)])
    if settings.has_phone:
        app.state.phone = page.Phone(exchange, intake, settings.sms_price, settings.sms_price_currency)
        app.include_router(page.routes)
        app.mount("/phone/static", page.static)
    office = _office(settings, database, vault, shelf, worker)
    add_console(app, office)
    add_register(app, office, settings.twilio_sms_from)
    registry = create_registry(database, vault, shelf, token, settings.terms())
    registry.state.desk = settings.desk()
    app.mount("/v1", registry)
    return app


def _office(settings: Settings, database: Database, vault: Vault, shelf: Shelf, worker: Worker) -> Office:
    return Office(
        database,
        vault,
        shelf,
        Ledger(vault.key_for("audit log")),
        vault.key_for("console forms"),
        is_https=settings.public.startswith("https://"),
        wake=worker.door.due.set,
        sms_price=settings.sms_price,
        sms_price_currency=settings.sms_price_currency,
        terms=settings.terms(),
    )


def _mail(settings: Settings) -> Mail | None:
    if not settings.smtp_host:
        return None
    password = settings.smtp_password.get_secret_value()
    return Mail(settings.smtp_host, settings.smtp_port, settings.smtp_user, password, settings.smtp_from)


def _provider(settings: Settings, exchange: Exchange, database: Database) -> Provider:
    if not settings.has_twilio:
        return exchange
    twilio = bounded_twilio(settings, database)
    return Switch(exchange, twilio) if settings.has_phone else twilio
