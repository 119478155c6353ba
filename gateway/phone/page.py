"""`/phone`: the page and the few calls its script makes."""

from __future__ import annotations

import asyncio
import secrets
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, cast
from uuid import uuid4

import phonenumbers
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.staticfiles import StaticFiles

from gateway.intake import Intake
from gateway.outage import CannotKeep
from gateway.parse import parse_message
from gateway.phone.exchange import Exchange, Line
from gateway.reach import is_number
from sesotho import segments

HERE = Path(__file__).parent
COOKIE = "thuso_phone"
# Shorter than the time the service gives open calls when it is stopped (service/serve.py).
LONGEST_WAIT = 4.0
routes = APIRouter(prefix="/phone", tags=["phone"])
static = StaticFiles(directory=HERE / "static")


class Phone:
    """What the page's calls need. Only a page served from here may call: it carries the cookie of this process."""

    def __init__(self, exchange: Exchange, intake: Intake, price: Decimal, currency: str) -> None:
        self.exchange, self.intake = exchange, intake
        self.price, self.currency = price, currency
        self.secret = secrets.token_urlsafe(24)
        self.is_closing = False

    def close(self) -> None:
        """The service is about to stop: nobody is kept waiting."""
        self.is_closing = True


class Opening(BaseModel):
    """A person picks up: a number (fictional) on a channel."""

    model_config = ConfigDict(extra="forbid")
    channel: Literal["sms", "whatsapp"]
    number: Annotated[str, Field(max_length=20, repr=False)]


class Writing(BaseModel):
    """What the person sends. `id` is made by the page: the same message sent again is not taken twice."""

    model_config = ConfigDict(extra="forbid")
    id: Annotated[str, Field(pattern="^[0-9a-f]{32}$", default_factory=lambda: uuid4().hex)]
    line: str
    text: Annotated[str, Field(max_length=1_600, repr=False)]


@routes.get("")
async def page(request: Request) -> Response:
    """The telephone."""
    response = Response((HERE / "phone.html").read_text("utf-8"), media_type="text/html; charset=utf-8")
    response.set_cookie(COOKIE, _phone(request).secret, httponly=True, samesite="strict", path="/phone")
    return response


@routes.post("/lines")
async def open_line(opening: Opening, request: Request) -> dict[str, object]:
    """A token for a number on a channel, and what a segment is assumed to cost."""
    phone = _allowed(request)
    if not is_number(opening.number):
        raise HTTPException(422, "Write the number in international form, as +27 and the number without its first 0.")
    line = phone.exchange.line(opening.channel, _e164(opening.number))
    return {"line": line.token, "price": str(phone.price), "currency": phone.currency, "last": line.count}


@routes.post("/messages", status_code=202)
async def write(writing: Writing, request: Request) -> dict[str, str]:
    """Send a message as Twilio would bring it."""
    phone = _allowed(request)
    line = _line(phone, writing.line)
    sender = f"whatsapp:{line.number}" if line.channel == "whatsapp" else line.number
    form = {"MessageSid": f"SM{writing.id}", "From": sender, "Body": writing.text}
    try:
        await phone.intake.message(parse_message(form))
    except CannotKeep:
        raise HTTPException(503, "Neither database nor disk takes the message. Try again in a moment.") from None
    return {"status": "sent"}


@routes.get("/messages")
async def read(line: str, request: Request, after: int = 0, wait: float = 0) -> list[dict[str, object]]:
    """The replies on a line after the one counted `after`; waits up to `wait` seconds for the first."""
    phone = _allowed(request)
    found = _line(phone, line)
    until = asyncio.get_running_loop().time() + min(wait, LONGEST_WAIT)
    while found.count <= after and asyncio.get_running_loop().time() < until:
        if phone.is_closing or await request.is_disconnected():
            break
        await asyncio.sleep(0.1)
    return [_shown(each.index, each.text) for each in found.received if each.index > after]


def _shown(index: int, text: str) -> dict[str, object]:
    counted = segments(text)
    return {"index": index, "text": text, "encoding": counted.encoding, "segments": counted.count}


def _e164(number: str) -> str:
    """One number is one line, however it is spaced."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.E164)


def _phone(request: Request) -> Phone:
    return cast(Phone, request.app.state.phone)


def _allowed(request: Request) -> Phone:
    phone = _phone(request)
    if not secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), phone.secret.encode()):
        raise HTTPException(403, "Open the telephone again: this page is from before the service was started.")
    return phone


def _line(phone: Phone, token: str) -> Line:
    line = phone.exchange.by_token(token)
    if line is None:
        raise HTTPException(404, "That line is closed: open the telephone again.")
    return line
