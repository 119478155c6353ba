"""All settings, from the environment or `.env` (`.env.example` lists them)."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from registry.services.desk import BadDesk, Desk
from registry.services.terms import Terms, pace_of
from registry.vault import Vault

ROOT = Path(__file__).resolve().parent.parent
MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
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
    # It may hold a password.
    database_url: str = Field("", repr=False)
    thuso_data: Path = ROOT / "var"
    thuso_secret_key: SecretStr = SecretStr("")
    thuso_pepper: SecretStr = SecretStr("")
    thuso_host: str = "127.0.0.1"
    thuso_phone: bool = False
    sms_price: Decimal = Field(Decimal("0.90"), ge=0)
    sms_price_currency: str = "ZAR"

    # Alarms: who is on duty is in the database (`./thuso duty`).
    alarm_climb_minutes: int = Field(5, ge=1, le=120)
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""

    # When officers answer, on the clock of Lesotho; dates on which nobody does, with commas.
    desk_days: str = "mon-fri"
    desk_hours: str = "08:00-16:30"
    desk_holidays: str = ""
    # Where the Ministry's system tells how far applications are (docs/applications.md).
    applications_url: str = ""
    applications_token: SecretStr = SecretStr("")

    # What is kept, and how much is answered and sent.
    keep_texts_days: int = Field(90, ge=1, le=3650)
    number_per_minute: int = Field(10, ge=1)
    number_per_hour: int = Field(60, ge=1)
    number_per_day: int = Field(200, ge=1)
    address_per_minute: int = Field(600, ge=1)
    spend_cap_day: Decimal = Field(Decimal("5000"), ge=0)
    send_countries: str = (
        "ZA,LS,BW,SZ,NA,ZW,MZ,ZM,MW,GB,IE,US,CA,AU,NZ,DE,NL,BE,FR,CN,IN,AE,QA,SA,OM,KW,BH,TR,KE,TZ,NG,GH"
    )

    # Notices to many: segments a second of a sender (empty: what a sender of its form carries), WhatsApp's prices and
    # daily limit, and the reader's night.
    sms_pace: float | None = Field(None, ge=0)
    whatsapp_pace: float = Field(80.0, ge=0)
    whatsapp_price: Decimal = Field(Decimal("0.09"), ge=0)
    whatsapp_template_price: Decimal = Field(Decimal("0.25"), ge=0)
    whatsapp_people_day: int = Field(1_000, ge=0)
    quiet_from: time = time(20)
    quiet_until: time = time(8)

    # Set by `./thuso up` for its processes, not by people.
    thuso_port: int = 8000
    thuso_node: str = ""
    thuso_bot_url: str = ""
    thuso_actions_url: str = ""
    thuso_service_token: SecretStr = SecretStr("")
    thuso_bot_token: SecretStr = SecretStr("")

    @property
    def node(self) -> str:
        """What this process is called in leases and claims: the same after a restart, another on every machine."""
        machine = next((path.read_text() for path in MACHINE_IDS if path.exists()), "")
        called = self.thuso_node or f"{socket.gethostname()} {machine} {self.thuso_data} {self.thuso_port}"
        return hashlib.sha256(called.encode()).hexdigest()[:32]

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
        given = self.thuso_secret_key.get_secret_value() or kept_secret(self.secret_file)
        return [key.strip() for key in given.replace("\n", ",").split(",") if key.strip()]

    @property
    def secret_file(self) -> Path:
        """Where the secrets are kept when `THUSO_SECRET_KEY` does not say them: one a line, newest first."""
        return self.thuso_data / "secret.key"

    def pepper(self) -> str:
        """The secret of the blind index: made once, and never changed with the keys."""
        given = self.thuso_pepper.get_secret_value().strip()
        if given:
            return given
        path = self.thuso_data / "pepper.key"
        # An installation that had keys before it had a pepper finds its people by the oldest of them.
        older = self.thuso_secret_key.get_secret_value().strip() or self.secret_file.exists()
        return kept_secret(path, self.secret_keys()[-1] if older and not path.exists() else None)

    def vault(self) -> Vault:
        """Locks and unlocks with the keys in force, now and after a rotation."""
        pepper = self.pepper()
        return Vault(self.secret_keys(), pepper, None if self.thuso_secret_key.get_secret_value() else self.secret_keys)

    def desk(self) -> Desk:
        """When officers answer. Raises `BadDesk`."""
        return Desk.read(self.desk_days, self.desk_hours, self.desk_holidays)

    def terms(self) -> Terms:
        """On what terms notices leave."""
        pace = pace_of(self.twilio_sms_from) if self.sms_pace is None else self.sms_pace
        return Terms(
            sms_pace=pace,
            whatsapp_pace=self.whatsapp_pace,
            sms_price=self.sms_price,
            whatsapp_price=self.whatsapp_price,
            template_price=self.whatsapp_template_price,
            currency=self.sms_price_currency,
            whatsapp_people=self.whatsapp_people_day,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            countries=self.countries(),
            has_whatsapp=bool(self.twilio_whatsapp_from) or not self.has_twilio,
        )

    def countries(self) -> frozenset[str]:
        """ISO codes of the countries that messages are sent to."""
        return frozenset(code.strip().upper() for code in self.send_countries.split(",") if code.strip())


def kept_secret(path: Path, first: str | None = None) -> str:
    """The secret in `path`, readable by its owner only; when it is not there, `first` or a new one is put there."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write((first or secrets.token_urlsafe(32)) + "\n")
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
    try:
        settings.desk()
    except BadDesk as error:
        raise BadSettings(f"DESK_DAYS, DESK_HOURS, DESK_HOLIDAYS: {error}. Mend it in .env") from None
    if settings.has_twilio and not settings.public_url:
        raise BadSettings("PUBLIC_URL is missing: the https address under which Twilio reaches this machine")
    if settings.has_twilio and not (settings.twilio_sms_from or settings.twilio_whatsapp_from):
        raise BadSettings("TWILIO_SMS_FROM and TWILIO_WHATSAPP_FROM are both empty: name at least one sender")
    return settings
