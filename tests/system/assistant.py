"""A stand-in for Rasa: the same calls over HTTP, and an understanding that is a table."""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

TOKEN = "the-token-of-the-bot"
BOOK = {
    "how much is a passport?": "passport.fee",
    "and for my sister's passport?": "passport.fee",
    "ke bokae ho etsa phasepoto ea ka?": "passport.fee",
    "ke bokae ho etsa phasepoto ya ka?": "passport.fee",
    "how much is that which breaks it?": "passport.fee",
    "i lost my passport": "passport.lost",
    "ke lahlehetsoe ke phasepoto ea ka": "passport.lost",
    "somebody has my unclaimed pension": "pension.unclaimed",
    "hello": "greet",
    "lumela": "greet",
    "menu": "menu",
    "something heavy on my heart": "tip.help",
}
WORDS = {
    "greet": {"en": "Hello, this is Thuso.", "st_LS": "Lumela, ke Thuso.", "st_ZA": "Dumela, ke Thuso."},
    "menu": {"en": "Choose:", "st_LS": "Khetha:", "st_ZA": "Kgetha:"},
    "mission.nearest": {"en": "Nearest: Consulate Welkom.", "st_LS": "E haufi: Welkom.", "st_ZA": "E haufi: Welkom."},
}
DOUBT = [["passport.fee", 0.2], ["passport.lost", 0.15], ["pension.unclaimed", 0.1]]


@dataclass(frozen=True)
class Turn:
    """One turn that the gateway asked for."""

    sender: str
    text: str
    metadata: dict[str, Any]
    began: float
    ended: float


@dataclass
class StandIn:
    """Rasa's place on a port of its own. `registry`: where the actions get their answers."""

    registry: str = ""
    registry_token: str = ""
    turns: list[Turn] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    slow: dict[str, float] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    broken: dict[str, int] = field(default_factory=dict)
    strange: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    port: int = 0

    def __post_init__(self) -> None:
        self._client = httpx.Client(timeout=5.0)
        self.start()

    @property
    def url(self) -> str:
        """Where the gateway asks."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Come, to the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.assistant = self
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Go: nobody listens any more."""
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()

    def texts(self) -> list[str]:
        """What was asked, in order."""
        return [turn.text for turn in self.turns]

    def understand(self, text: str) -> dict[str, Any]:
        """Intent and ranking."""
        intent = text[1:] if text.startswith("/") else BOOK.get(text.lower())
        ranking = [[intent, 0.97]] if intent else DOUBT
        return {"intent": intent or "nlu_fallback", "ranking": ranking, "entities": []}

    def take(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """A turn: HTTP status and answer."""
        began, text = time.monotonic(), asked["text"]
        time.sleep(self.slow.get(text, 0.0))
        understood = self.understand(text)
        replies = self.strange.get(text) or self._replies(understood["intent"], asked["metadata"])
        self.turns.append(Turn(asked["sender"], text, asked["metadata"], began, time.monotonic()))
        if text in self.broken:
            return self.broken[text], {"detail": "broken"}
        return 200, {**understood, "replies": [] if text in self.silent else replies}

    def _replies(self, intent: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        if intent == "nlu_fallback":
            return [{"custom": {"doubt": True}}]
        if intent in WORDS:
            return [{"text": WORDS[intent][metadata["locale"]]}]
        answer = self._client.get(
            f"{self.registry}/v1/answers/{intent}",
            params={"locale": metadata["locale"], "country": metadata["country"]},
            headers={"Authorization": f"Bearer {self.registry_token}"},
        )
        return [{"custom": {"answer": answer.json()}}] if answer.is_success else []


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    assistant: StandIn

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._lines: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._lines.add(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        """Close what is still open, as a process that ends does."""
        for line in self._lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no event."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(200, {"status": "ok"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._answer(401, {"detail": "wrong token"})
        elif self.path == "/webhooks/thuso/turns":
            self._answer(*self.server.assistant.take(asked))
        elif self.path == "/webhooks/thuso/understanding":
            self._answer(200, self.server.assistant.understand(asked["text"]))
        else:
            self._answer(404, {"detail": "no such place"})

    def do_DELETE(self) -> None:
        self.server.assistant.forgotten.append(self.path.rsplit("/", 1)[-1])
        self._answer(200, {"forgotten": True})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""
