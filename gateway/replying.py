"""What is said in a turn and how: the reader's language, menus, pages, answers as this reader gets them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from gateway import commands, words
from gateway.assistant import Assistant, AssistantFailed, Understood
from gateway.dialogues import is_our_word, speaks
from gateway.render import Choice, Laid, Reader, Said, as_sent, lay_out, menu, pages
from gateway.screen import Screened
from gateway.state import Heard, State, Taken
from gateway.words import say
from registry.services.library import Library, Told
from sesotho import Habit, identify


class Replying:
    """A turn that is under way, with what it has said so far."""

    # The two topics of a text that asks two things.
    _both: tuple[str, ...] = ()

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

    def _speak(self, language: str) -> None:
        self._update(language=language, is_language_chosen=True)
        self.taken.language = language
        self.taken.spelling = None if language == "en" else self.taken.state.spelling or "ls"
        self.reader = self._reader(language, self.taken.state.spelling)
        self._say(words.NOW_ENGLISH if language == "en" else words.NOW_SESOTHO, "language")

    def _update(self, **changes: Any) -> None:
        self.taken.state = replace(self.taken.state, **changes)

    def _told(self, topic: str) -> Told | None:
        return self.library.answer(topic, self.reader.locale, self.reader.country, self.today)

    def _menu(self, name: str) -> list[Choice]:
        return [Choice(code, label) for code, label in self.library.menu(name, self.reader.locale)]

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
