"""The local Twilio: the Messages API over real HTTP, the account's memory, and signed status callbacks."""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from twilio.request_validator import RequestValidator

from tests.twilio import contract
from tests.twilio.behaviour import GOOD, Behaviour
from tests.twilio.contract import NOT_FOUND, UNAUTHENTICATED, Account, Refusal
from tests.twilio.messages import Kept

FORM = "application/x-www-form-urlencoded"


@dataclass
class Planned:
    """A behaviour for the next request that fits, or for all of them."""

    behaviour: Behaviour
    to: str | None
    containing: str
    lasts: bool

    def fits(self, form: contract.Form) -> bool:
        """Whether the request is one of those meant."""
        is_to = self.to is None or form.get("To", [""])[0].removeprefix("whatsapp:") == self.to
        return is_to and self.containing in form.get("Body", [""])[0]


@dataclass(frozen=True)
class Answered:
    """A status callback and how it was answered."""

    sid: str
    status: str
    http_status: int


@dataclass
class Ledger:
    """All that has happened, for tests to look at."""

    requests: list[dict[str, str]] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    callbacks: list[Answered] = field(default_factory=list)
    lookups: list[dict[str, str]] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)


class LocalTwilio:
    """One account on a real port. `public` addresses in callbacks are called at their `real` ones."""

    def __init__(self, account: Account, reaches: dict[str, str] | None = None, default: Behaviour = GOOD) -> None:
        self.account, self.default = account, default
        self.reaches = dict(reaches or {})
        self.ledger = Ledger()
        self._plans: list[Planned] = []
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._callers = ThreadPoolExecutor(16, "twilio-callback")
        self._client = httpx.Client(timeout=10.0)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.twilio = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """End; whoever hangs is let go."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._callers.shutdown(cancel_futures=True)
        self._client.close()

    # What a test says and asks.

    def will(self, *behaviours: Behaviour, to: str | None = None, containing: str = "") -> None:
        """The next requests that fit, one after another, are treated like this."""
        with self._changed:
            self._plans += [Planned(each, to, containing, lasts=False) for each in behaviours]

    def always(self, behaviour: Behaviour, *, to: str) -> None:
        """From now on whatever goes to the number is treated like this."""
        with self._changed:
            self._plans.append(Planned(behaviour, to, "", lasts=True))

    def forget_plans(self) -> None:
        """Behave again."""
        with self._changed:
            self._plans.clear()

    def texts(self, to: str) -> list[str]:
        """What was taken for an address (a number, or `whatsapp:` and a number), in order."""
        with self._changed:
            return [each.body for each in self.ledger.kept if each.to == to]

    def attempts(self, to: str) -> int:
        """How often somebody tried to send to an address, with or without success."""
        with self._changed:
            return sum(each.get("To") == to for each in self.ledger.requests)

    def wait(self, done: Callable[[], bool], seconds: float = 10.0) -> bool:
        """Wait until something about the ledger is true; whether it became true in time."""
        with self._changed:
            return self._changed.wait_for(done, seconds)

    # What a request meets.

    def create(self, form: contract.Form) -> tuple[Behaviour, Kept | Refusal | None]:
        """One request to send: how it is treated, and the message kept or the refusal."""
        with self._changed:
            self.ledger.requests.append({name: values[0] for name, values in form.items()})
            self.ledger.breaches += contract.breaches(form, contract.CREATE)
            self._changed.notify_all()
            refused = contract.refusal(form, self.account)
            if refused:
                return Behaviour(), refused
            behaviour = self._planned(form)
            if not behaviour.takes:
                return behaviour, behaviour.error
            kept = self._keep(form)
        if behaviour.reports_first:
            self._report(kept, behaviour)
        elif behaviour.reports:
            self._callers.submit(self._report, kept, behaviour)
        return behaviour, behaviour.error or kept

    def _planned(self, form: contract.Form) -> Behaviour:
        plan = next((each for each in self._plans if each.fits(form)), None)
        if plan is None:
            return self.default
        if not plan.lasts:
            self._plans.remove(plan)
        return plan.behaviour

    def _keep(self, form: contract.Form) -> Kept:
        def one(name: str) -> str:
            return form.get(name, [""])[0]

        kept = Kept(
            account_sid=self.account.sid,
            to=one("To"),
            sender=one("From"),
            body=one("Body"),
            service_sid=one("MessagingServiceSid") or None,
            callback=one("StatusCallback") or None,
        )
        self.ledger.kept.append(kept)
        self._changed.notify_all()
        return kept

    def found(self, query: contract.Form) -> dict[str, object]:
        """A page of the account's messages, newest first."""
        with self._changed:
            self.ledger.lookups.append({name: values[0] for name, values in query.items()})
            self.ledger.breaches += contract.breaches(query, contract.LIST)
            size = int(query.get("PageSize", ["50"])[0])
            page = int(query.get("Page", ["0"])[0])
            fitting = [each for each in reversed(self.ledger.kept) if _is_asked_for(each, query)]
            path = f"/2010-04-01/Accounts/{self.account.sid}/Messages.json"
            shown = fitting[page * size : (page + 1) * size]
            more = len(fitting) > (page + 1) * size
            return {
                "end": page * size + len(shown) - 1,
                "first_page_uri": f"{path}?PageSize={size}&Page=0",
                "next_page_uri": f"{path}?PageSize={size}&Page={page + 1}" if more else None,
                "page": page,
                "page_size": size,
                "previous_page_uri": None,
                "start": page * size,
                "uri": f"{path}?PageSize={size}&Page={page}",
                "messages": [each.json() for each in shown],
            }

    def _report(self, kept: Kept, behaviour: Behaviour) -> None:
        for report in behaviour.reports:
            if report.after:
                self._stopping.wait(report.after)
            kept.climb(report.status, report.error_code)
            for _ in range(report.times):
                self.call_back(kept, report.status, report.error_code)

    def call_back(self, kept: Kept, status: str, error_code: int | None = None) -> int:
        """Post one signed status callback; the HTTP status of the answer, 0 when there was none."""
        if not kept.callback:
            return 0
        form = kept.report(status, error_code)
        signature = RequestValidator(self.account.auth_token).compute_signature(kept.callback, form)
        try:
            answer = self._client.post(
                self._real(kept.callback),
                content=urlencode(form),
                headers={"Content-Type": FORM, "X-Twilio-Signature": signature},
            )
            code = answer.status_code
        except httpx.HTTPError:
            code = 0
        with self._changed:
            self.ledger.callbacks.append(Answered(kept.sid, status, code))
            self._changed.notify_all()
        return code

    def _real(self, url: str) -> str:
        for public, real in self.reaches.items():
            if url.startswith(public):
                return real + url.removeprefix(public)
        return url

    def hold(self, seconds: float) -> None:
        """Let a caller wait, unless everything ends."""
        self._stopping.wait(seconds)


def _is_asked_for(kept: Kept, query: contract.Form) -> bool:
    day = f"{kept.created_at:%Y-%m-%d}"
    tests = {
        "To": lambda value: kept.to == value,
        "From": lambda value: kept.sender == value,
        "DateSent": lambda value: day == value[:10],
        "DateSent<": lambda value: day <= value[:10],
        "DateSent>": lambda value: day >= value[:10],
    }
    return all(test(query[name][0]) for name, test in tests.items() if name in query)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    twilio: LocalTwilio

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no event."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if not self._is_allowed():
            return
        content_type = self.headers.get("Content-Type", "")
        if not content_type.startswith(FORM):
            self.server.twilio.ledger.breaches.append(f"content type {content_type!r}")
        behaviour, result = self.server.twilio.create(parse_qs(body.decode(), keep_blank_values=True))
        self.server.twilio.hold(behaviour.waits)
        if behaviour.answers == "nothing":
            self.close_connection = True
        elif behaviour.answers == "reset":
            self._reset()
        elif behaviour.answers == "nonsense":
            self._write(201, "text/html", b"<html>Welcome</html>")
        elif isinstance(result, Kept):
            self._answer(201, result.json(behaviour.says))
        elif result is not None:
            self._answer(result.http_status, result.json())

    def do_GET(self) -> None:
        if self._is_allowed():
            query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            self._answer(200, self.server.twilio.found(query))

    def _is_allowed(self) -> bool:
        account = self.server.twilio.account
        credentials = base64.b64encode(f"{account.sid}:{account.auth_token}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {credentials}":
            self._answer(401, UNAUTHENTICATED.json())
        elif urlsplit(self.path).path != f"/2010-04-01/Accounts/{account.sid}/Messages.json":
            self._answer(404, NOT_FOUND.json())
        else:
            return True
        return False

    def _answer(self, status: int, content: dict[str, object]) -> None:
        self._write(status, "application/json;charset=utf-8", json.dumps(content).encode())

    def _write(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Twilio-Request-Id", f"RQ{time.monotonic_ns():032x}")
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        # A socket closed with lingering off and nothing to linger for sends RST, as a broken network does.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except (OSError, ValueError):
            pass

    def log_message(self, format: str, *args: Any) -> None:
        """Numbers stay out of logs here as well."""
