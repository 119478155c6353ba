"""Twilio's REST API, written against its published contract.

twilio-python's own asynchronous client has no time-out and repeats every 5xx, which can send twice
(docs/decisions/0005); these two calls are made with aiohttp, and nothing here ever tries twice.
"""

from __future__ import annotations

import json
import re
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi

from gateway.errors import STATUSES, error_for
from gateway.providers import Accepted, Found, Retryable, Uncertain
from registry.services.deliveries import Outgoing

TIMEOUT = 10.0
CONNECT_TIMEOUT = 5.0
MOST_CONNECTIONS = 512
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# Twilio's times are whole seconds of its own clock.
CLOCK = timedelta(seconds=5)
SAFE_ID = re.compile(r"^[A-Za-z0-9_]{1,64}$")


@dataclass(frozen=True)
class TwilioAccount:
    """Where and as whom to send. `sms_from`: a number, a sender name or a messaging service (MG...)."""

    sid: str
    token: str = field(repr=False)
    sms_from: str
    whatsapp_from: str
    api_url: str
    status_url: str


class TwilioProvider:
    """Sends through one Twilio account."""

    def __init__(self, account: TwilioAccount) -> None:
        self.account = account
        self._url = f"{account.api_url.rstrip('/')}/2010-04-01/Accounts/{account.sid}/Messages.json"
        self._session: aiohttp.ClientSession | None = None

    async def send(self, outgoing: Outgoing) -> Accepted:
        """Hand one message over; the callback's URL carries our delivery's id. Raises `SendError`."""
        answer = await self._call("POST", data=urlencode(self._form(outgoing)).encode(), headers=FORM)
        sid = str(answer.get("sid", ""))
        if not SAFE_ID.match(sid):
            raise Uncertain("no sid")
        return Accepted(sid)

    async def find(self, outgoing: Outgoing) -> Found | None:
        """Look for the message among those sent to the number: the same text, and no other delivery's."""
        answer = await self._call("GET", params={"To": self._to(outgoing), "PageSize": "50"})
        for message in answer.get("messages", []):
            sid = str(message.get("sid", ""))
            if sid not in outgoing.other_sids and _is_ours(message, outgoing):
                return Found(sid, STATUSES.get(message.get("status", ""), "sent"), outgoing.text)
        return None

    def _form(self, outgoing: Outgoing) -> dict[str, str]:
        sender = self.account.whatsapp_from if outgoing.channel == "whatsapp" else self.account.sms_from
        by = "MessagingServiceSid" if sender.startswith("MG") else "From"
        if outgoing.channel == "whatsapp" and by == "From" and not sender.startswith("whatsapp:"):
            sender = f"whatsapp:{sender}"
        words = {"Body": outgoing.text}
        if outgoing.content_sid:
            words = {"ContentSid": outgoing.content_sid, "ContentVariables": outgoing.content_variables}
        return {
            "To": self._to(outgoing),
            by: sender,
            **words,
            "StatusCallback": f"{self.account.status_url}?delivery={outgoing.delivery_id}",
        }

    @staticmethod
    def _to(outgoing: Outgoing) -> str:
        return f"whatsapp:{outgoing.number}" if outgoing.channel == "whatsapp" else outgoing.number

    async def _call(self, method: str, **how: Any) -> dict[str, Any]:
        try:
            async with self._open().request(method, self._url, allow_redirects=False, **how) as answer:
                status, body = answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            # Nothing was handed over: no connection was ever made.
            raise Retryable("connecterror") from None
        except TimeoutError:
            raise Uncertain("readtimeout") from None
        except aiohttp.ClientError:
            raise Uncertain("readerror") from None
        if 200 <= status < 300:
            return _read(body)
        code = _read(body, strict=False).get("code")
        raise error_for(status, code if isinstance(code, int) else None)

    def _open(self) -> aiohttp.ClientSession:
        # Made at the first call: a session belongs to the event loop it was made in.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"Authorization": aiohttp.encode_basic_auth(self.account.sid, self.account.token)},
                timeout=aiohttp.ClientTimeout(
                    total=3 * TIMEOUT, connect=min(CONNECT_TIMEOUT, TIMEOUT), sock_read=TIMEOUT
                ),
                connector=aiohttp.TCPConnector(
                    limit=MOST_CONNECTIONS, ssl=ssl.create_default_context(cafile=certifi.where())
                ),
                # Not `trust_env`: that looks through the environment and for a .netrc at every call.
                proxy=_proxy(self._url),
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for this address (HTTPS_PROXY, NO_PROXY)."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _is_ours(message: dict[str, Any], outgoing: Outgoing) -> bool:
    """The same words; of a template, whose words are made by Twilio, one that was sent since we began to send."""
    if not str(message.get("direction", "")).startswith("outbound"):
        return False
    if message.get("body") == outgoing.text:
        return True
    if outgoing.content_sid is None or outgoing.claimed_at is None:
        return False
    created_at = _time(message.get("date_created"))
    return created_at is not None and created_at >= outgoing.claimed_at - CLOCK


def _time(given: object) -> datetime | None:
    try:
        return parsedate_to_datetime(str(given))
    except ValueError:
        return None


def _read(body: bytes, *, strict: bool = True) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        read = None
    if isinstance(read, dict):
        return read
    if strict:
        raise Uncertain("unreadable answer")
    return {}
