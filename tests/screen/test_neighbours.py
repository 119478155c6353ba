"""What sounds like danger and is not: a false alarm takes the menu from somebody who asked about a fee."""

from __future__ import annotations

import pytest

from gateway.screen import screen

NEIGHBOURS = (
    ("papers at the office", "my passport is held at Home Affairs, when can I collect it"),
    ("papers at the office", "VFS e bolokile phasepoto ea ka, ke e fumana neng"),
    ("papers at the office", "the mine needs a copy of my passport for the file"),
    ("a figure of speech", "this queue is killing me"),
    ("a figure of speech", "mokoloko ona oa mpolaea hahaha"),
    ("a figure of speech", "I am dying to see my kids at Christmas"),
    ("a figure of speech", "you saved my life, thanks"),
    ("an illness", "my father has TB from the mines, can he claim"),
    ("an illness", "lipilisi tsa ka tsa TB li felile, tleliniki e kae"),
    ("a death", "my husband died in the mine in 2006, who pays his pension"),
    ("a death", "re tlisa setopo sa malome hae joang"),
    ("asks", "what is the trafficking hotline number"),
    ("asks", "nomoro ea khoebo ka batho ke efe"),
    ("alone", "door"),
    ("alone", "banna"),
    ("follows", "and for a child?"),
    ("follows", "le ea ngoana?"),
    ("school", "I am writing an essay on human trafficking for school"),
    ("school", "ke ngola moqoqo oa sekolo ka khoebo ea batho"),
    ("the law", "what is the punishment for rape"),
    ("work", "my boss did not pay me overtime, where do I complain"),
    ("work", "boss ha a so ntefe moputso oa Phupjane"),
    ("work", "am I allowed to leave work early on Friday"),
    ("locked out", "I am locked out of my account"),
    ("closed", "the office was locked when we came"),
    ("arrest", "my brother was arrested for overstaying, what are his rights"),
    ("theft", "my phone was stolen at the taxi rank, new number please"),
    ("hurry", "I need a passport urgently for a funeral"),
    ("children", "my child needs a passport"),
    ("children", "ngoana oa ka o hloka phasepoto"),
    ("children", "can my 12 year old cross the border with her grandmother"),
    ("love", "my boyfriend left me"),
    ("selling", "my uncle sold a cow and was not paid"),
    ("plain", "How much is a passport?"),
    ("plain", "Phasepoto ke bokae?"),
    ("plain", "please help me with the form"),
    ("plain", "nthuseng ka foromo ea LEP"),
    ("plain", "2"),
    ("plain", "menu"),
    ("plain", "kea leboha"),
)


@pytest.mark.parametrize(("what", "text"), NEIGHBOURS)
def test_it_raises_no_alarm(what: str, text: str) -> None:
    assert screen(text).danger is None
