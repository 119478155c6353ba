"""Everything that has to run for a text to be answered: the assistant, its actions, the service."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.content import ContentError
from registry.services.loading import load_content
from service.catalogues import compile_catalogues
from service.model import models_directory, trained_model
from service.processes import NotStarted, Part, Processes, free_port, is_taken, python
from service.running import Running, announce, withdraw
from service.settings import ROOT, Settings
from service.storage import open_database

Tell = Callable[[str], None]


# What only the service needs: parts inherit the environment of the command, and Rasa and its actions are to have none.
SERVICE_ONLY = (
    "THUSO_SECRET_KEY",
    "THUSO_PEPPER",
    "TWILIO_AUTH_TOKEN",
    "SMTP_PASSWORD",
    "DATABASE_URL",
    "APPLICATIONS_TOKEN",
)


def bot_python() -> str:
    """The interpreter of Rasa's environment, as the bootstrap found it."""
    return os.environ.get("THUSO_BOT_PYTHON_FOUND") or str(ROOT / ".venv-bot" / "bin" / "python")


def prepare(settings: Settings, tell: Tell) -> None:
    """Words compiled, database migrated, content loaded. Raises `NotStarted` or `BadSettings` with one line."""
    try:
        compile_catalogues()
        database = open_database(settings)
        settings.vault()
        with database.write() as session:
            loaded = load_content(session, ROOT / "content")
        database.engine.dispose()
    except ContentError as error:
        raise NotStarted(f"content/ has a mistake: {error.problems[0]}") from None
    except OSError as error:
        raise NotStarted(f"{error.filename or settings.thuso_data}: {error.strerror}") from None
    if loaded.changed or loaded.withdrawn:
        tell(f"Content: {loaded.items} items, {loaded.changed} new or changed, {loaded.withdrawn} withdrawn.")


@contextmanager
def running_stack(settings: Settings, port: int, tell: Tell, *, is_announced: bool = True) -> Iterator[Running]:
    """The whole service, ready, on `port`; stopped when the block ends. Raises `NotStarted`."""
    if is_taken(settings.thuso_host, port):
        raise NotStarted(f"port {port} is taken: choose another, as ./thuso up --port {port + 1}")
    prepare(settings, tell)
    model = trained_model(bot_python(), tell)
    token = settings.thuso_service_token.get_secret_value() or secrets.token_urlsafe(32)
    parts = _parts(settings, port, model, token)
    processes = Processes(parts, settings.thuso_data / "logs", tell)
    running = Running(os.getpid(), f"http://{_reachable(settings.thuso_host)}:{port}", token)
    tell("Starting the assistant, its actions and the service ...")
    try:
        processes.start()
        if is_announced:
            announce(settings.thuso_data, running)
        yield running
    finally:
        if is_announced:
            withdraw(settings.thuso_data)
        processes.stop()


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104


def _handed_over(settings: Settings) -> dict[str, str]:
    """The settings in force, for the service process: what the command decided counts, not what .env says again."""
    return {
        "THUSO_DATA": str(settings.thuso_data),
        "DATABASE_URL": settings.database_url,
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid or " ",
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "TWILIO_SMS_FROM": settings.twilio_sms_from,
        "TWILIO_WHATSAPP_FROM": settings.twilio_whatsapp_from,
        "TWILIO_API_URL": settings.twilio_api_url,
        "PUBLIC_URL": settings.public_url,
        "NUMBER_PER_MINUTE": str(settings.number_per_minute),
        "NUMBER_PER_HOUR": str(settings.number_per_hour),
        "NUMBER_PER_DAY": str(settings.number_per_day),
        "ADDRESS_PER_MINUTE": str(settings.address_per_minute),
        "SPEND_CAP_DAY": str(settings.spend_cap_day),
    }


# What comes in is kept before it is understood: under load the service goes first.
UNHURRIED = 5


def _parts(settings: Settings, port: int, model: Path, token: str) -> list[Part]:
    bot_port, actions_port = free_port(), free_port()
    bot, actions = f"http://127.0.0.1:{bot_port}", f"http://127.0.0.1:{actions_port}"
    service = f"http://{_reachable(settings.thuso_host)}:{port}"
    bot_token = secrets.token_urlsafe(32)
    # Their logs are in UTC, as the service's own.
    shared = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "TZ": "UTC"}
    without = dict.fromkeys(SERVICE_ONLY, "")
    return [
        Part(
            "actions",
            [python(), "-m", "actions", str(actions_port)],
            {**shared, **without, "THUSO_REGISTRY_URL": f"{service}/v1", "THUSO_SERVICE_TOKEN": token},
            f"{actions}/health",
            niceness=UNHURRIED,
        ),
        Part(
            "assistant",
            [bot_python(), "-W", "ignore", "-m", "bot", "run", "--model", str(model), "--port", str(bot_port),
             "--interface", "127.0.0.1", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"],
            {**shared, **without, "THUSO_ACTIONS_URL": f"{actions}/webhook", "THUSO_BOT_TOKEN": bot_token,
             "MPLCONFIGDIR": str(models_directory())},
            f"{bot}/webhooks/thuso/",
            niceness=UNHURRIED,
        ),
        Part(
            "service",
            [python(), "-m", "service.serve"],
            {
                **shared,
                **_handed_over(settings),
                "THUSO_PORT": str(port),
                "THUSO_BOT_URL": bot,
                "THUSO_BOT_TOKEN": bot_token,
                "THUSO_ACTIONS_URL": actions,
                "THUSO_SERVICE_TOKEN": token,
            },
            f"{service}/healthz",
        ),
    ]  # fmt: skip
