"""A mail server for tests: SMTP over asyncio, with STARTTLS and a certificate of its own."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


def certificate(directory: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key, made anew."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of the tests")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = directory / "mail.pem", directory / "mail.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


@dataclass
class Received:
    """One e-mail as it came, and whether it came encrypted."""

    sender: str
    to: str
    text: str
    was_encrypted: bool


@dataclass
class Mailbox:
    """Takes everything; `answers` are given to the next RCPT lines in place of 250."""

    directory: Path
    has_tls: bool = True
    received: list[Received] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.public, private = certificate(self.directory)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.public, private)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(5)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def trust(self) -> ssl.SSLContext:
        """What a client needs to believe this server."""
        return ssl.create_default_context(cafile=str(self.public))

    def close(self) -> None:
        """No more mail."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sender, to, encrypted = "", "", False

        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 mail of the tests")
        while line := (await reader.readline()).decode().strip():
            word = line.split(" ")[0].split(":")[0].upper()
            if word == "EHLO":
                offers = ["localhost"] + (["STARTTLS"] if self.has_tls and not encrypted else [])
                for offer in offers[:-1]:
                    await say(f"250-{offer}")
                await say(f"250 {offers[-1]}")
            elif word == "STARTTLS":
                await say("220 go ahead")
                await writer.start_tls(self._tls)
                encrypted = True
            elif word == "MAIL":
                sender = line.split(":", 1)[1]
                await say("250 ok")
            elif word == "RCPT":
                to = line.split(":", 1)[1].strip("<>")
                await say(self.answers.pop(0) if self.answers else "250 ok")
            elif word == "DATA":
                await say("354 go ahead")
                lines = []
                while (part := (await reader.readline()).decode().rstrip("\r\n")) != ".":
                    lines.append(part)
                self.received.append(Received(sender, to, "\n".join(lines), encrypted))
                await say("250 kept")
            elif word == "QUIT":
                await say("221 bye")
                break
            else:
                await say("250 ok")
        writer.close()
