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
NO_FORUM = N_(
    "No forum is announced now. Ask again later, or ask at the nearest Lesotho mission: write MISSION and your town."
)
NEXT_FORUM = N_("Next forum: {name}, {day}, {time}, {venue}, {town}.")
NEXT_FORUM_COME = N_("Next forum: {name}, {day}, {time}, {venue}, {town}. To come write COMING {town}.")
NEXT_FORUM_FULL = N_("{name}, {day}, {time}, {town}: all seats are taken. To wait for one write COMING {town}.")
LATER_FORUMS = N_("Later: {forums}.")
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
RECRUITER_ASK = N_(
    "Write AGENT and the name of the agency or its licence number. Pay nothing for a job and keep your passport."
)
RECRUITER_LISTED = N_(
    "{name}, licence {licence}: on the official list of {day}. Still: pay nothing for a job, keep your passport."
)
RECRUITER_EXPIRED = N_(
    "{name}: its licence {licence} ended on {until}. Pay nothing before the Ministry of Labour has confirmed it."
)
RECRUITER_NOT_IN_FORCE = N_(
    "{name}: its licence {licence} is not in force (list of {day}). Pay nothing and give no passport."
)
RECRUITER_ALIKE = N_("Do you mean {names}? Write AGENT and the whole name or the licence number.")
RECRUITER_NOT_LISTED = N_(
    "We do not find it on the list of {day}. Check how it is written. Pay nothing and give no passport "
    "before the Ministry of Labour confirms it."
)
VERIFY_ASK = N_(
    "Each notice from us ends with MFAIR and five letters or digits. Write CODE and those five. "
    "We never ask for money, a PIN or a password."
)
VERIFY_OURS = N_("Yes, from us: notice {code} of {day}, {title}. We never ask for money, a PIN or a password.")
VERIFY_NOT_OURS = N_(
    "We sent no notice with the code {code}. Do not trust it: give no money, PIN, password or papers. "
    "Write PERSON to talk to us."
)
COST = N_(
    "Thuso is a service of Lesotho's Ministry of Foreign Affairs. We never ask for money, a PIN or a password. "
    "You pay only what your network charges for a message."
)
HUMAN_OPEN = N_(
    "Noted: an officer will write to you here. The office is open until {closes} today. "
    "You can ask other things meanwhile."
)
HUMAN_USUAL = N_(
    "Noted: an officer will write to you here. Usual wait in office time: {wait}. Before you: {ahead}. "
    "You can ask other things meanwhile."
)
HUMAN_LATER = N_(
    "Noted: the office is closed now. An officer will write to you here after it opens: {day}, {opens}. "
    "You can ask other things meanwhile."
)
HUMAN_CALL_OPEN = N_("Noted: an officer will call you. The office is open until {closes} today.")
HUMAN_CALL_LATER = N_("Noted: an officer will call you after the office opens: {day}, {opens}.")
HUMAN_ALREADY = N_(
    "We have your request already: an officer will answer you. Before you: {ahead}. You can ask other things meanwhile."
)
HUMAN_QUIET = N_("Noted. Somebody will answer when you write. Delete this message.")
HUMAN_ELSEWHERE = N_(
    "For a person, go to the nearest Lesotho mission: write MISSION and your town. Or ask me here in your own words."
)
RSVP_SEAT = N_("You have a seat: {name}, {day}, {time}, {venue}, {town}. If you cannot come write NOT COMING.")
RSVP_SEAT_ONE_WAY = N_("You have a seat: {name}, {day}, {time}, {venue}, {town}.")
RSVP_WAITING = N_("All seats are taken: {name}, {day}. You are on the waiting list; we write when a seat is free.")
RSVP_WHICH = N_("Which forum? Write COMING and the town: {forums}.")
RSVP_WHICH_NOT = N_("Which forum? Write NOT COMING and the town: {forums}.")
RSVP_CANCELLED = N_("Done: you are not coming to {name}, {day}. Thank you for telling us.")
RSVP_NONE = N_("You have no seat at a forum to come. Write FORUM to hear of the next one.")
NO_ANSWER = N_(
    "We have no answer to that yet. Write MISSION and your town: we will name the Lesotho office nearest to you."
)
REGISTRY_AWAY = N_("Something is wrong on our side. Please send your question again in a few minutes.")
