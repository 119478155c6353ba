"""Where a simulated person talks: the service's own code with rows in memory, or the whole service with Rasa."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
import sqlite3
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs
from uuid import uuid4

import httpx
from twilio.request_validator import RequestValidator

from benchmarks.dialogues.people import Person, is_over
from benchmarks.load.provider import Recorder
from registry.content.files import read
from registry.database import Database, make_engine
from registry.models import Base, Contact, Draft
from registry.services import dialogues, registrations
from registry.services.library import Library
from registry.vault import Vault
from service.settings import ROOT

TOKEN = "a-fictional-auth-token"
THREE_DAYS = dt.timedelta(days=3)
# A second reply, when there is one, follows the first within this time.
NEXT_REPLY = 0.7


class Room(Protocol):
    """Takes texts, gives replies."""

    async def say(self, who: str, person: Person, text: str, *, opens: bool, twice: bool) -> str:
        """What was said to a text, all replies in one."""

    def let_pass(self, who: str) -> None:
        """Three days go by."""

    def kept(self, who: str) -> dict[str, object] | None:
        """What the register holds of somebody."""


class Service:
    """`registry.services.dialogues`, without Rasa: what a text means to Rasa is told by the simulation."""

    def __init__(self) -> None:
        self.database = Database(make_engine("sqlite://"))
        Base.metadata.create_all(self.database.engine)
        self.vault = Vault([secrets.token_urlsafe(24)])
        self.library = Library(read(ROOT / "content")[0], {"menus": {}, "labels": {}})

    async def say(self, who: str, person: Person, text: str, *, opens: bool, twice: bool) -> str:
        """One turn, or two when the network brings the text twice."""
        said = ""
        for _ in range(2 if twice else 1):
            said = self._turn(who, person, text, opens=opens, returns=False)
            if is_over(said):
                break
            opens = False
        return said

    def _turn(self, who: str, person: Person, text: str, *, opens: bool, returns: bool) -> str:
        turn = dialogues.Turn(
            "registration", who, text, person.locale, "ZA", intent=person.intents.get(text, ""), chance=0.9,
            begins=opens, returns=returns,
        )  # fmt: skip
        with self.database.write() as session:
            if session.get(Contact, who) is None:
                session.add(Contact(id=who, country="ZA"))
                session.flush()
            outcome = dialogues.take(session, self.vault, self.library, turn)
        if outcome.kind == "passed":
            return self._turn(who, person, text, opens=False, returns=True)
        return outcome.said

    def let_pass(self, who: str) -> None:
        """The draft grows older."""
        with self.database.write() as session:
            draft = session.get(Draft, (who, "registration"))
            if draft is not None:
                draft.updated_at -= THREE_DAYS

    def kept(self, who: str) -> dict[str, object] | None:
        """The values of the registration."""
        with self.database.read() as session:
            row = registrations.find(session, who)
            return registrations.values_of(self.vault, row) if row else None


class Texts(Recorder):
    """Keeps the words as well."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}

    async def _note(self, body: bytes) -> None:
        fields = parse_qs(body.decode())
        self.texts.setdefault(fields["To"][0], []).append(fields["Body"][0])
        await super()._note(body)


class Whole:
    """Webhook in, REST out, Rasa and the actions in between."""

    def __init__(self, url: str, recorder: Texts, data: Path, vault: Vault) -> None:
        self.url, self.recorder, self.data = f"{url}/twilio/messages", recorder, data
        self.client, self.validator = httpx.AsyncClient(timeout=60), RequestValidator(TOKEN)
        self.database = Database(make_engine(f"sqlite:///{data / 'thuso.db'}"))
        self.vault = vault
        self.heard: dict[str, int] = {}

    async def say(self, who: str, person: Person, text: str, *, opens: bool, twice: bool) -> str:
        """Post the text as Twilio does; the provider may bring one text twice, under one id."""
        sid = f"SM{uuid4().hex}"
        already = self.heard.get(who, 0)
        for _ in range(2 if twice else 1):
            form = {"MessageSid": sid, "From": who, "To": "+27600000000", "Body": text, "NumMedia": "0"}
            headers = {"X-Twilio-Signature": self.validator.compute_signature(self.url, form)}
            (await self.client.post(self.url, data=form, headers=headers)).raise_for_status()
        await self.recorder.reply_to(who, already, 60)
        await asyncio.sleep(NEXT_REPLY)
        news = self.recorder.texts[who][already:]
        self.heard[who] = already + len(news)
        return " ".join(news)

    def let_pass(self, who: str) -> None:
        """The draft grows older."""
        contact = self._contact(who)
        with self.database.write() as session:
            draft = session.get(Draft, (contact, "registration"))
            if draft is not None:
                draft.updated_at -= THREE_DAYS

    def kept(self, who: str) -> dict[str, object] | None:
        """The values of the registration."""
        with self.database.read() as session:
            row = registrations.find(session, self._contact(who))
            return {"town": row.town, "district": row.district} if row else None

    def _contact(self, who: str) -> str:
        with sqlite3.connect(self.data / "thuso.db", timeout=30) as rows:
            found = rows.execute(
                "select contact_id from addresses where blind = ?", (self.vault.blind(who),)
            ).fetchone()
        return str(found[0])
