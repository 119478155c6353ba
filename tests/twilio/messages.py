"""A message as the account keeps it, and as the API shows it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from sesotho import segments

# From Twilio's own list; a later status never gives way to an earlier one in what the API shows.
ORDER = ("accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "undelivered", "failed", "canceled")


def new_sid(kind: str = "SM") -> str:
    """A sid as Twilio makes them."""
    return kind + secrets.token_hex(16)


@dataclass
class Kept:
    """A message that Twilio has taken."""

    account_sid: str
    to: str
    sender: str
    body: str
    service_sid: str | None = None
    callback: str | None = None
    sid: str = field(default_factory=new_sid)
    status: str = "queued"
    error_code: int | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def climb(self, status: str, error_code: int | None) -> None:
        """What the network says, unless something later was said."""
        if status in ORDER and ORDER.index(status) >= ORDER.index(self.status):
            self.status, self.error_code = status, error_code

    def json(self, status: str | None = None) -> dict[str, object]:
        """As `api.v2010.account.message` in the OpenAPI document."""
        at = format_datetime(self.created_at)
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": at,
            "date_sent": None if self.status in ("accepted", "queued", "scheduled") else at,
            "date_updated": at,
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender or None,
            "messaging_service_sid": self.service_sid,
            "num_media": "0",
            "num_segments": str(segments(self.body).count),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": status or self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }

    def report(self, status: str, error_code: int | None) -> dict[str, str]:
        """The form of a status callback."""
        form = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "From": self.sender,
            "MessageSid": self.sid,
            "MessageStatus": status,
            "SmsSid": self.sid,
            "SmsStatus": status,
            "To": self.to,
        }
        if status == "delivered":
            form["RawDlrDoneDate"] = f"{self.created_at:%y%m%d%H%M}"
        if self.to.startswith("whatsapp:"):
            form |= {"ChannelPrefix": "whatsapp", "ChannelToAddress": self.to}
        return form if error_code is None else {**form, "ErrorCode": str(error_code)}
