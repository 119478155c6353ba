"""The phrases of the actions, through gettext (domain `actions`)."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "locales"


def N_(text: str) -> str:
    """Mark `text` for extraction; it is translated where it is said."""
    return text


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation("actions", LOCALES, [locale], fallback=True)


def say(text: str, locale: str, **values: object) -> str:
    """`text` in `locale` with its `values` in place; English where no translation exists."""
    return _catalogue(locale).gettext(text).format(**values)


ASK_PLACE = N_("Which town are you in or near? Write its name, for example Welkom.")
WHICH_TOWN = N_("There is more than one such town: {towns}. Write MISSION, the town and its province.")
NO_TOWN = N_("We do not know that town. Write MISSION and the nearest big town.")
MISSION = N_(
    "Nearest Lesotho office: {office}, about {km} km away. No telephone number "
    "of it is confirmed yet: ask for it before you travel."
)
MISSION_HERE = N_(
    "Lesotho office in your town: {office}. No telephone number of it is confirmed yet: ask where it is before you go."
)
MISSION_HERE_PHONE = N_("Lesotho office in your town: {office}. Call {phone} before you go.")
MISSION_ABROAD = N_(
    "The Lesotho office for you: {office}. No telephone number of it is confirmed yet: ask for it before you travel."
)
MISSION_PHONE = N_("Nearest Lesotho office: {office}, about {km} km away. Call {phone} before you travel.")
MISSION_ABROAD_PHONE = N_("The Lesotho office for you: {office}. Call {phone} before you travel.")
PLACE = N_("Nearest: {office}, about {km} km away.")
NO_FORUM = N_(
    "No forum is announced now. Ask again later, or ask at the nearest Lesotho mission: write MISSION and your town."
)
NEXT_FORUM = N_("Next forum: {name}, {day}, {time}, {venue}, {town}.")
PASSPORT_REFERENCE = N_("Write READY and the number on your passport receipt. Never pay anyone to hurry it.")
PERMIT_REFERENCE = N_("Write PERMIT and the reference number of your application. Never pay anyone to hurry it.")
CLAIM_REFERENCE = N_("Write CLAIM and the reference number of your claim. Claiming is free: pay nobody.")
NOT_A_REFERENCE = N_("{reference} does not look like a reference number. Look at your paper and write it again.")
NOT_FOUND = N_(
    "We find nothing under {reference} in the data we have. Check the number, or ask where you applied. Pay nobody."
)
STATUS = {
    "received": N_("{reference}: received on {day}. It still has to be looked at."),
    "in_process": N_("{reference}: being worked on since {day}."),
    "papers_missing": N_("{reference}: papers are missing since {day}. Ask where you applied which ones."),
    "ready": N_("{reference}: ready since {day}. Collect it: {place}."),
    "collected": N_("{reference}: collected on {day}."),
    "refused": N_("{reference}: refused on {day}. Ask where you applied why, and how to appeal."),
    "paid": N_("{reference}: paid on {day}. Ask the fund if you have no money yet."),
}
RECRUITER_UNKNOWN = N_(
    "We have no list of licensed agents yet. Pay nothing and give no passport before the "
    "Ministry of Labour in Lesotho has confirmed the agent."
)
NO_ANSWER = N_(
    "We have no answer to that yet. Write MISSION and your town: we will name the Lesotho office nearest to you."
)
REGISTRY_AWAY = N_("Something is wrong on our side. Please send your question again in a few minutes.")
