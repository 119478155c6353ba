"""The gateway's own phrases, through gettext (domain `gateway`)."""

from __future__ import annotations

from registry.phrases import N_, catalogue


def say(text: str, locale: str) -> str:
    """`text` in `locale`; English where no translation exists."""
    return catalogue("gateway", locale).gettext(text)


MORE = N_("Write MORE.")
CHOOSE = N_("Reply with a number:")
DOUBT = N_("I am not sure what you mean. Reply with a number, or ask in other words:")
DOUBT_ONE_WAY = N_("I am not sure what you mean. Ask in other words.")
SECOND_DOUBT = N_("I still do not understand. Reply with a number, or ask for a person:")
NO_MORE = N_("There is no more to tell. Ask in your own words, or write MENU.")
NO_SUCH_CHOICE = N_("That number is not in the list. Reply with a number:")
NO_MENU = N_("I do not know which list you mean. Write MENU, or ask in your own words.")
ASK_FREELY = N_("Ask in your own words, in Sesotho or English.")
EMPTY = N_("Your message came without words. Ask in your own words, in Sesotho or English, or write MENU.")
MEDIA = N_("We cannot open pictures or recordings. Please write your question in words.")
UNSUPPORTED = N_("We cannot read that. Please write your question in words, in Sesotho or English.")
NOW_ENGLISH = N_("From now on we write English. Ask in your own words, or write MENU.")
NOW_SESOTHO = N_("From now on we write Sesotho. Ask in your own words, or write MENU.")
IF_IN_DANGER = N_("If you or somebody else is in danger, write DANGER: we tell you at once where help is.")
OTHER_LANGUAGE = N_("Thuso understands Sesotho and English. Please write in one of them.")
AWAY = N_("Something is wrong on our side. Please send your question again in a few minutes.")
STOPPED = N_("Done: no more notices from us. You can still ask us anything. Write START to get notices again.")
STOPPED_ONE_WAY = N_("Done: no more notices from us. Help stays open to you.")
HOW_TO_STOP = N_("To get no more notices from us write STOP. For anything else ask in other words, or write MENU.")
MUTED = N_("Done: we will not write to you again. Write START if you need us.")
MUTED_ONE_WAY = N_("Done: we will not write to you again.")
STARTED = N_("Done: you get the Ministry's notices again. Write STOP to end them.")
STARTED_ONE_WAY = N_("Done: you get the Ministry's notices again.")
CALL_NOTED = N_(
    "Noted. Somebody may call you at the time you wrote. If it is not safe, do not answer. Delete this message."
)
CALL_NOT_WANTED = N_("All right. We will not write or call. Write whenever you want. Delete this message.")
SAFE_AGAIN = N_("Good. We are here whenever you write.")
TOO_MANY = N_("You have written many messages in a short time. Please wait a while, then write again.")
MY_DATA = N_(
    "We keep your number, your language and our messages, locked, only to help you. To have all erased write FORGET ME."
)
KNOWN_MESSAGES = N_(
    "Since {date} you wrote {heard} messages and got {sent}. We keep, locked, the words of {texts} and your number."
)
NOTICES_YES = N_("Notices: yes.")
NOTICES_NO = N_("Notices: no.")
NOTICES_NEVER = N_("Notices: you have not asked for them.")
KNOWN_CASES = N_("Your cases: {cases}.")
KNOWN_REGISTERED = N_("You are on the register.")
KNOWN_TOWN = N_("Town: {town}.")
KNOWN_COUNTRY = N_("Country: {country}.")
KNOWN_MEETINGS = N_("Meetings you said you come to: {count}.")
KNOWN_REFUSED = N_("No notices about: {topics}.")
KNOWN_LANGUAGE = N_("Language: {language}.")
HOW_TO_BE_FORGOTTEN = N_("To have all erased write FORGET ME.")
FORGET_ASK = N_(
    "This erases all we keep of you: number, messages, registration, open cases. It cannot be undone. "
    "To do it, answer YES within the hour. Any other answer leaves all as it is."
)
FORGET_ASK_ONE_WAY = N_(
    "This erases all we keep of you: number, messages, registration, open cases. It cannot be undone. "
    "To do it, send YES within the hour to the number you have just written to."
)
FORGOTTEN = N_("Done: within the hour nothing of you is left with us. Your receipt: {receipt}. Delete this message.")
NOT_FORGOTTEN = N_("All right, nothing is erased.")
