"""The one web application: registry, gateway and console behind one address."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from console.app import add_console
from console.office import Office
from gateway import asking, routes
from gateway.assistant import Assistant
from gateway.door import Door
from gateway.phone import page
from gateway.phone.exchange import Exchange, Switch
from gateway.providers import Provider
from gateway.receive import Receiver
from gateway.turn import Turns
from gateway.twilio import TwilioAccount, TwilioProvider
from gateway.worker import Worker
from registry.api.access import require_service
from registry.api.app import create_registry
from registry.database import Database, make_engine
from registry.services.audit import Ledger
from registry.services.library import Shelf
from registry.vault import Vault
from service import health, metrics
from service.guard import Guard
from service.settings import Settings

log = logging.getLogger(__name__)


def create_service(settings: Settings, database: Database | None = None) -> FastAPI:
    """All that listens on the one port, wired from `settings`; `database` replaces the configured one in tests."""
    database = database or Database(make_engine(settings.database))
    vault = settings.vault()
    shelf = Shelf(database)
    assistant = Assistant(settings.thuso_bot_url, settings.thuso_bot_token.get_secret_value())
    exchange = Exchange()
    provider = _provider(settings, exchange)
    turns = Turns(assistant)
    worker = Worker(database, vault, shelf, turns, Door(database, vault, provider))
    receiver = Receiver(database, vault)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(lambda: shelf.library)
        worker.start()
        yield
        await worker.stop()
        await assistant.close()
        await provider.close()

    app = FastAPI(title="Thuso", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    token = settings.thuso_service_token.get_secret_value()
    app.state.service_token = token
    app.state.database, app.state.shelf, app.state.turns = database, shelf, turns
    app.state.conversations = asking.Conversations()
    app.state.entrance = routes.Entrance(settings.auth_tokens, settings.public, receiver, worker)
    app.state.checks = health.Checks(database, shelf, assistant, worker, settings.thuso_actions_url)
    app.add_middleware(Guard)
    app.include_router(routes.routes)
    app.include_router(asking.routes, dependencies=[Depends(require_service)])
    app.include_router(health.routes)
    app.include_router(metrics.routes, dependencies=[Depends(require_service)])
    if settings.has_phone:
        app.state.phone = page.Phone(exchange, receiver, worker, settings.sms_price, settings.sms_price_currency)
        app.include_router(page.routes)
        app.mount("/phone/static", page.static)
    add_console(app, _office(settings, database, vault, shelf, worker))
    app.mount("/v1", create_registry(database, vault, shelf, token))
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
    )


def _provider(settings: Settings, exchange: Exchange) -> Provider:
    if not settings.has_twilio:
        return exchange
    twilio = TwilioProvider(_account(settings))
    return Switch(exchange, twilio) if settings.has_phone else twilio


def _account(settings: Settings) -> TwilioAccount:
    return TwilioAccount(
        sid=settings.twilio_account_sid,
        token=settings.auth_tokens[0],
        sms_from=settings.twilio_sms_from,
        whatsapp_from=settings.twilio_whatsapp_from,
        api_url=settings.twilio_api_url,
        status_url=f"{settings.public}/twilio/statuses",
    )
