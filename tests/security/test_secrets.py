"""No secret shows when something that holds one is printed, logged or fails."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from gateway.heard import Incoming
from gateway.mail import Mail
from gateway.state import Heard, State, Taken
from gateway.twilio import TwilioAccount
from registry.services.deliveries import Outgoing
from registry.services.duty import Place
from registry.services.messages import Inbound
from registry.vault import Vault
from service import stack
from service.app import create_service
from service.processes import Part
from service.running import Running
from service.serve import QUIET
from service.settings import Settings

PLANTED = "planted-secret-0123456789"
NUMBER = "+27835550101"

HOLDERS = [
    Settings(
        _env_file=None,
        thuso_secret_key=PLANTED,
        thuso_pepper=PLANTED,
        twilio_auth_token=PLANTED,
        smtp_password=PLANTED,
        thuso_service_token=PLANTED,
        thuso_bot_token=PLANTED,
        database_url=f"postgresql://thuso:{PLANTED}@localhost/thuso",
    ),
    TwilioAccount("AC1", PLANTED, "Thuso", "", "https://api.example", "https://thuso.example"),
    Mail("localhost", 25, "thuso", PLANTED, "thuso@example.org"),
    Running(1, "http://127.0.0.1", PLANTED),
    Vault([PLANTED], PLANTED),
    Part("service", ["python"], {"THUSO_SERVICE_TOKEN": PLANTED}, "http://127.0.0.1"),
    Outgoing(1, "sms", NUMBER, PLANTED, 1, 1),
    Inbound("SM1", "text", PLANTED),
    Incoming("SM1", NUMBER, "sms", "text", PLANTED, location=(-29.3, 27.5)),
    Heard(PLANTED, location=(-29.3, 27.5)),
    Taken(State(), [PLANTED]),
    Place(1, 1, "Mpho", NUMBER, PLANTED, is_on_duty=True),
]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_printing_it_shows_nothing(holder):
    for shown in (repr(holder), str(holder), f"{holder}"):
        assert PLANTED not in shown
        assert NUMBER not in shown
        assert "29.3" not in shown


def test_every_secret_of_the_settings_is_of_the_kind_that_hides():
    for name, field in Settings.model_fields.items():
        if any(word in name for word in ("secret", "token", "password", "pepper", "key")):
            assert "SecretStr" in str(field.annotation), f"{name} is printed as it is"


def test_a_wrong_setting_is_named_without_its_value(monkeypatch):
    from service.settings import BadSettings, read_settings

    with pytest.raises(BadSettings) as caught:
        read_settings(smtp_port=PLANTED, thuso_secret_key=PLANTED)
    assert PLANTED not in str(caught.value)


def test_starting_up_logs_no_secret(tmp_path: Path, database_file, caplog):
    caplog.set_level(logging.DEBUG)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    settings = Settings(
        _env_file=None,
        thuso_data=tmp_path,
        thuso_secret_key=PLANTED,
        twilio_account_sid="AC1",
        twilio_auth_token=PLANTED,
        twilio_sms_from="Thuso",
        public_url="https://thuso.example",
        thuso_service_token=PLANTED,
        thuso_bot_url="http://127.0.0.1:9",
    )
    create_service(settings, database_file())
    assert PLANTED not in caplog.text


def test_rasa_and_its_actions_are_given_no_key(tmp_path: Path):
    settings = Settings(_env_file=None, thuso_data=tmp_path, database_url="sqlite://", twilio_auth_token=PLANTED)
    parts = {part.name: part.environment for part in stack._parts(settings, 8000, tmp_path, "service-token")}
    assert set(parts) == {"actions", "assistant", "service"}
    secret = {name.upper() for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    secret -= {"THUSO_SERVICE_TOKEN", "THUSO_BOT_TOKEN"}
    for name in ("actions", "assistant"):
        for held in secret | {"DATABASE_URL"}:
            assert parts[name][held] == "", f"{name} inherits {held}"
    assert "THUSO_SECRET_KEY" not in parts["service"]
    assert "THUSO_BOT_TOKEN" not in parts["actions"]
    assert "THUSO_SERVICE_TOKEN" not in parts["assistant"]


@pytest.mark.parametrize("name", ["secret.key", "pepper.key"])
def test_the_files_that_hold_secrets_are_their_owners(tmp_path: Path, name, monkeypatch):
    monkeypatch.delenv("THUSO_SECRET_KEY", raising=False)
    Settings(_env_file=None, thuso_data=tmp_path).vault()
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
