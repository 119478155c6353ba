"""What dialogues say, through gettext (domain `dialogues`). Up to two SMS segments each."""

from __future__ import annotations

from registry.phrases import N_, catalogue


def say(text: str, locale: str, **values: object) -> str:
    """`text` in `locale` with its `values` in place; English where no translation exists."""
    return catalogue("dialogues", locale).gettext(text).format(**values)


# Registration: what is asked, two of these at a time.
REGISTER = N_("Register as a Mosotho abroad: free, and you can leave any time.")
ASK_NAME = N_("What is your name?")
ASK_PLACE = N_("In which town and country do you live?")
ASK_TOWN = N_("In which town do you live?")
ASK_DISTRICT = N_("Which district of Lesotho are you from?")
ASK_WORK = N_("What work or study do you do?")
ASK_WHICH_TOWN = N_("Which {town} do you mean: {towns}?")
# What is said when an answer was not understood.
NAME_AGAIN = N_("Sorry, I did not understand. Write only your name, for example: Palesa Mohapi.")
PLACE_AGAIN = N_("Sorry, I did not understand. Write only the town and the country, for example: Welkom, South Africa.")
DISTRICT_AGAIN = N_(
    "Sorry, I did not understand. Write one: Berea, Butha-Buthe, Leribe, Mafeteng, Maseru, Mohale's Hoek, Mokhotlong, "
    "Qacha's Nek, Quthing, Thaba-Tseka."
)
WORK_AGAIN = N_(
    "Sorry, I did not understand. Write your work in a word or two, for example: mine, farm, nurse, student."
)
CONFIRM_AGAIN = N_("Write YES if you agree, or what is wrong, for example: no, Welkom. Write LEAVE to give it up.")
WHAT_IS_WRONG = N_("What is wrong? Write it right, for example: my town is Welkom.")
# The summary, then the consent.
SUMMARY = N_("{name}, {town} ({country}), from {district}, {work}.")
AGREE = N_(
    "The Ministry keeps this locked, to count Basotho abroad and write to you. YES = I agree, with news of forums. "
    "YES ALL = all news. YES NONE = no news. Or write what is wrong."
)
AGREE_INTERESTS = N_(
    "The Ministry keeps this locked, to count Basotho abroad and to send you news of: {interests}. "
    "Write YES to agree, or what is wrong."
)
UNKNOWN = N_("not said")
REGISTERED = N_(
    "You are registered. Your number: {code}. Keep it: another phone of yours joins with JOIN and this number. "
    "To change something write CHANGE and what is new. To leave write LEAVE REGISTER."
)
CHANGED = N_("Changed. Your number stays {code}.")
ALREADY = N_(
    "You are registered: {town} ({country}). To change something write what is new, for example: my town is Welkom. "
    "To leave write LEAVE REGISTER."
)
CHANGE_AGREE = N_("Is it right now? Write YES, or what is wrong.")
NOT_REGISTERED = N_("This phone is not on the register. Write REGISTER to begin.")
LEAVE_SURE = N_("We take you off the register and erase what you told us for it. Sure? Write YES or NO.")
LEFT_REGISTER = N_("You are off the register and what you told us for it is erased. We still answer you.")
STILL_REGISTERED = N_("All right: you stay on the register.")
JOINED = N_("This phone now belongs to that registration.")
JOIN_WRONG = N_("No registration has that number. Look at it again: JOIN and the number, as REG-7K3M-4XAC.")
JOIN_LATER = N_("Too many wrong numbers. Try again tomorrow.")
SECOND_PHONE = N_(
    "Another phone has joined your registration. If that was not you, write LEAVE REGISTER and register anew."
)
# Why, by what was asked.
WHY_NAME = N_(
    "Your name is so that an officer knows whom to ask for. It is kept locked; no one outside the Ministry sees it."
)
WHY_PLACE = N_("Your town tells us where forums and offices are needed, and which office helps you.")
WHY_DISTRICT = N_(
    "Your district is only counted: it shows where people leave from, and where your family is looked after."
)
WHY_WORK = N_(
    "Your work is only counted: it shows which rights and papers people ask about. Your employer never hears of it."
)
WHY_AGREE = N_(
    "It helps the Ministry plan for Basotho abroad and find you in need. Police and employers do not get it."
)
# Going away and coming back.
LEFT = N_("All right, forgotten. Ask us anything at any time.")
LATER = N_("We keep what you said for 30 days. To go on write REGISTER.")
CASE_LATER = N_("We keep what you said for 30 days. To go on write CASE.")
BACK = N_("Back to what we were doing.")
WELCOME_BACK = N_("You had begun before; we go on from there.")
NOT_NOW = N_("We cannot do that just now. You can still ask us anything.")

# Districts, work, news: labels.
DISTRICTS = {
    "berea": N_("Berea"),
    "butha_buthe": N_("Butha-Buthe"),
    "leribe": N_("Leribe"),
    "mafeteng": N_("Mafeteng"),
    "maseru": N_("Maseru"),
    "mohales_hoek": N_("Mohale's Hoek"),
    "mokhotlong": N_("Mokhotlong"),
    "qachas_nek": N_("Qacha's Nek"),
    "quthing": N_("Quthing"),
    "thaba_tseka": N_("Thaba-Tseka"),
}
SECTORS = {
    "domestic": N_("domestic work"),
    "mining": N_("mining"),
    "farming": N_("farm work"),
    "building": N_("building"),
    "security": N_("security"),
    "transport": N_("driving"),
    "shop": N_("shop work"),
    "factory": N_("factory work"),
    "hospitality": N_("hotel or kitchen"),
    "care": N_("cleaning or care"),
    "health": N_("health work"),
    "education": N_("teaching"),
    "office": N_("office work"),
    "trade": N_("own business"),
    "student": N_("student"),
    "retired": N_("retired"),
    "none": N_("no work now"),
    "other": N_("other work"),
}
INTERESTS = {
    "forums": N_("forums"),
    "permits": N_("permits"),
    "passports": N_("passports"),
    "claims": N_("claims and pensions"),
    "jobs": N_("jobs"),
    "investment": N_("investment"),
}
NO_NEWS = N_("nothing")
COUNTRIES = {"LS": N_("Lesotho"), "ZA": N_("South Africa")}

# Cases: what is asked.
CASE_BEGINS = N_("An officer will help you. Never pay anyone for this.")
ASK_KIND = N_(
    "What is it about? Write one: PENSION, MINE FUND, INJURY or LUNGS, WAGES, PASSPORT KEPT, EMPLOYER, AGENT, "
    "OFFICIAL, OTHER."
)
ASK_FUND = N_("Which mine, company or fund is it?")
ASK_YEARS = N_("From which year to which year was the work?")
ASK_NUMBER = N_("What is the industry or company number? Write NONE if you do not have it.")
ASK_EMPLOYER = N_("Who is the employer, and where?")
ASK_KEEPER = N_("Who keeps the passport, and since when?")
ASK_WHO = N_("Whom is it about: which person or office, and where?")
ASK_MINE = N_("Which mine or employer was it?")
ASK_OWED = N_("What is owed to you, and since when? If you were dismissed, on which day?")
ASK_SICKNESS = N_("What happened, or which sickness is it, and when did it begin?")
ASK_HAPPENED = N_("What happened, and when?")
ASK_DAY = N_("On which day was that? For example: 3 November. Write NONE if you do not know.")
ASK_PERSON = N_("What is the name of the person whose claim it is?")
ASK_OWN_NAME = N_("What is your own name?")
ASK_WHERE = N_("In which town and country are you now?")
CASE_KIND_AGAIN = N_("Sorry, I did not understand. Write one word, for example: PENSION, WAGES, PASSPORT or OTHER.")
CASE_TEXT_AGAIN = N_("Sorry, I did not understand. Write it in a few words.")
CASE_SUMMARY = N_("{kind}: {employer}. For: {person}. {town} ({country}).")
CASE_AGREE = N_("May {office} work on it with what you told us? Write YES, or what is wrong. LEAVE forgets it.")
CASE_OPENED = N_(
    "Your case: {reference}, with {office}. We write to you at each step. To ask, write CASE {reference}. "
    "To ask from another phone too, write SECRET and a word only you know."
)
DEADLINE = {
    "ccma": N_("Dismissed unfairly? Go to the CCMA by {day}."),
    "ccma_late": N_("The CCMA's time ended on {day}: go at once and ask to be late for a good reason."),
    "uif": N_("Claim UIF by {day}."),
    "injury": N_("Report the injury and claim by {day}."),
    "tshiamiso": N_("Claim from Tshiamiso now: it closes in {month}."),
    "ban": N_("Appeal the ban by {day}, from outside South Africa."),
    "late": N_("A usual time limit ended on {day}: claim at once and ask."),
}
ASK_REMIND = N_("Shall we remind you before? Write YES or NO.")
WILL_REMIND = N_("Good: we write to you before the last day.")
WILL_NOT_REMIND = N_("All right: no reminder.")
NO_DEADLINE = N_("No last day of yours is known to us.")
WHY_CASE = N_(
    "The officer needs it to find your papers. It is kept locked. Police and employers do not get it from us."
)

CASE_KINDS = {
    "pension": N_("Pension"),
    "provident": N_("Mine or provident fund"),
    "compensation": N_("Compensation"),
    "wages": N_("Unpaid wages or dismissal"),
    "passport": N_("Passport kept by another"),
    "employer": N_("Complaint: employer"),
    "agent": N_("Complaint: agent"),
    "official": N_("Complaint: official"),
    "other": N_("Other"),
}

# How far a case is.
CASE_STATUS = {
    "new": N_("{reference}: received on {day}, waiting for an officer of {office}."),
    "in_work": N_("{reference}: {office} is working on it since {day}."),
    "waiting_person": N_("{reference}: {office} waits for something from you since {day}. Ask them what."),
    "waiting_other": N_("{reference}: {office} waits for an answer from others since {day}."),
    "solved": N_("{reference}: solved on {day}. If that is not so, write CASE and your question."),
    "refused": N_("{reference}: refused on {day}. Ask {office} why, and how to appeal."),
    "closed": N_("{reference}: closed on {day}. If you still need help, write CASE."),
}
CASE_MOVED = N_("{reference}: it is now with {office}.")
CASE_CHECK = N_("{reference} is not right: one letter or digit is wrong. Look again, they are only {signs}.")
CASE_SECRET_NEEDED = N_(
    "We tell how far {reference} is only to the phone that opened it, or with its secret word: "
    "write CASE, the reference and the word."
)
CASE_LOCKED = N_("Too many wrong words. Try again tomorrow, or ask from the phone that opened it.")
SECRET_KEPT = N_(
    "Kept for {reference}. From another phone write CASE, the reference and your word. "
    "Delete this message and yours if others read this phone."
)
SECRET_SHORT = N_("Choose a word of at least four letters: write SECRET and the word.")
SECRET_NO_CASE = N_("You have no open case. Write CASE to open one.")

# Said of our own accord.
REMINDERS = {
    "deadline.ccma": N_("Reminder: the last day for the CCMA is {day}. Case {reference}."),
    "deadline.uif": N_("Reminder: the last day to claim UIF is {day}. Case {reference}."),
    "deadline.injury": N_("Reminder: the last day to claim for the injury is {day}. Case {reference}."),
    "deadline.ban": N_("Reminder: the last day to appeal is {day}. Case {reference}."),
    "deadline.tshiamiso": N_("Reminder: Tshiamiso closes in {month}. Claim now. Case {reference}."),
    "forum.tomorrow": N_("Tomorrow: {name}, {time}, {venue}, {town}. If you cannot come write NOT COMING."),
    "forum.seat": N_(
        "A seat is free for you: {name}, {day}, {time}, {venue}, {town}. If you cannot come write NOT COMING."
    ),
    "forum.called_off": N_("{name}, {day}: this forum does not take place. We are sorry."),
}
