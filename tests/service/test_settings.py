"""Settings: what people write in .env, and the one line they read when it is wrong."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from service import settings
from service.settings import BadSettings, read_settings

TWILIO = {
    "twilio_account_sid": "AC-fictional",
    "twilio_auth_token": "new, old",
    "twilio_sms_from": "Thuso",
    "public_url": "https://thuso.example/",
}


def test_without_twilio_the_browser_telephone_is_on() -> None:
    found = read_settings(twilio_account_sid="")
    assert not found.has_twilio
    assert found.has_phone


def test_with_twilio_it_is_off_unless_asked_for() -> None:
    assert not read_settings(**TWILIO).has_phone
    assert read_settings(**TWILIO, thuso_phone=True).has_phone


def test_two_auth_tokens_while_one_is_rotated() -> None:
    assert read_settings(**TWILIO).auth_tokens == ["new", "old"]
    assert read_settings(**TWILIO).public == "https://thuso.example"


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({**TWILIO, "public_url": ""}, "PUBLIC_URL is missing"),
        ({**TWILIO, "twilio_sms_from": ""}, "TWILIO_SMS_FROM and TWILIO_WHATSAPP_FROM are both empty"),
        ({"sms_price": "cheap"}, "SMS_PRICE: "),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: dict[str, str], line: str) -> None:
    with pytest.raises(BadSettings, match=line) as caught:
        read_settings(**given)
    assert "\n" not in str(caught.value)


def test_an_env_file_that_is_not_text_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00broken")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    with pytest.raises(BadSettings, match=r"\.env cannot be read"):
        read_settings()


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    found = read_settings(thuso_data=tmp_path, thuso_secret_key="")
    first = found.secret_keys()
    assert found.secret_keys() == first
    assert len(first[0]) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_no_secret_shows_when_settings_are_printed() -> None:
    shown = repr(read_settings(**TWILIO, thuso_secret_key="a-fictional-secret-of-length"))
    assert "fictional-secret" not in shown
    assert "new, old" not in shown
