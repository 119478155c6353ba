"""What Twilio calls. A request that is not Twilio's gets 403; one of Twilio's is stored, then answered 200."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from gateway.counting import WEBHOOKS
from gateway.intake import Intake
from gateway.outage import CannotKeep
from gateway.parse import Unreadable, parse_message, parse_status
from gateway.signature import is_signed

log = logging.getLogger(__name__)

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FORM = "application/x-www-form-urlencoded"
MAX_BODY = 64 * 1024
MOST_FIELDS = 300


@dataclass(frozen=True)
class Entrance:
    """What the webhooks need: who may sign, under which public address, and who takes the message in."""

    auth_tokens: list[str]
    public_url: str
    intake: Intake


routes = APIRouter(prefix="/twilio", tags=["twilio"])


@routes.post("/messages", summary="An inbound message, signed by Twilio")
async def receive_message(request: Request) -> Response:
    """Store it, then answer with an empty `<Response/>`; the reply goes out through the REST API."""
    form = await _signed_form(request)
    if form is None:
        return _refused()
    try:
        incoming = parse_message(_single(form), request.headers.get("I-Twilio-Idempotency-Token"))
    except Unreadable as error:
        return Response(str(error), 400, media_type="text/plain")
    try:
        with WEBHOOKS.labels("message").time():
            await _entrance(request).intake.message(incoming)
    except CannotKeep:
        return _not_now()
    return Response(EMPTY, media_type="application/xml; charset=utf-8")


@routes.post("/statuses", summary="A status callback, signed by Twilio")
async def receive_status(request: Request) -> Response:
    """Let the delivery climb; whatever comes late or twice changes nothing."""
    form = await _signed_form(request)
    if form is None:
        return _refused()
    try:
        report = parse_status(_single(form), request.query_params.get("delivery"))
    except Unreadable as error:
        return Response(str(error), 400, media_type="text/plain")
    try:
        with WEBHOOKS.labels("status").time():
            await _entrance(request).intake.status(report)
    except CannotKeep:
        return _not_now()
    return Response(status_code=204)


def _entrance(request: Request) -> Entrance:
    return cast(Entrance, request.app.state.entrance)


def _refused() -> Response:
    return Response("This address takes only requests signed by Twilio.", 403, media_type="text/plain")


def _not_now() -> Response:
    # Twilio brings it again; nothing of it was kept.
    return Response("Try again in a moment.", 503, media_type="text/plain", headers={"Retry-After": "5"})


async def _signed_form(request: Request) -> FormData | None:
    if not request.headers.get("content-type", "").lower().startswith(FORM):
        return None
    body = await _limited_body(request)
    if body is None:
        return None
    try:
        fields = parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    form = FormData([(name, value) for name, value in fields])
    entrance = _entrance(request)
    signature = request.headers.get("X-Twilio-Signature")
    return form if is_signed(entrance.auth_tokens, _public_url(request, entrance), form, signature) else None


async def _limited_body(request: Request) -> bytes | None:
    # What anybody may send is read only as far as one of Twilio's can reach, declared length or not.
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            return None
    return body


def _public_url(request: Request, entrance: Entrance) -> str:
    """The URL as Twilio called it: our configured address with the raw path and query, never Host or X-Forwarded-*."""
    path = bytes(request.scope["raw_path"]).decode("ascii", "replace").split("?")[0]
    query = bytes(request.scope["query_string"]).decode("ascii", "replace")
    return entrance.public_url + path + (f"?{query}" if query else "")


def _single(form: FormData) -> Mapping[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}
