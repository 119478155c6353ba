"""What is done for a webhook while the database is away: it is spooled, and a cry for help is answered at once.

The net, the words of the answer and the provider need no database. What is sent is noted in the spool before and
after, so that taking the message in makes the alarm, the safe mode and a delivery whose fate is known, or is found out.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from gateway.counting import HELPED, SPOOLED, UNKEPT
from gateway.door import outcome
from gateway.heard import Incoming, StatusReport
from gateway.providers import Provider, Retryable, SendError, Throttled, Uncertain
from gateway.reach import country_of, reach_of
from gateway.receive import Earlier, Help, Receiver, danger_in
from gateway.spool import Spool, Spooled
from gateway.state import Heard, State, Taken
from gateway.turn import Turns
from registry.models.base import now
from registry.models.delivery import FAILED, SENT, UNKNOWN
from registry.services.deliveries import LOOK_AFTER, Outgoing, Settled
from registry.services.library import Shelf
from sesotho import Identified, Spelling, identify

log = logging.getLogger(__name__)

# Seconds between attempts to send help; after the last the message waits for the database like any other.
HELP_WAITS = (1.0, 2.0, 5.0, 10.0)
MOST_HELP = 5
KNOWN = 20_000
# No row yet: a status callback that carries this id is matched by the provider's own.
NO_ROW = 0

Data = dict[str, Any]


class CannotKeep(Exception):
    """Neither the database nor the disk takes it: the provider must bring it again."""


class Outage:
    """Keeps webhooks in the spool, helps at once where somebody is in danger, and gives them to a receiver later."""

    def __init__(self, spool: Spool, shelf: Shelf, turns: Turns, provider: Provider) -> None:
        self.spool, self.shelf, self.turns, self.provider = spool, shelf, turns, provider
        # Helped although not even the disk took the message: kept here until something does.
        self.held: dict[str, Data] = {}
        self._helping: dict[Path | str, asyncio.Task[None]] = {}
        self._given: Counter[str] = Counter()
        self._known: OrderedDict[str, None] = OrderedDict()

    async def keep(self, incoming: Incoming) -> None:
        """A message is on the disk when this returns. Raises `CannotKeep` when the disk is full as well."""
        data = self.held.get(incoming.sid) or _data(incoming)
        try:
            path = await asyncio.to_thread(self.spool.put, "message", data, sid=incoming.sid)
        except OSError as error:
            log.error("neither database nor disk takes a message: %s", type(error).__name__)
            UNKEPT.inc()
            self._help_unkept(incoming, data)
            raise CannotKeep from None
        self.held.pop(incoming.sid, None)
        log.warning("a message is spooled")
        SPOOLED.labels("message").inc()
        if path is not None and data["danger"] and not data["help"] and self._may_help(incoming):
            self._helping[path] = asyncio.create_task(self._help(incoming, data, path))

    async def keep_status(self, report: StatusReport) -> None:
        """A status report is on the disk when this returns. Raises `CannotKeep`."""
        try:
            await asyncio.to_thread(self.spool.put, "status", asdict(report), sid=report.sid)
        except OSError as error:
            log.error("neither database nor disk takes a status: %s", type(error).__name__)
            UNKEPT.inc()
            raise CannotKeep from None
        SPOOLED.labels("status").inc()

    def _help_unkept(self, incoming: Incoming, data: Data) -> None:
        # Once a message, however often it is brought: this process remembers.
        if data["danger"] and self._may_help(incoming):
            self.held[incoming.sid] = data
            self._helping[incoming.sid] = asyncio.create_task(self._help(incoming, data, None))

    def remember(self, sid: str) -> None:
        """This message has been taken care of: should it be brought again, no help is sent for it here."""
        self._known[sid] = None
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def _may_help(self, incoming: Incoming) -> bool:
        if incoming.sid in self._known:
            return False
        self.remember(incoming.sid)
        # Without rows nobody can be held to the usual limits: a few times a number, the rest when the database is back.
        whose = self.spool.vault.blind(incoming.number)
        self._given[whose] += 1
        return self._given[whose] <= MOST_HELP

    def over(self) -> None:
        """The database is back and has everything."""
        self._given.clear()

    async def settle(self) -> None:
        """Wait until no help is under way any more."""
        while self._helping:
            await asyncio.gather(*self._helping.values(), return_exceptions=True)
            self._helping = {key: task for key, task in self._helping.items() if not task.done()}

    async def _help(self, incoming: Incoming, data: Data, path: Path | None) -> None:
        try:
            heard = _heard(incoming, data["danger"])
            taken = await self.turns.take("outage", heard, State(), self.shelf.at_hand)
            for wait in (0.0, *HELP_WAITS):
                await asyncio.sleep(wait)
                if await self._send_help(incoming, taken, data, path):
                    return
            await self._note(path, data, None)
        except Exception as error:
            log.error("help waits for the database: %s", type(error).__name__)

    async def _send_help(self, incoming: Incoming, taken: Taken, data: Data, path: Path | None) -> bool:
        """One attempt; whether it is over. Before it is made, the spool says that it may have been."""
        text = taken.replies[0]
        given = {"topic": taken.danger, "text": text, "language": taken.language, "spelling": taken.spelling}
        await self._note(path, data, {**given, "status": UNKNOWN, "sid": None, "reason": "interrupted"})
        outgoing = Outgoing(NO_ROW, incoming.channel, incoming.number, text, 1, 1, is_urgent=True)
        try:
            accepted = await self.provider.send(outgoing)
            ended = Settled(NO_ROW, SENT, sid=accepted.sid)
        except (Throttled, Retryable):
            return False
        except SendError as error:
            ended = outcome(outgoing, error)
        except Exception as error:
            log.error("help failed in an unforeseen way: %s", type(error).__name__)
            ended = outcome(outgoing, Uncertain("unforeseen"))
        log.warning("a cry for help is answered while the database is away: status=%s", ended.status)
        HELPED.labels(ended.status).inc()
        status = ended.status if ended.status in (SENT, UNKNOWN) else FAILED
        await self._note(path, data, {**given, "status": status, "sid": ended.sid, "reason": ended.reason})
        return True

    async def _note(self, path: Path | None, data: Data, given: Data | None) -> None:
        data["help"] = given
        if path is not None:
            await asyncio.to_thread(self.spool.amend, path, data)


def take_in(receiver: Receiver, spooled: Spooled) -> None:
    """Give one spooled webhook to the database."""
    if spooled.kind == "status":
        receiver.status(StatusReport(**spooled.data))
        return
    data = spooled.data
    fields = dict(data["incoming"])
    location = fields.pop("location")
    incoming = Incoming(**fields, location=tuple(location) if location else None)
    spoken = data["spoken"]
    earlier = Earlier(
        received_at=datetime.fromisoformat(data["received_at"]),
        danger=data["danger"],
        spoken=Identified(spoken[0], cast("Spelling | None", spoken[1]), 1.0, sure=True) if spoken else None,
        help=_given(data["help"]),
    )
    receiver.message(incoming, earlier=earlier)


def _data(incoming: Incoming) -> Data:
    danger = danger_in(incoming)
    spoken = identify(incoming.text) if danger else None
    return {
        "incoming": asdict(replace(incoming, text="") if danger else incoming),
        "danger": danger,
        "spoken": [spoken.language, spoken.spelling] if spoken else None,
        "received_at": now().isoformat(),
        "help": None,
    }


def _given(data: Data | None) -> Help | None:
    if data is None:
        return None
    retry_at = now() + LOOK_AFTER if data["status"] == UNKNOWN else None
    ended = Settled(NO_ROW, data["status"], sid=data["sid"], reason=data["reason"], retry_at=retry_at)
    return Help(data["topic"], data["text"], data["language"], data["spelling"], ended)


def _heard(incoming: Incoming, danger: str) -> Heard:
    country = country_of(incoming.number)
    return Heard(
        text=incoming.text,
        channel=incoming.channel,
        country=country,
        can_reply=reach_of(country, incoming.channel).can_reply,
        danger=danger,
    )
