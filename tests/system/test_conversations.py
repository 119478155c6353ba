"""Conversations over the whole way: webhook in, Twilio's REST API out."""

from __future__ import annotations

import pytest

from gateway import words
from gateway.words import say
from sesotho import segments
from tests.twilio import forms

FEE = "A passport costs M130. (gov.ls, Nov 2026) Write MORE.\n1 Lost passport 2 First passport"
PAGES = [
    "A passport costs M130, for a child and for a grown person alike.\n"
    "- Bring the old passport with you, even when it is torn, wet or long out of date.\n"
    "- Bring the paper that says where you live, or a letter from the chief of your village.\n"
    "Write MORE. (1/3)",
    "- Bring money in notes: the office takes no card, and there is no bank near it.\n"
    "- Come early in the morning, for the line is long on the first days of the month.\n"
    "- Nobody may ask you for more than M130. If somebody does, write down the name and tell us.\n"
    "Write MORE. (2/3)",
    "- Keep the receipt until you hold the new passport in your hand.\n"
    "(gov.ls, Nov 2026)\n1 Lost passport\n2 First passport",
]
LOST = "Go to the police first. Call 0800 222 777, free. (checked Nov 2026) Write MORE.\n1 Passport fees"
LOST_SESOTHO = (
    "Qala ka ho ea mapoleseng mots'eare. Letsetsa 0800 222 777, mahala. (e hlahlobiloe Pulu 2026) Ngola EKETSA.\n"
    "1 Tefo ea phasepoto"
)
DOUBT = "I am not sure what you mean. Reply with a number, or ask in other words:"


def test_a_question_by_sms_a_choice_and_its_answer(thabo):
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    thabo.writes("1")
    thabo.hears(LOST)
    thabo.hears_nothing_more()


def test_a_question_on_whatsapp_is_answered_in_full(palesa):
    palesa.writes("How much is a passport?")
    answer = palesa.hears_something()
    assert answer.startswith("A passport costs M130, for a child and for a grown person alike.\n- Bring")
    assert answer.endswith("(gov.ls, Nov 2026)\n\nReply with a number:\n1 Lost passport\n2 First passport")
    palesa.writes("2")
    assert palesa.hears_something().startswith("Go to the passport office yourself, with your birth paper.")


@pytest.mark.parametrize(
    ("text", "by_sms", "on_whatsapp"),
    [
        ("Ke bokae ho etsa phasepoto ea ka?", "Phasepoto e bitsa M130.", "Tloo mots\u030ceare"),
        ("Ke bokae ho etsa phasepoto ya ka?", "Phasepoto e bitsa M130.", "Tloo motsheare"),
    ],
)
def test_sesotho_is_answered_in_its_own_spelling(thabo, palesa, text, by_sms, on_whatsapp):
    thabo.writes(text)
    assert thabo.hears_something().startswith(by_sms)
    palesa.writes(text)
    assert on_whatsapp.replace("s\u030c", "š") in palesa.hears_something()


def test_sms_takes_no_letter_that_costs_and_whatsapp_keeps_it(thabo, palesa):
    thabo.writes("Ke lahlehetsoe ke phasepoto ea ka")
    thabo.hears(LOST_SESOTHO)
    assert segments(LOST_SESOTHO).encoding == "GSM-7"
    palesa.writes("Ke bokae ho etsa phasepoto ea ka?")
    assert "motšeare" in palesa.hears_something()


def test_more_brings_page_after_page(thabo):
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    for word, page in zip(("MORE", "more.", "More"), PAGES, strict=True):
        assert segments(page).count <= 2
        thabo.writes(word)
        thabo.hears(page)
    thabo.writes("more")
    thabo.hears("There is no more to tell. Ask in your own words, or write MENU.")


def test_a_page_in_between_does_not_take_the_choices_away(thabo):
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    thabo.writes("MORE")
    thabo.hears(PAGES[0])
    thabo.writes("1")
    thabo.hears(LOST)


@pytest.mark.parametrize("word", ["EKETSA", "MORE", "eketsa"])
def test_the_word_for_more_says_nothing_about_the_language(thabo, word):
    thabo.writes("Ke bokae ho etsa phasepoto ea ka?")
    thabo.hears_something()
    thabo.writes(word)
    assert thabo.hears_something().startswith("Phasepoto e bitsa M130, ea ngoana le ea motho e moholo.")


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_menus_are_numbered_and_lead_on(people, channel):
    somebody = people(channel=channel)
    somebody.writes("hello")
    somebody.hears("Hello, this is Thuso.\n1 Passport\n2 Unclaimed money")
    somebody.writes("1")
    somebody.hears("Passport:\n1 Passport fees\n2 Lost passport\n3 First passport")
    somebody.writes("7")
    somebody.hears(
        "That number is not in the list. Reply with a number:\n1 Passport fees\n2 Lost passport\n3 First passport"
    )
    somebody.writes("2")
    assert somebody.hears_something().startswith("Go to the police first")


def test_the_menu_of_a_person_goes_with_them_from_channel_to_channel(people):
    thabo = people()
    on_whatsapp = people(channel="whatsapp")
    on_whatsapp.number = thabo.number
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    on_whatsapp.writes("1")
    assert on_whatsapp.hears_something().startswith("Go to the police first and ask for a paper")


def test_a_choice_without_a_list_brings_one(thabo):
    thabo.writes("2")
    thabo.hears(f"{words.NO_MENU}\n1 Passport\n2 Unclaimed money")


def test_a_language_is_kept_once_it_is_chosen(thabo):
    thabo.writes("Sesotho")
    thabo.hears(say(words.NOW_SESOTHO, "st_LS"))
    thabo.writes("How much is a passport?")
    assert thabo.hears_something().startswith("Phasepoto e bitsa M130.")
    thabo.writes("English")
    thabo.hears(words.NOW_ENGLISH)
    thabo.writes("Ke bokae ho etsa phasepoto ea ka?")
    thabo.hears(FEE)


def test_a_number_in_lesotho_is_offered_nothing_that_it_cannot_send(lerato):
    for text in (
        "How much is a passport?",
        "hello",
        "menu",
        "the price of three blue goats",
        "the price of four blue goats",
        "3",
        "STOP",
        "START",
    ):
        lerato.writes(text)
        heard = lerato.hears_something()
        assert "\n1 " not in heard
        assert "Reply" not in heard
        assert "Write" not in heard
        assert not heard.endswith(":")


def test_doubt_offers_the_likeliest_and_then_a_person(thabo):
    thabo.writes("the price of three blue goats")
    thabo.hears(f"{DOUBT}\n1 Passport fees\n2 Lost passport\n3 Unclaimed money")
    thabo.writes("the price of four blue goats")
    thabo.hears(
        "I still do not understand. Reply with a number, or ask for a person:\n"
        "1 Passport fees\n2 Lost passport\n3 Unclaimed money\n4 A person"
    )
    thabo.writes("2")
    thabo.hears(LOST)


LONG = ("I worked in the mine for many years and I do not know whom to ask about the money that is mine. " * 20)[:1_600]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("", words.EMPTY),
        ("  \n ", words.EMPTY),
        ("\x00", words.EMPTY),
        ("😀👍🏾", words.UNSUPPORTED),
        ("?!", words.UNSUPPORTED),
        ("Ngicela ukwazi ukuthi ipasipoti ibiza malini namuhla", words.OTHER_LANGUAGE),
        ("كم سعر جواز السفر من فضلك", None),
        (LONG, None),
        ("How much\x00 is a passport?", None),
        ("How much is a passport? 😀", None),
        ("' OR 1=1; --", None),
        ("<Response><Message>x</Message></Response>", None),
        ("{fee} %s %(x)s {0}", None),
    ],
)
def test_whatever_is_written_gets_one_sensible_reply(thabo, text, reply):
    thabo.writes(text)
    heard = thabo.hears_something()
    assert heard == reply if reply else len(heard) > 20
    assert "\n1 " in heard or reply or heard == words.OTHER_LANGUAGE
    thabo.hears_nothing_more()


@pytest.mark.parametrize(
    ("form", "reply"),
    [
        (lambda number: forms.picture(number), words.MEDIA),
        (lambda number: forms.picture(number, content_type="audio/ogg"), words.MEDIA),
        (lambda number: forms.sticker(number), words.MEDIA),
        (lambda number: forms.location(number, "-27.98", "26.73"), "Nearest: Consulate Welkom."),
        (lambda number: forms.location(number, "north", "south"), words.EMPTY),
    ],
)
def test_what_comes_without_words_gets_a_sensible_reply(palesa, form, reply):
    palesa.sends(form(palesa.number))
    palesa.hears(reply)


def test_a_picture_with_words_is_answered_by_its_words(palesa):
    palesa.sends(forms.picture(palesa.number, "I lost my passport"))
    assert palesa.hears_something().startswith("Go to the police first")


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "//restart",
        " / restart",
        "/\u2003/restart",
        "\u200b/restart",
        "/passport.lost",
        "/greet{}",
        "/ /\n/stop_x",
    ],
)
def test_a_slash_at_the_front_is_harmless(thabo, assistant, text):
    before = len(assistant.turns)
    thabo.writes(text)
    heard = thabo.hears_something()
    assert not heard.startswith("Go to the police")
    assert all(not turn.text.strip().startswith("/") for turn in assistant.turns[before:])


def test_the_assistant_knows_people_by_an_id_only(people, assistant):
    before = len(assistant.turns)
    thabo = people()
    thabo.writes("How much is a passport?")
    thabo.hears(FEE)
    thabo.writes("1")
    thabo.hears(LOST)
    first, second = assistant.turns[before:]
    assert first.sender == second.sender
    assert len(first.sender) == 32
    assert first.metadata["locale"] == "en"
    assert (first.metadata["channel"], first.metadata["country"], first.metadata["can_reply"]) == ("sms", "ZA", True)
    assert second.text == "/passport.lost"
    for turn in (first, second):
        assert thabo.number[-7:] not in f"{turn}"
