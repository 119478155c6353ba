"""The form's own phrases, through gettext (domain `register`); labels of districts and work are those of dialogues."""

from __future__ import annotations

from registry.phrases import N_, catalogue


def say(text: str, locale: str, **values: object) -> str:
    """`text` in `locale` with its `values` in place; English where no translation exists."""
    return catalogue("register", locale).gettext(text).format(**values)


TITLE = N_("Register as a Mosotho abroad")
INTRODUCTION = N_(
    "For Basotho who live outside Lesotho. It is free. You can leave the register at any time. "
    "You can also register by SMS or WhatsApp: write REGISTER."
)
NAME = N_("Your name")
COUNTRY = N_("The country where you live")
TOWN = N_("The town where you live")
DISTRICT = N_("Your district in Lesotho")
WORK = N_("Your work or study")
INTERESTS = N_("What may we write to you about?")
INTERESTS_HINT = N_("Nothing is sent unless you choose it here.")
CHOOSE = N_("Choose")
GO_ON = N_("Go on")
REGISTER = N_("Register")
CHANGE = N_("Change something")
CHECK = N_("Is this right?")
CONSENT = N_(
    "I agree: the Ministry of Foreign Affairs keeps this locked, to count Basotho abroad and to send me what I chose. "
    "Nobody outside the Ministry gets my name."
)
DONE = N_("You are registered")
NUMBER = N_("Your registration number")
KEEP_IT = N_("Write it down and keep it. We cannot show it again.")
JOIN = N_("To get messages, send this from your telephone to the number of this service:")
JOIN_TO = N_("To get messages, send this from your telephone by SMS or WhatsApp to {number}:")
MISSING = N_("Some answers are missing or not clear. Look at the marked places.")
NAME_MISSING = N_("Write your name.")
TOWN_MISSING = N_("Write the name of the town.")
TOWN_WHICH = N_("There is more than one such town. Write the province as well: {towns}.")
COUNTRY_MISSING = N_("Choose the country.")
DISTRICT_MISSING = N_("Choose the district.")
CONSENT_MISSING = N_("We can register you only if you agree.")
EXPIRED = N_("The page was open for too long. Please send it once more.")
TOO_MANY = N_("Too many registrations came from your connection. Please try again in an hour, or register by SMS.")
EMPTY = N_("not said")
PRIVACY = N_("Never give a PIN, a password or money to anyone for this.")
