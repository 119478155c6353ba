"""All settings, from the environment or `.env` (`.env.example` lists them)."""

from __future__ import annotations

import os
import secrets
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
TWILIO_API = "https://api.twilio.com"


class BadSettings(Exception):
    """One line: which setting, and what to do."""


class Settings(BaseSettings):
    """What an installation decides."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_sms_from: str = ""
    twilio_whatsapp_from: str = ""
    twilio_api_url: str = TWILIO_API
    public_url: str = ""
    database_url: str = ""
    thuso_data: Path = ROOT / "var"
    thuso_secret_key: SecretStr = SecretStr("")
    thuso_host: str = "127.0.0.1"
    thuso_phone: bool = False
    thuso_stock_rasa: bool = False
    sms_price: Decimal = Field(Decimal("0.90"), ge=0)
    sms_price_currency: str = "ZAR"

    # Set by `./thuso up` for its processes, not by people.
    thuso_port: int = 8000
    thuso_bot_url: str = ""
    thuso_actions_url: str = ""
    thuso_service_token: SecretStr = SecretStr("")
    thuso_bot_token: SecretStr = SecretStr("")

    @property
    def has_twilio(self) -> bool:
        """Whether messages go out through Twilio."""
        return bool(self.twilio_account_sid.strip() and self.auth_tokens)

    @property
    def has_phone(self) -> bool:
        """Whether the telephone in the browser is on: without Twilio, or when asked for."""
        return self.thuso_phone or not self.has_twilio

    @property
    def auth_tokens(self) -> list[str]:
        """Twilio's auth tokens, the one to call with first; all of them may sign."""
        return [token.strip() for token in self.twilio_auth_token.get_secret_value().split(",") if token.strip()]

    @property
    def database(self) -> str:
        """The database URL; a file in the data directory when none is given."""
        return self.database_url or f"sqlite:///{self.thuso_data / 'thuso.db'}"

    @property
    def public(self) -> str:
        """The address that Twilio calls, without a slash at its end."""
        return (self.public_url or f"http://{self.thuso_host}:{self.thuso_port}").rstrip("/")

    def secret_keys(self) -> list[str]:
        """The secrets of the vault, newest first; made once and kept in the data directory when none is given."""
        given = [key.strip() for key in self.thuso_secret_key.get_secret_value().split(",") if key.strip()]
        return given or [kept_secret(self.thuso_data / "secret.key")]

    def console_key(self) -> str:
        """What opens the console until officers have accounts: kept in the data directory, for its owner to read."""
        return kept_secret(self.thuso_data / "console.key")


def kept_secret(path: Path) -> str:
    """The secret in `path`, readable by its owner only; made when it is not there."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        return path.read_text().strip()


def read_settings(**given: Any) -> Settings:
    """The settings in force. Raises `BadSettings` with one line that says what to do."""
    env_file = ROOT / ".env"
    try:
        if env_file.exists():
            env_file.read_text("utf-8")
        settings = Settings(**given)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f".env cannot be read ({type(error).__name__}): make it a UTF-8 text file you may read"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise BadSettings(f"{name}: {first['msg']}. Mend it in .env or in the environment") from None
    if settings.has_twilio and not settings.public_url:
        raise BadSettings("PUBLIC_URL is missing: the https address under which Twilio reaches this machine")
    if settings.has_twilio and not (settings.twilio_sms_from or settings.twilio_whatsapp_from):
        raise BadSettings("TWILIO_SMS_FROM and TWILIO_WHATSAPP_FROM are both empty: name at least one sender")
    return settings
