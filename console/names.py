"""What codes are called on a page."""

from __future__ import annotations

from registry.phrases import N_

NAMES = {
    # roles
    "clerk": N_("clerk"), "case_officer": N_("case officer"), "editor": N_("editor"), "approver": N_("approver"),
    "administrator": N_("administrator"),
    # cases
    "pension": N_("pension"), "provident": N_("provident fund"), "compensation": N_("compensation"),
    "wages": N_("wages"), "passport": N_("passport"), "employer": N_("employer"), "agent": N_("agent"),
    "official": N_("official"), "other": N_("other"), "new": N_("new"), "in_work": N_("in work"),
    "waiting_person": N_("waits for the person"), "waiting_other": N_("waits for others"), "solved": N_("solved"),
    "refused": N_("refused"), "closed": N_("closed"), "open": N_("open"), "opened": N_("opened"),
    "status": N_("status"), "transfer": N_("moved"), "assigned": N_("given to"), "note": N_("note"),
    "consular": N_("consular"), "complaints": N_("complaints"), "self": N_("the person"),
    "what": N_("what happened"), "when": N_("when"), "person": N_("who"), "place": N_("place"),
    "ccma": N_("CCMA"), "uif": N_("UIF"), "injury": N_("injury at work"), "ban": N_("ban"),
    "tshiamiso": "Tshiamiso",
    "under_30_days": N_("under 30 days"), "30_to_89_days": N_("30 to 89 days"),
    "90_to_364_days": N_("90 to 364 days"), "365_days_or_more": N_("365 days or more"),
    # facts
    "published": N_("published"), "verify_first": N_("verify first"), "withheld": N_("withheld"),
    "low": N_("low"), "medium": N_("medium"), "high": N_("high"),
    # parts of an answer or a fact, where two versions are compared
    "part:title": N_("Name in menus (22 characters)"), "part:short": N_("SMS"), "part:full": N_("WhatsApp and MORE"),
    "part:leads_to": N_("Leads to (topics, with commas)"), "part:about": N_("About"),
    "part:said": N_("What the source says, word for word"), "part:checked_at": N_("Checked on"),
    "part:review_at": N_("Review by"), "part:standing": N_("Standing"), "part:confidence": N_("Confidence"),
    "part:stale_risk": N_("How soon it may change"), "part:note": N_("Note"), "part:source": N_("Source"),
    "part:values": N_("Values"),
    # messages
    "queued": N_("waiting to leave"), "sending": N_("leaving"), "errored": N_("to be tried again"),
    "unknown": N_("not known"), "sent": N_("sent"), "delivered": N_("delivered"), "read": N_("read"),
    "failed": N_("not delivered"), "sms": "SMS", "whatsapp": "WhatsApp",
    # notices
    "draft": N_("draft"), "approved": N_("approved"), "scheduled": N_("scheduled"), "running": N_("running"),
    "paused": N_("paused"), "done": N_("done"), "cancelled": N_("cancelled"), "waiting": N_("waiting"),
    "left_out": N_("left out"), "officer": N_("an officer"), "account": N_("our account"),
    "countries": N_("countries"), "languages": N_("languages"), "districts": N_("districts"),
    "sectors": N_("kinds of work"), "interests": N_("wants to hear of"), "places": N_("towns"),
    # topics and what people want to hear of
    "notices": N_("notices"), "forums": N_("forums"), "permits": N_("permits"), "passports": N_("passports"),
    "claims": N_("claims"), "jobs": N_("jobs"), "investment": N_("investment"), "permit": N_("permit"),
    "safety": N_("safety"), "labour": N_("labour"), "life": N_("daily life"), "diaspora": N_("Basotho abroad"),
    "missions": N_("missions"), "service": N_("the service"),
    # work
    "domestic": N_("domestic work"), "mining": N_("mining"), "farming": N_("farming"), "building": N_("building"),
    "security": N_("security"), "transport": N_("transport"), "shop": N_("shop"), "factory": N_("factory"),
    "hospitality": N_("hospitality"), "care": N_("care"), "health": N_("health"), "education": N_("education"),
    "office": N_("office"), "trade": N_("trade"), "student": N_("student"), "retired": N_("retired"),
    "none": N_("no work"),
    # languages
    "en": N_("English"), "st": N_("Sesotho"), "st:ls": N_("Sesotho, Lesotho spelling"),
    "st:za": N_("Sesotho, South African spelling"),
    "languages:en": N_("who write English"), "languages:st": N_("who write Sesotho"),
    # statistics
    "contacts_by_country": N_("People by country"), "contacts_by_language": N_("People by language"),
    "registered_by_town": N_("On the register, by town"), "registered_by_district": N_("On the register, by district"),
    "registered_by_sector": N_("On the register, by work"), "askers_by_topic": N_("People who asked, by topic"),
    "questions_by_topic": N_("Questions by topic"), "cases_by_kind": N_("People with a case, by kind"),
    "cases_by_outcome": N_("People with a case, by outcome"),
    "cases_by_age": N_("People with a case, by age of the case"),
    # districts are names
    "berea": "Berea", "butha_buthe": "Butha-Buthe", "leribe": "Leribe", "mafeteng": "Mafeteng", "maseru": "Maseru",
    "mohales_hoek": "Mohale's Hoek", "mokhotlong": "Mokhotlong", "qachas_nek": "Qacha's Nek", "quthing": "Quthing",
    "thaba_tseka": "Thaba-Tseka",
}  # fmt: skip

# Sentences of the registry's services that a page shows as they are.
SENTENCES = (
    N_("A name has 2 to 39 small letters, digits, dots or hyphens, and begins with a letter."),
    N_("This invitation is no longer valid. Ask an administrator for a new one."),
    N_("The six digits are not right. Take the newest ones that your telephone shows."),
    N_("There is no officer of that name."),
    N_("The old password or the six digits are not right. Wait for new digits and try again."),
    N_("Your password or the six digits are not right. Wait for new digits and try again."),
    N_("Your password is not right."),
    N_("This is the last administrator. Invite another one first."),
    N_("A password has at least 12 characters. A sentence is easy to remember."),
    N_("This password is too easy to guess. Take four words that have nothing to do with each other."),
    N_("Many people have this password, so it is tried first. Take four words of your own."),
    N_("There is nothing of that name to change."),
    N_("Nothing was changed."),
    N_("This proposal has already been decided on."),
    N_("Somebody else has to publish what you wrote."),
    N_("A newer version is in force. Write the change again from that one."),
    N_("Whoever wrote it cannot approve it: a second officer has to read it."),
    N_("That time is over."),
    N_("Write something first."),
    N_(
        "People who had written to the service by the end of the month, by the country of their number. "
        "Somebody with two numbers counts twice."
    ),
    N_(
        "The same people by the language they write: en, st:ls (Sesotho, Lesotho spelling), st:za "
        "(Sesotho, South African spelling), other."
    ),
    N_(
        "People on the register of Basotho abroad at the end of the month, by country and town where "
        "they live."
    ),
    N_("The same people by the district of Lesotho they are from."),
    N_("The same people by their work."),
    N_("People who asked about a topic in the week; who asked about two topics counts in both."),
    N_("Questions about a topic in the week; not shown where fewer than five people asked."),
    N_("People with a case opened by the end of the month, by the kind of the case."),
    N_("The same by outcome at the end of the month: open, solved, refused, closed."),
    N_("The same by the days from opening to the end, or to the end of the month while it is open."),
)  # fmt: skip
