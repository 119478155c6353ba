"""The network's side: people's messages, posted as Twilio posts them, signed, and posted again when that fails."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from twilio.request_validator import RequestValidator

from tests.twilio.server import FORM

TIMEOUT = 15.0
RETRIES = 1


@dataclass(frozen=True)
class Brought:
    """How the service took a message: HTTP status (0 for none) and body of the last answer, seconds, posts made."""

    sid: str
    status: int
    body: str
    content_type: str
    seconds: float
    posts: int


class Network:
    """Brings messages to the service's webhook at `public`, which really listens at `real`."""

    def __init__(self, public: str, real: str, auth_token: str, path: str = "/twilio/messages") -> None:
        self.public, self.real, self.path = public, real, path
        self.auth_token = auth_token
        self._client = httpx.Client(timeout=TIMEOUT)

    def bring(self, form: dict[str, str], idempotency_token: str | None = None) -> Brought:
        """Post a form; once more when the service fails, with the same token. A message is brought once at least."""
        content = urlencode(form)
        headers = {
            "Content-Type": f"{FORM}; charset=UTF-8",
            "X-Twilio-Signature": self.signature(form),
            "I-Twilio-Idempotency-Token": idempotency_token or str(uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        began = time.monotonic()
        posts, answer = 1, self._post(content, headers)
        while posts <= RETRIES and (answer is None or answer.status_code >= 500):
            posts, answer = posts + 1, self._post(content, headers)
        seconds = time.monotonic() - began
        sid = form.get("MessageSid", "")
        if answer is None:
            return Brought(sid, 0, "", "", seconds, posts)
        kind = answer.headers.get("Content-Type", "")
        return Brought(sid, answer.status_code, answer.text, kind, seconds, posts)

    def signature(self, form: dict[str, str]) -> str:
        """Twilio's signature of a form posted to the webhook."""
        return str(RequestValidator(self.auth_token).compute_signature(self.public + self.path, form))

    def _post(self, content: str, headers: dict[str, str]) -> httpx.Response | None:
        try:
            return self._client.post(self.real + self.path, content=content, headers=headers)
        except httpx.HTTPError:
            return None

    def close(self) -> None:
        """Hang up."""
        self._client.close()
