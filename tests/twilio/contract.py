"""What Twilio's Messages API takes, and how it refuses the rest.

Names and patterns are those of Twilio's published OpenAPI document (`CreateMessageRequest`, `ListMessage`); codes and
HTTP statuses are those of its error dictionary. Nothing here is copied from this project's own client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Form = Mapping[str, list[str]]

E164 = r"\+[1-9]\d{6,14}"
SID = r"[0-9a-fA-F]{32}"
NUMBER = re.compile(f"^{E164}$")
WHATSAPP = re.compile(f"^whatsapp:{E164}$")
SENDER_NAME = re.compile(r"^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$")
SHORT_CODE = re.compile(r"^\d{3,8}$")
LONGEST_BODY = 1_600
MOST_MEDIA = 10
TRUTH = re.compile("^(true|false)$", re.IGNORECASE)
WHOLE = re.compile(r"^\d+$")
ANYTHING = re.compile("", re.DOTALL)
URL = re.compile(r"^https?://[^\s/_]+(/\S*)?$")

# What may stand in the form of a new message. Twilio ignores other names; here they are a breach of the contract.
CREATE: dict[str, re.Pattern[str]] = {
    "To": ANYTHING,
    "StatusCallback": ANYTHING,
    "ApplicationSid": re.compile(f"^AP{SID}$"),
    "MaxPrice": re.compile(r"^\d+(\.\d+)?$"),
    "ProvideFeedback": TRUTH,
    "Attempt": WHOLE,
    "ValidityPeriod": re.compile(r"^([1-9]\d{0,3}|[12]\d{4}|3[0-5]\d{3}|36000)$"),
    "ForceDelivery": TRUTH,
    "ContentRetention": re.compile("^(retain|discard)$"),
    "AddressRetention": re.compile("^(retain|obfuscate)$"),
    "SmartEncoded": TRUTH,
    "PersistentAction": ANYTHING,
    "TrafficType": re.compile("^free$"),
    "ShortenUrls": TRUTH,
    "ScheduleType": re.compile("^fixed$"),
    "SendAt": re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
    "SendAsMms": TRUTH,
    "ContentVariables": re.compile(r"^\{.*\}$", re.DOTALL),
    "RiskCheck": re.compile("^(enable|disable)$"),
    "From": ANYTHING,
    "FallbackFrom": ANYTHING,
    "MessagingServiceSid": re.compile(f"^MG{SID}$"),
    "Body": ANYTHING,
    "MediaUrl": ANYTHING,
    "ContentSid": re.compile(f"^HX{SID}$"),
}
MANY = frozenset({"PersistentAction", "MediaUrl"})
LIST: dict[str, re.Pattern[str]] = {
    "To": ANYTHING,
    "From": ANYTHING,
    "DateSent": re.compile(r"^\d{4}-\d\d-\d\d"),
    "DateSent<": re.compile(r"^\d{4}-\d\d-\d\d"),
    "DateSent>": re.compile(r"^\d{4}-\d\d-\d\d"),
    "PageSize": re.compile(r"^([1-9]\d{0,2}|1000)$"),
    "Page": WHOLE,
    "PageToken": ANYTHING,
}


@dataclass(frozen=True)
class Refusal:
    """An error as Twilio words it."""

    http_status: int
    code: int
    message: str

    def json(self) -> dict[str, object]:
        """The body of the answer."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.http_status,
        }


@dataclass
class Account:
    """Who may call, which senders are its own, and whom Twilio itself holds back."""

    sid: str
    auth_token: str = field(repr=False)
    senders: frozenset[str] = frozenset()
    opted_out: set[str] = field(default_factory=set)


UNAUTHENTICATED = Refusal(401, 20003, "Authenticate")
NOT_FOUND = Refusal(404, 20404, "The requested resource was not found")
THROTTLED = Refusal(429, 20429, "Too Many Requests")


def _one(form: Form, name: str) -> str:
    return form.get(name, [""])[0]


def _is_sender(sender: str) -> bool:
    return any(form.match(sender) for form in (NUMBER, WHATSAPP, SENDER_NAME, SHORT_CODE))


def _is_of_other_channel(form: Form) -> bool:
    return bool(_one(form, "From")) and _one(form, "From").startswith("whatsapp:") != _one(form, "To").startswith(
        "whatsapp:"
    )


Broken = Callable[[Form, Account], bool]
RULES: list[tuple[Refusal, Broken]] = [
    (
        Refusal(400, 21604, "A 'To' phone number is required."),
        lambda form, _: not _one(form, "To"),
    ),
    (
        Refusal(400, 21211, "Invalid 'To' Phone Number"),
        lambda form, _: not (NUMBER.match(_one(form, "To")) or WHATSAPP.match(_one(form, "To"))),
    ),
    (
        Refusal(400, 21603, "A 'From' phone number is required."),
        lambda form, _: not (_one(form, "From") or _one(form, "MessagingServiceSid")),
    ),
    (
        Refusal(400, 21212, "Invalid 'From' Number"),
        lambda form, _: bool(_one(form, "From")) and not _is_sender(_one(form, "From")),
    ),
    (
        Refusal(400, 21910, "'From' and 'To' have to be of the same channel"),
        lambda form, _: _is_of_other_channel(form),
    ),
    (
        Refusal(400, 63007, "Twilio could not find a Channel with the specified From address"),
        lambda form, account: bool(WHATSAPP.match(_one(form, "From"))) and _one(form, "From") not in account.senders,
    ),
    (
        Refusal(400, 21606, "The 'From' phone number is not a number of this account"),
        lambda form, account: bool(_one(form, "From")) and _one(form, "From") not in account.senders,
    ),
    (
        Refusal(400, 21602, "Message body is required."),
        lambda form, _: not any(_one(form, name).strip() for name in ("Body", "MediaUrl", "ContentSid")),
    ),
    (
        Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit"),
        lambda form, _: len(_one(form, "Body")) > LONGEST_BODY,
    ),
    (
        Refusal(400, 21623, "Too many media"),
        lambda form, _: len(form.get("MediaUrl", [])) > MOST_MEDIA,
    ),
    (
        Refusal(400, 21609, "The 'StatusCallback' URL is not a valid URL"),
        lambda form, _: bool(_one(form, "StatusCallback")) and not URL.match(_one(form, "StatusCallback")),
    ),
    (
        Refusal(400, 21610, "Attempt to send to unsubscribed recipient"),
        lambda form, account: _one(form, "To") in account.opted_out,
    ),
]


def refusal(form: Form, account: Account) -> Refusal | None:
    """The first rule that a request to send breaks; None when it keeps all of them."""
    return next((refused for refused, is_broken in RULES if is_broken(form, account)), None)


def breaches(given: Form, allowed: dict[str, re.Pattern[str]]) -> list[str]:
    """What the contract does not know or does not take, though Twilio might let it pass."""
    found = [f"{name} is not a parameter" for name in given if name not in allowed]
    for name, values in given.items():
        if len(values) > 1 and name not in MANY:
            found.append(f"{name} is given {len(values)} times")
        found += [f"{name} has an odd value" for value in values if name in allowed and not allowed[name].match(value)]
    return found
