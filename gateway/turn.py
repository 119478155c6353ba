"""One turn: what a person wrote, read against what was said before, becomes replies and consequences.

No database and no provider: state and content come in, replies and consequences go out.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from gateway import commands, personal, words
from gateway.assistant import Assistant, Understood
from gateway.dialogues import REGISTER, Held, held_in, leaves_dialogue, leaves_register, opens
from gateway.followups import follow_up
from gateway.heard import OptOutType
from gateway.questions import questions_in
from gateway.render import Choice, Laid, as_sent
from gateway.replying import Replying
from gateway.safe_mode import is_all_clear, read_safe_word
from gateway.screen import Optout, Screened, may_stop, screen
from gateway.state import Heard, State, Taken
from gateway.words import say
from registry.services.library import Library
from registry.services.references import without_references
from sesotho import locale_of

SAFETY = ("tip.help", "tip.child", "gbv.help", "emergency")
LIKELIEST = 3
# Of the net's score: below it the net has ruled danger out, whatever Rasa says.
NOT_RULED_OUT = 0.1
# Of the net's score: from here on it is no cry for help yet, but a way to one is shown behind the answer.
PERHAPS = 0.05
SURE_OF_SECOND = 0.6
SURE_OF_STOP = 0.97
MAYBE_STOP = 0.05
# In a dialogue fewer words than these say nothing of the language.
TELLING = 3
# An answer in a dialogue sounds like a cry for help from this chance on.
SURE_OF_DANGER = 0.85
GREETED = ("greet", "menu")
# Rasa takes whatever follows a slash for an intent; it strips every kind of space before it looks.
SLASHES = re.compile(r"^[/\s]+")


class Turns:
    """Takes turns, with Rasa behind it and a library of content beside it."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    async def take(
        self, sender: str, heard: Heard, state: State, library: Library, today: dt.date | None = None
    ) -> Taken:
        """One turn of `sender`. Raises `AssistantAway` when only Rasa could answer and does not."""
        today = today or dt.datetime.now(dt.UTC).date()
        screened = screen(without_references(heard.text)) if heard.text else Screened(None, None, False, 0.0)
        turn = _Turn(self.assistant, sender, heard, state, library, today, screened)
        return await turn.run()


def sorry(heard: Heard, state: State) -> Taken:
    """The end of a turn that cannot be taken: ask again later. Nothing is understood and nothing changes."""
    locale = locale_of(state.language or "en", state.spelling)
    text = as_sent(say(words.AWAY, locale), heard.channel)
    return Taken(state, [text], language=state.language or "en", spelling=state.spelling)


class _Turn(Replying):
    """What a message comes to: danger first, then consent, then what was asked."""

    async def run(self) -> Taken:
        heard = self.heard
        optout = None if self._only_leaves() else self.screened.optout
        danger = heard.danger or (None if is_all_clear(heard.text) else self.screened.danger)
        if danger:
            self._answer_danger(danger)
        elif self._answer_what_was_asked():
            pass
        elif heard.opt_out_type:
            self._note_opt_out_type(heard.opt_out_type)
        elif optout:
            self._opt_out(optout)
        elif self.screened.optin:
            self._opt_in()
        elif self.taken.state.is_with_officer:
            pass
        elif heard.kind == "location":
            await self._ask("/mission.nearest")
        elif heard.kind != "text":
            self._say({"empty": words.EMPTY, "media": words.MEDIA}.get(heard.kind, words.UNSUPPORTED), None)
        elif not self._command():
            await self._converse()
        if self._is_language_new and self.taken.state.dialogue:
            await self._ask_once_more()
        return self.taken

    def _only_leaves(self) -> bool:
        """Whether somebody wants out of what we are doing, or off the register: no wish to hear no more of us."""
        text = self.heard.text
        return leaves_register(text) or (self.taken.state.dialogue is not None and leaves_dialogue(text))

    def _answer_what_was_asked(self) -> bool:
        """A yes or a no to our own last question: shall we forget you, shall somebody call."""
        if self._was_asked_to_forget and self._answer_forget():
            return True
        return self.taken.state.is_safe_mode and self._answer_safe_word()

    # What a person asks about their own data.

    def _tell_what_is_known(self) -> None:
        # In safe mode the phone may be in other hands: nothing of what was asked here is told.
        self.taken.personal = None if self.taken.state.is_safe_mode else "known"
        self._say(words.MY_DATA, "my_data")

    def _ask_to_forget(self) -> None:
        self.taken.personal = "forget_asked"
        self._update(is_forget_asked=True, menu=(), page_topic=None, page=0)
        self._say(words.FORGET_ASK if self.heard.can_reply else words.FORGET_ASK_ONE_WAY, "forget_me")

    def _answer_forget(self) -> bool:
        if personal.is_yes(self.heard.text):
            self.taken.personal = "forget"
            self._topic("forget_me")
            # The code of the receipt is known when the wish has been written down (gateway/settling.py).
            self._reply(Laid(say(words.FORGOTTEN, self.reader.locale).format(receipt="-")))
            return True
        word = read_safe_word(self.heard.text)
        if word is not None and word.said == "no_call":
            self._say(words.NOT_FORGOTTEN, None)
            return True
        return False

    # What never needs a model.

    def _answer_danger(self, category: str) -> None:
        self.taken.danger = category
        self._topic(category)
        told = self._told(category)
        text = told.rendered.short if told else say(words.AWAY, self.reader.locale)
        self._update(menu=(), page_topic=category, page=0, topic=None, misses=0, is_safe_mode=True, dialogue=None)
        self._reply(Laid(text))

    def _answer_safe_word(self) -> bool:
        word = read_safe_word(self.heard.text)
        if word is None:
            return False
        if word.said == "call":
            self.taken.wants_call, self.taken.call_time = True, word.time
            self._say(words.CALL_NOTED, None)
        elif word.said == "no_call":
            self._say(words.CALL_NOT_WANTED, None)
        else:
            self._update(is_safe_mode=False, page_topic=None, page=0)
            self._say(words.SAFE_AGAIN, None)
        return True

    def _note_opt_out_type(self, kind: OptOutType) -> None:
        # Twilio has already answered: the change is ours to keep, a second reply is not.
        if kind == "STOP":
            self.taken.optout = self.screened.optout or Optout("notices")
            self._topic("stop")
        elif kind == "START":
            self.taken.optin = True
            self._topic("start")
        else:
            self._topic("menu")

    def _opt_out(self, optout: Optout) -> None:
        self.taken.optout = optout
        self._update(dialogue=None)
        two_way, one_way = (
            (words.MUTED, words.MUTED_ONE_WAY) if optout.scope == "answers" else (words.STOPPED, words.STOPPED_ONE_WAY)
        )
        self._say(two_way if self.heard.can_reply else one_way, "stop")

    def _opt_out_if_sure(self, chance: float) -> None:
        # The rules before the model know most ways to say it. A notice that somebody needs must not end on a guess.
        if chance >= SURE_OF_STOP and may_stop(self.heard.text):
            self._opt_out(Optout("notices"))
        else:
            self._say(words.HOW_TO_STOP, "stop")

    def _opt_in(self) -> None:
        self.taken.optin = True
        self._say(words.STARTED if self.heard.can_reply else words.STARTED_ONE_WAY, "start")

    def _opt_in_if_meant(self, understood: Understood) -> None:
        # "I want to stop getting notices" has all the words of "I want to get notices": then we say how.
        if dict(understood.ranking).get("stop", 0.0) >= MAYBE_STOP:
            self._say(words.HOW_TO_STOP, "stop")
        else:
            self._opt_in()

    def _command(self) -> bool:
        text = self.heard.text
        number = commands.chosen_number(text)
        if number is not None and self._pick(number):
            return True
        if commands.wants_more(text):
            self._more()
            return True
        language = commands.chosen_language(text)
        if language:
            self._speak(language)
            self._is_language_new = True
            return True
        if personal.asks_to_be_forgotten(text):
            self._ask_to_forget()
            return True
        if personal.asks_what_is_known(text):
            self._tell_what_is_known()
            return True
        return False

    def _pick(self, number: int) -> bool:
        offered = self.taken.state.menu
        if not offered and self.taken.state.dialogue:
            return False
        if not offered:
            self._offer(say(words.NO_MENU, self.reader.locale), self._menu("main"), "menu")
        elif not 1 <= number <= len(offered):
            choices = [Choice(code, self.library.title(code, self.reader.locale)) for code in offered]
            self._offer(say(words.NO_SUCH_CHOICE, self.reader.locale), choices, "menu")
        else:
            self._picked = offered[number - 1]
            if self._picked.startswith("menu."):
                self._open_menu(self._picked)
            else:
                return False
        return True

    _picked: str | None = None

    # What Rasa understands.

    async def _converse(self) -> None:
        if self._picked:
            await self._ask(f"/{self._picked}")
            return
        if self.taken.state.dialogue is None and self.taken.language not in ("en", "st"):
            self._say(words.OTHER_LANGUAGE, None)
            return
        following = (
            commands.asks_by_reference(self.heard.text)
            or opens(self.heard.text)
            or commands.asks_by_keyword(self.heard.text)
        )
        if self.taken.state.dialogue is None:
            following = following or self._follow_up()
        elif following == REGISTER and not leaves_register(self.heard.text):
            following = None
        if following:
            await self._ask(f"/{following}")
            return
        text = SLASHES.sub("", self.heard.text)
        self._both = () if self.taken.state.dialogue else await self._second_question(text)
        await self._ask(text)

    async def _second_question(self, text: str) -> tuple[str, ...]:
        """The topics of a text that asks two things surely; none for everything else."""
        parts = questions_in(text)
        if len(parts) < 2:
            return ()
        first, *others = [(await self.assistant.understand(part)).ranking[:1] for part in parts[:3]]
        sure = [best[0][0] for best in (first, *others) if best and best[0][1] >= SURE_OF_SECOND]
        answered = [code for code in dict.fromkeys(sure) if self.library.kind(code) == "answer"]
        return tuple(answered) if len(answered) == 2 else ()

    def _follow_up(self) -> str | None:
        last = self.taken.state.topic
        topic = self.library.content.topics.get(last or "")
        return follow_up(self.heard.text, last, topic.family if topic else None)

    async def _ask(self, text: str) -> None:
        understood = await self.assistant.ask(self.sender, text, self._metadata())
        self.taken.ranking = understood.ranking
        intent, held = understood.intent, held_in(understood)
        if held is not None and not held.returns:
            self._hold(held, understood)
            return
        if intent in SAFETY:
            self._answer_danger(intent) if self._is_likely(understood) else self._doubt_danger(understood)
            return
        await self._respond(understood, intent)
        if held is not None:
            self._come_back(held)
        elif not text.startswith("/") and self.screened.score >= PERHAPS:
            self._show_way_out()

    def _is_likely(self, understood: Understood) -> bool:
        """Whether a danger that only the assistant saw is one: the net need not say so, but must not rule it out.

        Measured: without the net's word the assistant alone doubles the false alarms (docs/safety-net.md).
        """
        is_named = self._picked is not None or not understood.ranking
        return is_named or self.screened.score >= NOT_RULED_OUT

    def _doubt_danger(self, understood: Understood) -> None:
        """Ask back, and show the way to help all the same."""
        self._doubt(understood)
        self._show_way_out()

    def _show_way_out(self) -> None:
        # Perhaps a cry for help: its words are kept nowhere, not even to learn from.
        self.taken.is_guarded, self.taken.is_missed = True, False
        self._reply(Laid(say(words.IF_IN_DANGER, self.reader.locale)))

    def _sounds_dangerous(self, understood: Understood) -> bool:
        """Whether an answer that a dialogue took sounds like a cry for help, though the net before us saw none.

        What happened at work long ago sounds like one too: we go on, and say where help is.
        """
        is_long = len(self.heard.text.split()) >= TELLING
        return is_long and understood.intent in SAFETY and understood.ranking[0][1] >= SURE_OF_DANGER

    def _hold(self, held: Held, understood: Understood) -> None:
        """A dialogue took the text: say what it says."""
        self._topic(held.topic)
        self._update(dialogue=held.form, menu=(), page_topic=None, page=0, topic=None, misses=0)
        if held.outcome == "paused":
            self._offer(" ".join(held.texts), self._menu("main"), "menu", " ".join(held.texts))
            return
        for text in held.texts:
            self._reply(Laid(text))
        if self._sounds_dangerous(understood):
            self._reply(Laid(say(words.IF_IN_DANGER, self.reader.locale)))

    def _come_back(self, held: Held) -> None:
        """The person's own question is answered: the dialogue asks once more, behind the answer."""
        if self.taken.optout or self.taken.personal or self._is_language_new:
            return
        self._update(dialogue=held.form)
        for text in held.texts:
            self._reply(Laid(text))

    _is_language_new = False

    async def _ask_once_more(self) -> None:
        """After a change of language: the open question in the new one."""
        held = held_in(await self.assistant.ask(self.sender, "/language", self._metadata()))
        if held is not None:
            self._update(dialogue=held.form)
            self.taken.replies += [as_sent(text, self.heard.channel) for text in held.texts]

    async def _respond(self, understood: Understood, intent: str | None) -> None:
        """Answer what is no part of a dialogue."""
        if any((reply.get("custom") or {}).get("doubt") for reply in understood.replies):
            self._doubt(understood)
            return
        # A form that is under way reads what no intent was sure of: the name of a town, for instance.
        intent = None if intent == "nlu_fallback" else intent
        self._topic(intent)
        self._update(misses=0)
        if intent == "language":
            self._change_language()
            self._is_language_new = self.taken.state.dialogue is not None
            return
        if intent == "my_data":
            self._tell_what_is_known()
            return
        if intent == "forget_me":
            self._ask_to_forget()
            return
        if intent == "start" and self._picked is None:
            self._opt_in_if_meant(understood)
            return
        if intent == "stop" and self._picked is None:
            self._opt_out_if_sure(understood.ranking[0][1])
            return
        if intent in GREETED:
            self._greet(understood)
            return
        self._relay(understood)

    def _metadata(self) -> dict[str, Any]:
        location = self.heard.location
        return {
            "locale": self.reader.locale,
            "channel": self.reader.channel,
            "country": self.reader.country,
            "can_reply": self.reader.can_reply,
            # A turn that names its topic itself hides the text: a reference has to be read from it.
            "said": self.heard.text,
            **({"message": self.heard.message} if self.heard.message is not None else {}),
            # The form that is under way, in case that Rasa has forgotten it.
            **({"dialogue": self.taken.state.dialogue} if self.taken.state.dialogue else {}),
            **({"location": list(location)} if location else {}),
        }

    def _change_language(self) -> None:
        language = commands.mentioned_language(self.heard.text)
        if language:
            self._speak(language)
        else:
            self._speak("en" if self.reader.locale != "en" else "st")

    def _greet(self, understood: Understood) -> None:
        greeting = " ".join(reply["text"] for reply in understood.replies if "text" in reply)
        one_way = words.ASK_FREELY if understood.intent == "menu" else greeting
        self._offer(greeting, self._menu("main"), understood.intent, one_way)

    def _doubt(self, understood: Understood) -> None:
        self.taken.is_missed = True
        misses = self.taken.state.misses + 1
        likeliest = [code for code, _ in understood.ranking if code not in ("out_of_scope", *SAFETY)][:LIKELIEST]
        codes = likeliest if misses == 1 else [*likeliest, "human"]
        title = words.DOUBT if misses == 1 else words.SECOND_DOUBT
        choices = [Choice(code, self.library.title(code, self.reader.locale)) for code in codes]
        self._offer(say(title, self.reader.locale), choices, None, one_way=words.DOUBT_ONE_WAY)
        self._update(misses=misses)
