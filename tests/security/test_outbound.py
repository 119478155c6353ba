"""Whom the service calls: addresses of the settings only, certificates looked at, no redirect followed."""

from __future__ import annotations

import asyncio
import re
import ssl

import pytest

from gateway.mail import Mail
from gateway.twilio import TwilioAccount, TwilioProvider
from service.settings import ROOT

PACKAGES = ("gateway", "registry", "service", "console", "actions", "bot", "sesotho")
# Every place that makes a connection, and where its address is from. Nothing of a message or a form is in any of them.
CALLERS = {
    "gateway/twilio.py": "TWILIO_API_URL",
    "gateway/mail.py": "SMTP_HOST",
    "gateway/assistant.py": "THUSO_BOT_URL",
    "registry/services/feed.py": "APPLICATIONS_URL",
    "actions/registry_client.py": "THUSO_REGISTRY_URL",
    "service/health.py": "THUSO_ACTIONS_URL",
    "service/processes.py": "our own processes",
    "service/ask.py": "the service that runs here",
}
CALLS = re.compile(
    r"httpx\.(?:Async)?Client\(|httpx\.(?:get|post|put|request|stream)\(|aiohttp\.ClientSession\(|smtplib\.SMTP|"
    r"urlopen\(|requests\.(?:get|post|Session)|http\.client|socket\.create_connection"
)


def sources():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def test_who_calls_out_is_known():
    assert {path for path, text in sources() if CALLS.search(text)} == set(CALLERS)


def test_nobody_follows_a_redirect_nor_trusts_any_certificate():
    for path, text in sources():
        assert not re.search(r"follow_redirects\s*=\s*True|allow_redirects\s*=\s*True", text), path
        assert not re.search(r"verify\s*=\s*False|ssl\s*=\s*False|CERT_NONE|_create_unverified|check_hostname", text), (
            path
        )
    # httpx follows none unless told to; aiohttp does, and is told not to.
    for path in ("gateway/twilio.py", "gateway/assistant.py", "actions/registry_client.py"):
        # aiohttp follows redirects unless it is told not to.
        text = (ROOT / path).read_text("utf-8")
        calls = re.findall(r"async with self\._\w+\(\)\.\w+\(.*", text)
        assert calls, path
        assert [call for call in calls if "allow_redirects=False" not in call] == [], path


@pytest.mark.parametrize("path", CALLERS)
def test_every_call_has_an_end(path):
    assert re.search(r"timeout|TIMEOUT", (ROOT / path).read_text("utf-8"))


def test_the_certificate_of_twilio_is_looked_at():
    asyncio.run(look_at_its_certificates())


async def look_at_its_certificates():
    provider = TwilioProvider(TwilioAccount("AC1", "token", "Thuso", "", "https://api.example", "https://us.example"))
    session = provider._open()
    try:
        context = session.connector._ssl
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    finally:
        await provider.close()


@pytest.mark.parametrize("to", ["mpho@example.org\r\nBcc: other@example.org", "mpho@example.org\nSubject: forged"])
def test_an_address_cannot_add_a_header(to):
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        Mail("127.0.0.1", 9, "", "", "thuso@example.org").send(to, "Alarm", "words")
