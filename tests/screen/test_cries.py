"""Cries for help: plain, whispered, misspelt, shouted, in both languages and spellings, for oneself and for others."""

from __future__ import annotations

import pytest

from gateway.screen import screen

CRIES = (
    # held, sold, forced
    ("tip.help", "plain", "They took my passport and say I owe them money, I can't leave"),
    ("tip.help", "plain", "I am locked in a house and they won't let me go"),
    ("tip.help", "plain", "ke koaletsoe ka tlung, ba nkile phasepoto ea ka"),
    ("tip.help", "plain", "ke kwaletswe ka tlung, ba nkile phasepoto ya ka"),
    ("tip.help", "plain", "ba nqobella ho robala le banna"),
    ("tip.help", "coded", "I can't leave this house"),
    ("tip.help", "coded", "I can't talk, they are listening"),
    ("tip.help", "coded", "ke koaletsoe"),
    ("tip.help", "coded", "please don't call this number, he checks my phone"),
    (
        "tip.help",
        "for another",
        "my sister went for a job in Durban and now she is crying on the phone, they keep her locked in",
    ),
    ("tip.help", "for another", "ausi oa ka o rekisitsoe Johannesburg"),
    ("tip.help", "underground", "zama zamas are holding my brother underground with guns"),
    ("tip.help", "underground", "ba re qobella ho cheka khauta tlas'a lefatše, ba hana re nyoloha"),
    ("tip.help", "on the way", "the smuggler left us in the mountains at night and we are lost"),
    ("tip.help", "on the way", "motataisi o re siile thabeng bosiu, re lahlehile"),
    ("tip.help", "misspelt", "thy tuk my pasport n i cnt leave dis place"),
    ("tip.help", "misspelt", "im lokd in pls hlp me"),
    ("tip.help", "shouted", "HELP THEY LOCKED ME IN"),
    ("tip.help", "mixed", "ba locked me in the room ba re ke kolota bona"),
    # children
    ("tip.child", "plain", "my 9 year old daughter is missing"),
    ("tip.child", "plain", "ngoana oa ka o lahlehile ho tloha maobane"),
    ("tip.child", "plain", "ngwana wa ka o lahlehile ho tloha maobane"),
    ("tip.child", "abuse", "my uncle touches me and I am 13"),
    ("tip.child", "marriage", "they want to marry my sister who is 14 to an old man"),
    ("tip.child", "work", "a boy of 10 herds cattle for a farmer, he is beaten and not in school"),
    ("tip.child", "taken", "a man took my child over the border"),
    # violence
    ("gbv.help", "plain", "my husband beats me"),
    ("gbv.help", "plain", "monna oa ka oa nkotla"),
    ("gbv.help", "plain", "monna wa ka o a nkotla"),
    ("gbv.help", "rape", "I was raped last night"),
    ("gbv.help", "rape", "ke betiloe bosiung bo fetileng"),
    ("gbv.help", "at work", "my boss touches my breasts and says he will fire me"),
    ("gbv.help", "threat", "my boyfriend says he will kill me if I leave him"),
    ("gbv.help", "a man", "my wife stabs me and I am ashamed to tell"),
    ("gbv.help", "misspelt", "hsbnd beatin me agen"),
    ("gbv.help", "for another", "my sister is beaten by her husband every week"),
    # now
    ("emergency", "plain", "send an ambulance, he is not breathing"),
    ("emergency", "plain", "romellang ambulense, oa shoa"),
    ("emergency", "attack", "they are breaking down the door with pangas"),
    ("emergency", "suicide", "I want to kill myself"),
    ("emergency", "suicide", "ke batla ho ipolaea"),
    ("emergency", "fire", "our shack is on fire and the children are inside"),
    ("emergency", "crash", "taxi accident near Ladybrand, people are bleeding"),
    ("emergency", "shouted", "EMERGENCY!!!"),
    # who asks for a line of violence, of children or of now is told at once as well
    ("gbv.help", "asks", "is there a shelter for abused women in Durban"),
    ("tip.child", "asks", "what is the childline number"),
    ("emergency", "asks", "police number quick"),
)


@pytest.mark.parametrize(("danger", "how", "text"), CRIES)
def test_a_cry_is_heard_for_what_it_is(danger: str, how: str, text: str) -> None:
    assert screen(text).danger == danger


SPELLINGS = (
    ("ba nkoaletse ka tlung", "ba nkwaletse ka tlung"),
    ("ke rekisitsoe ke malome", "ke rekisitswe ke malome"),
    ("mohlankana oa ka o ntšosa ka thipa", "mohlankana wa ka o ntshosa ka thipa"),
    ("ngoana oa ka o utsoitsoe", "ngwana wa ka o utswitswe"),
    ("oa tsoa mali haholo, tlong kapele", "o a tswa madi haholo, tlong kapele"),
)


@pytest.mark.parametrize(("lesotho", "south_african"), SPELLINGS)
def test_both_spellings_are_one(lesotho: str, south_african: str) -> None:
    assert screen(lesotho).danger is not None
    assert screen(lesotho).danger == screen(south_african).danger


def test_a_long_story_is_read_to_its_end() -> None:
    story = "Good day, I came to Johannesburg in March to look for work and an agent helped me. " * 3
    assert screen(story + "Now he has locked me in and I must sleep with men.").danger is not None


def test_stop_said_to_somebody_who_hurts_is_no_optout() -> None:
    screened = screen("stop him he is killing me please help")
    assert (screened.danger is not None, screened.optout) == (True, None)
