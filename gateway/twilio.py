"""Twilio's REST API, written against its published contract.

twilio-python's own asynchronous client has no time-out and repeats every 5xx, which can send twice
(docs/decisions/0005); these two calls are made with httpx, and nothing here ever tries twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import httpx

from gateway.errors import STATUSES, error_for
from gateway.providers import Accepted, Found, Retryable, Uncertain
from registry.services.deliveries import Outgoing

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
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
        self._client = httpx.AsyncClient(
            base_url=account.api_url.rstrip("/"),
            auth=(account.sid, account.token),
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=50),
        )
        self._path = f"/2010-04-01/Accounts/{account.sid}/Messages.json"

    async def send(self, outgoing: Outgoing) -> Accepted:
        """Hand one message over; the callback's URL carries our delivery's id. Raises `SendError`."""
        answer = await self._call("POST", data=self._form(outgoing))
        sid = str(answer.get("sid", ""))
        if not SAFE_ID.match(sid):
            raise Uncertain("no sid")
        return Accepted(sid)

    async def find(self, outgoing: Outgoing) -> Found | None:
        """Look for the message among those sent to the number: the same text, and no other delivery's."""
        answer = await self._call("GET", params={"To": self._to(outgoing), "PageSize": "50"})
        for message in answer.get("messages", []):
            sid = str(message.get("sid", ""))
            is_ours = message.get("body") == outgoing.text and message.get("direction", "").startswith("outbound")
            if is_ours and sid not in outgoing.other_sids:
                return Found(sid, STATUSES.get(message.get("status", ""), "sent"), outgoing.text)
        return None

    def _form(self, outgoing: Outgoing) -> dict[str, str]:
        sender = self.account.whatsapp_from if outgoing.channel == "whatsapp" else self.account.sms_from
        by = "MessagingServiceSid" if sender.startswith("MG") else "From"
        if outgoing.channel == "whatsapp" and by == "From" and not sender.startswith("whatsapp:"):
            sender = f"whatsapp:{sender}"
        return {
            "To": self._to(outgoing),
            by: sender,
            "Body": outgoing.text,
            "StatusCallback": f"{self.account.status_url}?delivery={outgoing.delivery_id}",
        }

    @staticmethod
    def _to(outgoing: Outgoing) -> str:
        return f"whatsapp:{outgoing.number}" if outgoing.channel == "whatsapp" else outgoing.number

    async def _call(self, method: str, **how: Any) -> dict[str, Any]:
        try:
            answer = await self._client.request(method, self._path, **how)
        except httpx.ConnectError as error:
            # Nothing was handed over: no connection was ever made.
            raise Retryable(type(error).__name__.lower()) from None
        except httpx.HTTPError as error:
            raise Uncertain(type(error).__name__.lower()) from None
        if answer.is_success:
            return _body(answer)
        code = _body(answer, strict=False).get("code")
        raise error_for(answer.status_code, code if isinstance(code, int) else None)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _body(answer: httpx.Response, *, strict: bool = True) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    if isinstance(body, dict):
        return body
    if strict:
        raise Uncertain("unreadable answer")
    return {}
