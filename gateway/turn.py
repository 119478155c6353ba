"""One turn: what a person wrote, read against what was said before, becomes replies and consequences.

No database and no provider: state and content come in, replies and consequences go out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from gateway import commands, personal, words
from gateway.assistant import Assistant, AssistantFailed, Understood
from gateway.dialogues import REGISTER, Held, held_in, is_our_word, leaves_dialogue, leaves_register, opens, speaks
from gateway.followups import follow_up
from gateway.heard import OptOutType
from gateway.questions import questions_in
from gateway.render import Choice, Laid, Reader, Said, as_sent, lay_out, menu, pages
from gateway.safe_mode import is_all_clear, read_safe_word
from gateway.screen import Optout, Screened, may_stop, screen
from gateway.state import Heard, State, Taken
from gateway.words import say
from registry.services.library import Library, Told
from registry.services.references import without_references
from sesotho import Habit, identify, locale_of

SAFETY = ("tip.help", "tip.child", "gbv.help", "emergency")
LIKELIEST = 3
# Of the net's score: below it the net has ruled danger out.
NOT_RULED_OUT = 0.1
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


class _Turn:
    def __init__(
        self,
        assistant: Assistant,
        sender: str,
        heard: Heard,
        state: State,
        library: Library,
        today: dt.date,
        screened: Screened,
    ) -> None:
        self.assistant, self.sender, self.heard = assistant, sender, heard
        self.library, self.today, self.screened = library, today, screened
        self._was_asked_to_forget = state.is_forget_asked
        self.taken = Taken(replace(state, is_forget_asked=False))
        self._tell_language(state)

    def _tell_language(self, state: State) -> None:
        habit = Habit(state.language, state.spelling) if state.language else None
        found = self.heard.identified or identify(self.heard.text, habit=habit)
        language, spelling = found.language, found.spelling
        if state.language and not (found.sure and self._is_telling(language)):
            language = state.language
        if language == "st":
            spelling = spelling or state.spelling or "ls"
        self.taken.language, self.taken.spelling = language, spelling
        spoken = state.language if state.is_language_chosen and state.language else language
        self.reader = self._reader(spoken, spelling or state.spelling)
        keeps = found.sure and language in ("en", "st") and not state.is_language_chosen
        kept = language if keeps else state.language
        self._update(language=kept, spelling=found.spelling or state.spelling)

    def _is_telling(self, language: str) -> bool:
        """Whether a text can change the language that we go on in: keywords, names and towns cannot."""
        if commands.asks_by_reference(self.heard.text) or commands.asks_by_keyword(self.heard.text):
            return False
        if self.taken.state.dialogue is None:
            return language != "en" or not is_our_word(self.heard.text)
        return speaks(self.heard.text, language)

    def _reader(self, language: str, spelling: str | None) -> Reader:
        locale = "en" if language != "st" else "st_ZA" if spelling == "za" else "st_LS"
        heard = self.heard
        # In safe mode nothing is offered: the phone may be in other hands.
        can_reply = heard.can_reply and not self.taken.state.is_safe_mode
        return Reader(locale, heard.channel, heard.country or "other", can_reply)

    def _update(self, **changes: Any) -> None:
        self.taken.state = replace(self.taken.state, **changes)

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

    def _open_menu(self, name: str) -> None:
        title = self.library.title(name, self.reader.locale) + ":"
        self._offer(title, self._menu(name), "menu")

    def _more(self) -> None:
        state = self.taken.state
        told = self._told(state.page_topic) if state.page_topic else None
        laid = pages(_said(told), self.reader) if told else []
        if not told or state.page >= len(laid):
            self._say(words.NO_MORE, "menu")
            return
        page = laid[state.page]
        self._topic(told.rendered.topic)
        # A page in between offers nothing of its own: what was offered last can still be chosen.
        self._update(page=state.page + 1, menu=tuple(page.menu) or state.menu, page_topic=state.page_topic)
        self._reply(page)

    def _speak(self, language: str) -> None:
        self._update(language=language, is_language_chosen=True)
        self.taken.language = language
        self.taken.spelling = None if language == "en" else self.taken.state.spelling or "ls"
        self.reader = self._reader(language, self.taken.state.spelling)
        self._say(words.NOW_ENGLISH if language == "en" else words.NOW_SESOTHO, "language")

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

    _both: tuple[str, ...] = ()

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

    def _is_likely(self, understood: Understood) -> bool:
        """Whether a danger that only the assistant saw is one: the net need not say so, but must not rule it out.

        Measured: without the net's word the assistant alone doubles the false alarms (docs/safety-net.md).
        """
        is_named = self._picked is not None or not understood.ranking
        return is_named or self.screened.score >= NOT_RULED_OUT

    def _doubt_danger(self, understood: Understood) -> None:
        """Ask back, and say where help is all the same."""
        self._doubt(understood)
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

    def _relay(self, understood: Understood) -> None:
        for reply in understood.replies:
            custom = reply.get("custom")
            if custom and "answer" in custom:
                self._lay(custom["answer"])
            elif reply.get("text"):
                self._update(menu=(), page_topic=None, page=0)
                self._reply(Laid(reply["text"]))
        if not self.taken.replies:
            # Rasa swallows the failure of an action and says nothing.
            raise AssistantFailed("no reply")

    def _lay(self, answer: dict[str, Any]) -> None:
        said = Said(
            short=answer["short"],
            full=answer["full"],
            source=answer["source"],
            choices=self._choices(answer),
            is_offer_due=bool(self._both),
        )
        laid = lay_out(said, self.reader)
        # What WhatsApp showed whole has no pages left.
        self._update(
            menu=tuple(laid.menu),
            page_topic=answer["topic"] if laid.has_more else None,
            page=0,
            topic=answer["topic"],
        )
        self._reply(laid)

    def _choices(self, answer: dict[str, Any]) -> list[Choice]:
        """What an answer leads to; the second thing that was asked comes first."""
        if self.taken.state.dialogue:
            # A number would be taken for an answer to the dialogue's own question.
            return []
        choices = [Choice(each["topic"], each["title"]) for each in answer["choices"]]
        # Rasa hears a text as one: whichever of the two it was, the other is still to be answered.
        second = next((code for code in reversed(self._both) if code != answer["topic"]), None)
        if second is None:
            return choices
        others = [choice for choice in choices if choice.code != second]
        return [Choice(second, self.library.title(second, self.reader.locale)), *others]

    # Small pieces.

    def _told(self, topic: str) -> Told | None:
        return self.library.answer(topic, self.reader.locale, self.reader.country, self.today)

    def _menu(self, name: str) -> list[Choice]:
        return [Choice(code, label) for code, label in self.library.menu(name, self.reader.locale)]

    def _offer(self, title: str, choices: list[Choice], topic: str | None, one_way: str = words.ASK_FREELY) -> None:
        """A title over choices; `one_way` to whom nothing can be offered."""
        self._topic(topic)
        if not self.reader.can_reply:
            self._reply(Laid(say(one_way, self.reader.locale)))
            return
        laid = menu(title, choices, self.reader)
        self._update(menu=tuple(laid.menu), page_topic=None, page=0)
        self._reply(laid)

    def _say(self, text: str, topic: str | None) -> None:
        self._topic(topic)
        self._reply(Laid(say(text, self.reader.locale)))

    def _topic(self, topic: str | None) -> None:
        self.taken.topic = topic
        if topic and not self.taken.ranking:
            self.taken.ranking = [(topic, 1.0)]

    def _reply(self, laid: Laid) -> None:
        self.taken.replies.append(as_sent(laid.text, self.heard.channel))


def _said(told: Told) -> Said:
    choices = [Choice(code, label) for code, label in told.choices]
    return Said(told.rendered.short, told.rendered.full, told.source, choices)
