"""One turn of a dialogue: what was kept of it, what the text adds, what is kept then, and what is said.

`registry/dialogues` knows how people answer; this knows the rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from sqlalchemy.orm import Session

from registry.dialogues import case as case_talk
from registry.dialogues import registration as registration_talk
from registry.dialogues import words
from registry.dialogues.reading import begins, steers
from registry.dialogues.talk import Data, Heard, Outcome, told
from registry.dialogues.vocabulary import Text, vocabulary
from registry.dialogues.words import say
from registry.models import Case, Contact
from registry.services import cases, drafts, registrations, reminders
from registry.services.deadlines import LastDay, last_days
from registry.services.library import Library
from registry.services.references import REGISTRATION, reference_in
from registry.vault import Vault
from sesotho import format_date, format_month

Dialogue: TypeAlias = Literal["registration", "case"]


@dataclass(frozen=True)
class Turn:
    """One turn. `begins`: it is opened by this text. `returns`: the person's own question was answered in between.

    `message`: which message it is; the same one asked for again gets the same answer and changes nothing.
    """

    dialogue: Dialogue
    contact_id: str
    text: str = field(repr=False)
    locale: str
    country: str
    channel: str = "sms"
    intent: str = ""
    chance: float = 0.0
    begins: bool = False
    returns: bool = False
    message: int | None = None


class Talk:
    """A turn under way."""

    def __init__(self, session: Session, vault: Vault, library: Library, turn: Turn, today: dt.date) -> None:
        self.session, self.vault, self.library, self.turn, self.today = session, vault, library, turn, today
        self.heard = Heard(
            turn.text, turn.locale, turn.country, today, library.content.towns, turn.intent, turn.chance, self._office
        )
        self.is_known = session.get(Contact, turn.contact_id) is not None

    def take(self) -> Outcome:
        """The turn; what is to be kept is kept when it returns."""
        contact = self.session.get(Contact, self.turn.contact_id)
        if contact is not None and contact.safe_mode_at is not None:
            # Nothing of somebody in danger is written down, and nothing begun lies about for others to read.
            drafts.forget(self.session, contact.id)
            return Outcome("refused", self.say(words.NOT_NOW))
        kept = self._load()
        if kept is not None and self._is_repeated(kept):
            return Outcome(*kept.data["reply"])
        if kept is not None and kept.data.get("ended"):
            kept = None
        outcome = self._take(kept)
        if self.turn.message is not None and outcome.kind in ("asked", "done") and not self.turn.returns:
            self._note(outcome)
        return outcome

    def _take(self, kept: drafts.Kept | None) -> Outcome:
        if self.turn.returns:
            return self._return(kept)
        if self.turn.begins or kept is None:
            return self._begin(kept)
        return self._go_on(kept.data, kept.messages + 1)

    def say(self, text: str, **values: object) -> str:
        """In the reader's locale."""
        return say(text, self.turn.locale, **values)

    def _load(self) -> drafts.Kept | None:
        return (
            drafts.load(self.session, self.vault, self.turn.contact_id, self.turn.dialogue) if self.is_known else None
        )

    def _is_repeated(self, kept: drafts.Kept) -> bool:
        """Whether this very message has been answered: the answer was lost on the way, and is given again."""
        asked = self.turn.message
        return asked is not None and not self.turn.returns and kept.data.get("message") == asked

    def _note(self, outcome: Outcome) -> None:
        """Keep what was said to this message; of a dialogue that is over, nothing else."""
        kept = self._load()
        data = kept.data if kept is not None and outcome.kind == "asked" else {"ended": True}
        data |= {"message": self.turn.message, "reply": [outcome.kind, outcome.said, outcome.more]}
        self._keep(data, kept.messages if kept else 0)

    def _keep(self, data: Data, messages: int) -> None:
        if self.is_known:
            drafts.keep(self.session, self.vault, self.turn.contact_id, self.turn.dialogue, data, messages)

    def _forget(self) -> None:
        drafts.forget(self.session, self.turn.contact_id, self.turn.dialogue)

    def _return(self, kept: drafts.Kept | None) -> Outcome:
        if kept is None:
            return Outcome("left")
        return Outcome("asked", told(self.say(words.BACK), self._again(kept.data)))

    def _begin(self, kept: drafts.Kept | None) -> Outcome:
        messages = (kept.messages if kept else 0) + 1
        if self.turn.dialogue == "registration":
            ready = self._join() or self._leave_asked(messages) or self._change_asked(messages)
            if ready is not None:
                return ready
        if kept is not None and kept.data.get("asked"):
            return self._resume(kept.data, messages)
        data: Data = {}
        if self.turn.dialogue == "case":
            self._know_registered(data)
            outcome = case_talk.begin(data, self.heard)
        else:
            outcome = registration_talk.begin(data, self.heard)
        self._keep(data, messages)
        # Somebody we have no row of is shown how it begins; nothing is kept of them.
        return outcome if self.is_known else Outcome("done", outcome.said)

    def _resume(self, data: Data, messages: int) -> Outcome:
        self._keep(data, messages)
        return Outcome("asked", told(self.say(words.WELCOME_BACK), self._again(data)))

    def _again(self, data: Data) -> str:
        if self.turn.dialogue == "case":
            return self.say(words.ASK_REMIND) if data.get("case_id") else case_talk.again(data, self.heard)
        if data.get("mode") == "leave":
            return self.say(words.LEAVE_SURE)
        return registration_talk.again(data, self.turn.locale)

    def _go_on(self, data: Data, messages: int) -> Outcome:
        if self._wants_menu():
            self._keep(data, messages)
            return Outcome(
                "paused", self.say(words.LATER if self.turn.dialogue == "registration" else words.CASE_LATER)
            )
        if data.get("mode") == "leave":
            return self._leave_answered(data)
        if data.get("case_id"):
            return self._remind_answered(data)
        if self.turn.dialogue == "case":
            outcome = case_talk.take(data, self.heard)
        else:
            outcome = registration_talk.take(data, self.heard)
        if outcome.kind == "done":
            return self._finish(data, messages)
        if outcome.kind == "left":
            self._forget()
        elif outcome.kind == "asked":
            self._keep(data, messages)
        return outcome

    def _wants_menu(self) -> bool:
        text = self.heard.text
        is_answer = begins(text, "yes") or any(steers(text, code) for code in ("yes", "no", "none", "all"))
        is_short = len(text.keys) <= 3 and not self.heard.asks_why and not is_answer
        return self.turn.intent == "menu" and self.turn.chance >= 0.6 and is_short

    def _finish(self, data: Data, messages: int) -> Outcome:
        return self._register(data, messages) if self.turn.dialogue == "registration" else self._open(data, messages)

    # The register.

    def _register(self, data: Data, messages: int) -> Outcome:
        is_change = data.get("mode") == "change"
        shown = registration_talk.again(data, self.turn.locale)
        agreed = registrations.Agreed(registration_talk.CONSENT, f"{shown} / {self.turn.text}", self.turn.channel)
        values = registration_talk.as_values(data)
        row = registrations.find(self.session, self.turn.contact_id)
        owner = row.contact_id if row else self.turn.contact_id
        _, code = registrations.register(self.session, self.vault, owner, values, agreed, messages)
        self._forget()
        return Outcome("done", self.say(words.CHANGED if is_change else words.REGISTERED, code=code))

    def _join(self) -> Outcome | None:
        code = reference_in(self.turn.text, REGISTRATION)
        if code is None:
            return None
        joined, owner = registrations.join(self.session, self.vault, self.turn.contact_id, code)
        if owner is not None:
            reminders.schedule(self.session, owner, "second_phone", {})
        self._forget()
        said = {"joined": words.JOINED, "wrong": words.JOIN_WRONG, "later": words.JOIN_LATER}[joined]
        return Outcome("done", self.say(said))

    def _leave_asked(self, messages: int) -> Outcome | None:
        if not _opens(self.heard.text, "leave"):
            return None
        if registrations.find(self.session, self.turn.contact_id) is None:
            self._forget()
            return Outcome("done", self.say(words.NOT_REGISTERED))
        self._keep({"mode": "leave", "asked": ["confirm"]}, messages)
        return Outcome("asked", self.say(words.LEAVE_SURE))

    def _leave_answered(self, data: Data) -> Outcome:
        if steers(self.heard.text, "yes") or _opens(self.heard.text, "leave"):
            registrations.leave(self.session, self.turn.contact_id, self.turn.channel)
            self._forget()
            return Outcome("done", self.say(words.LEFT_REGISTER))
        if steers(self.heard.text, "no") or self.heard.leaves:
            self._forget()
            return Outcome("done", self.say(words.STILL_REGISTERED))
        if self.heard.means_other_than(registration_talk.TOPICS):
            return Outcome("passed")
        return Outcome("asked", self.say(words.LEAVE_SURE))

    def _change_asked(self, messages: int) -> Outcome | None:
        row = registrations.find(self.session, self.turn.contact_id)
        if row is None:
            if not _opens(self.heard.text, "change"):
                return None
            return Outcome("done", self.say(words.NOT_REGISTERED)) if self._is_bare_change() else None
        values = registrations.values_of(self.vault, row)
        data: Data = {**values, "mode": "change", "asked": ["confirm"]}
        changed = registration_talk.amend(data, self.heard)
        data["asked"] = ["confirm"]
        self._keep(data, messages)
        if changed:
            return Outcome("asked", registration_talk.again(data, self.turn.locale))
        labels = registration_talk.labels(values, self.turn.locale)
        return Outcome("asked", self.say(words.ALREADY, town=labels["town"], country=labels["country"]))

    def _is_bare_change(self) -> bool:
        return begins(self.heard.text, "no") or len(self.heard.text.keys) <= 4

    # Cases.

    def _know_registered(self, data: Data) -> None:
        row = registrations.find(self.session, self.turn.contact_id)
        if row is not None:
            known = registrations.values_of(self.vault, row)
            data.update({each: known[each] for each in ("name", "town", "country") if known[each]})

    def _office(self, data: Data) -> str:
        mission, _ = cases.route(self.library, data["kind"], data.get("country"), data.get("town"))
        return reminders.office_name(self.library, mission, self.turn.locale)

    def _open(self, data: Data, messages: int) -> Outcome:
        day = dt.date.fromisoformat(data["day"]) if data.get("day") else None
        ends = last_days(data.get("triggers", []), day, self.library.content.facts)
        opened = cases.open_case(
            self.session,
            self.vault,
            self.library,
            self.turn.contact_id,
            data,
            case_talk.as_details(data),
            ends,
            messages,
        )
        said = self.say(words.CASE_OPENED, reference=opened.reference, office=self._office(data))
        more = [self._last_day(each) for each in ends]
        if all(each.is_over(self.today) for each in ends):
            self._forget()
            return Outcome("done", said, told(*more))
        self._keep({"case_id": opened.id, "asked": ["remind"]}, messages)
        return Outcome("asked", said, told(*more, self.say(words.ASK_REMIND)))

    def _last_day(self, each: LastDay) -> str:
        locale: Any = self.turn.locale
        if each.counted_from is None:
            return self.say(words.DEADLINE[each.code], month=format_month(each.due_on + ONE_DAY, locale, short=False))
        wording = each.code
        if each.is_over(self.today):
            wording = "ccma_late" if each.code == "ccma" else "late"
        return self.say(words.DEADLINE[wording], day=format_date(each.due_on, locale))

    def _remind_answered(self, data: Data) -> Outcome:
        found = self.session.get(Case, data["case_id"])
        if self.heard.is_chosen or (
            not (agrees := steers(self.heard.text, "yes")) and not steers(self.heard.text, "no")
        ):
            if self.heard.means_other_than(()) or self.heard.is_question:
                # The case is open; whether to remind can be said later with one word.
                self._forget()
                return Outcome("passed")
            return Outcome("asked", self.say(words.ASK_REMIND))
        self._forget()
        if agrees and found is not None:
            cases.want_reminders(self.session, found, self.today)
            return Outcome("done", self.say(words.WILL_REMIND))
        return Outcome("done", self.say(words.WILL_NOT_REMIND))


ONE_DAY = dt.timedelta(days=1)


def take(session: Session, vault: Vault, library: Library, turn: Turn, today: dt.date | None = None) -> Outcome:
    """One turn of a dialogue."""
    return Talk(session, vault, library, turn, today or dt.datetime.now(dt.UTC).date()).take()


def _opens(text: Text, code: str) -> bool:
    return any(each.code == code for each in vocabulary("register_steps").find(text, is_typo_forgiven=False))
