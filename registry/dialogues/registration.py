"""Registering as a Mosotho abroad: what is known, what is still asked, and what a text adds to it. No database here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from registry.content.places import Town
from registry.dialogues import words
from registry.dialogues.places import Places, read_places
from registry.dialogues.reading import begins, is_question, name_in, steers
from registry.dialogues.talk import SURE, Data, Heard, Outcome, country_name, told
from registry.dialogues.vocabulary import fillers, occupations, vocabulary, word_set
from registry.dialogues.words import say
from sesotho import key

TOPICS = ("diaspora.register",)
CONSENT = "register-2026-11"
FIELDS = ("name", "place", "district", "work")
QUESTIONS = {
    "name": words.ASK_NAME,
    "place": words.ASK_PLACE,
    "town": words.ASK_TOWN,
    "district": words.ASK_DISTRICT,
    "work": words.ASK_WORK,
}
AGAIN = {
    "name": words.NAME_AGAIN,
    "place": words.PLACE_AGAIN,
    "town": words.PLACE_AGAIN,
    "district": words.DISTRICT_AGAIN,
    "work": words.WORK_AGAIN,
}
WHY = {
    "name": words.WHY_NAME,
    "place": words.WHY_PLACE,
    "town": words.WHY_PLACE,
    "which": words.WHY_PLACE,
    "district": words.WHY_DISTRICT,
    "work": words.WHY_WORK,
}
# Interests that are read in any text: nobody writes "forums" of anything else. The others need "tell me about".
STRONG = ("forums",)
EVERYTHING = ("forums", "permits", "passports", "claims", "jobs", "investment")
MOST_MISSES = 2
LONGEST_NAME = 60


def begin(data: Data, heard: Heard) -> Outcome:
    """The first turn: what the opening text tells already, and the first question."""
    _fill(data, heard, asked=())
    question = ask(data, heard.locale)
    # The summary says all that the welcome says.
    if data["asked"] == ["confirm"]:
        return Outcome("asked", question)
    return Outcome("asked", told(say(words.REGISTER, heard.locale), question))


def take(data: Data, heard: Heard) -> Outcome:
    """One turn more. `data` is changed; when `kind` is done it holds all that a registration needs."""
    if heard.leaves:
        return Outcome("left", say(words.LEFT, heard.locale))
    asked = tuple(data.get("asked", ()))
    if heard.asks_why and not heard.is_chosen:
        if "confirm" in asked:
            return Outcome("asked", told(say(words.WHY_AGREE, heard.locale), say(words.CONFIRM_AGAIN, heard.locale)))
        why = WHY[asked[0]] if asked else words.WHY_AGREE
        return Outcome("asked", told(say(why, heard.locale), _question(data, asked, heard.locale)))
    if heard.fingerprint == data.get("last") and heard.text.keys:
        return Outcome("asked", _question(data, asked, heard.locale))
    if "confirm" in asked:
        return _confirm(data, heard)
    return _answer(data, heard, asked)


def amend(data: Data, heard: Heard) -> bool:
    """Change what is known by what a text tells; whether anything has changed."""
    before = {**data}
    _fill(data, heard, asked=(), is_correcting=True)
    return any(data.get(each) != before.get(each) for each in (*before, "which"))


def ask(data: Data, locale: str) -> str:
    """The next question, or two of them, or the summary with the consent."""
    missing = _missing(data)
    if data.get("which"):
        asked: tuple[str, ...] = ("which",)
    elif missing:
        asked = tuple(missing[:2])
    else:
        asked = ("confirm",)
    data["asked"] = list(asked)
    return _question(data, asked, locale)


def again(data: Data, locale: str) -> str:
    """The question that is open, put once more."""
    return _question(data, tuple(data.get("asked", ())) or ("confirm",), locale)


def labels(data: Data, locale: str) -> dict[str, str]:
    """What is known, in the reader's words."""
    unknown = say(words.UNKNOWN, locale)
    district, sector = data.get("district"), data.get("sector")
    return {
        "name": data.get("name") or unknown,
        "town": data.get("town") or unknown,
        "country": country_name(data.get("country"), locale),
        "district": say(words.DISTRICTS[district], locale) if district in words.DISTRICTS else unknown,
        "work": say(words.SECTORS[sector], locale) if sector in words.SECTORS else unknown,
    }


def interests_said(interests: Sequence[str], locale: str) -> str:
    """What somebody is told about, in the reader's words."""
    if not interests:
        return say(words.NO_NEWS, locale)
    return ", ".join(say(words.INTERESTS[each], locale) for each in interests)


def summary(data: Data, locale: str) -> str:
    """All of it in one line."""
    return say(words.SUMMARY, locale, **labels(data, locale))


def consent(data: Data, locale: str) -> str:
    """The words that are agreed to, as they are shown."""
    if data.get("interests") is not None:
        return say(words.AGREE_INTERESTS, locale, interests=interests_said(data["interests"], locale))
    return say(words.AGREE, locale)


def _missing(data: Data) -> list[str]:
    skipped = data.get("skipped", [])
    missing = [field for field in FIELDS if field not in skipped and not _has(data, field)]
    return ["town" if field == "place" and data.get("country") else field for field in missing]


def _has(data: Data, field: str) -> bool:
    if field == "place":
        return bool(data.get("town") and data.get("country"))
    return bool(data.get("sector" if field == "work" else field))


def _question(data: Data, asked: tuple[str, ...], locale: str) -> str:
    if asked == ("confirm",):
        if data.get("mode") == "change":
            return told(summary(data, locale), say(words.CHANGE_AGREE, locale))
        return told(summary(data, locale), consent(data, locale))
    if asked == ("which",):
        return _ask_which(data, locale)
    return told(*(say(QUESTIONS[each], locale) for each in asked))


def _ask_which(data: Data, locale: str) -> str:
    towns = data["which"]
    lines = ", ".join(f"{index} {town['region']}" for index, town in enumerate(towns, 1))
    return say(words.ASK_WHICH_TOWN, locale, town=towns[0]["name"], towns=lines)


def _answer(data: Data, heard: Heard, asked: tuple[str, ...]) -> Outcome:
    if data.get("which") and _choose_town(data, heard):
        return _onward(data, heard)
    found = _fill(data, heard, asked)
    if heard.is_chosen or (heard.means_other_than(TOPICS) and (heard.is_question or not found)):
        return Outcome("passed")
    if found or _skip(data, heard, asked):
        return _onward(data, heard)
    if heard.intent in TOPICS and heard.chance >= SURE:
        return Outcome("asked", _question(data, asked, heard.locale))
    return _missed(data, heard, asked)


def _onward(data: Data, heard: Heard) -> Outcome:
    data["last"], data["misses"] = heard.fingerprint, 0
    return Outcome("asked", ask(data, heard.locale))


def _skip(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    """Whether somebody has nothing to say to it: only work and district may be left out."""
    may = [field for field in asked if field in ("work", "district")]
    if not may or not (steers(heard.text, "none") or steers(heard.text, "no")):
        return False
    data["skipped"] = [*data.get("skipped", []), *may]
    return True


def _missed(data: Data, heard: Heard, asked: tuple[str, ...]) -> Outcome:
    data["misses"] = data.get("misses", 0) + 1
    first = asked[0] if asked else "name"
    if data["misses"] > MOST_MISSES:
        _take_as_written(data, heard, first)
        return _onward(data, heard)
    if first == "which":
        return Outcome("asked", _ask_which(data, heard.locale))
    data["asked"] = [first]
    return Outcome("asked", say(AGAIN[first], heard.locale))


def _take_as_written(data: Data, heard: Heard, field: str) -> None:
    """After two misses what they wrote is taken as it stands: nobody is kept at one question."""
    written = " ".join(heard.written.split())[:LONGEST_NAME]
    if field == "name":
        data["name"] = written
    elif field in ("place", "town"):
        data["town"], data["country"] = written, data.get("country") or heard.country
    elif field == "which":
        data.update(town=data["which"][0]["name"], country=data["which"][0]["country"], which=None)
    else:
        data["skipped"] = [*data.get("skipped", []), field]


def _confirm(data: Data, heard: Heard) -> Outcome:
    agrees = steers(heard.text, "yes") or begins(heard.text, "yes")
    before = {field: data.get(field) for field in ("name", "town", "country", "district", "sector", "skills")}
    found = _fill(data, heard, asked=(), is_correcting=True)
    is_new = any(data.get(field) != value for field, value in before.items())
    if data.get("which"):
        return _onward(data, heard)
    if agrees and not is_new:
        if data.get("mode") != "change" or data.get("interests_said"):
            data["interests"] = _agreed_interests(data, heard)
        return Outcome("done")
    if heard.means_other_than(TOPICS) and (heard.is_question or not found) and not agrees:
        return Outcome("passed")
    if found:
        return _onward(data, heard)
    if steers(heard.text, "no"):
        return Outcome("asked", say(words.WHAT_IS_WRONG, heard.locale))
    if _corrects_name(data, heard):
        return _onward(data, heard)
    return Outcome("asked", say(words.CONFIRM_AGAIN, heard.locale))


def _corrects_name(data: Data, heard: Heard) -> bool:
    """ "No, Palesa": what is left after the no is the name, when nothing else was read from it."""
    if not begins(heard.text, "no"):
        return False
    name = name_in(heard.written, heard.text, {0}, is_asked=True)
    if name:
        data["name"] = name
    return name is not None


def _agreed_interests(data: Data, heard: Heard) -> list[str]:
    if steers(heard.text, "all") or _says(heard, "all"):
        return list(EVERYTHING)
    if _says(heard, "none") or _says(heard, "no"):
        return []
    named = _interests(heard, is_asked=True)
    if named:
        return named
    return list(data["interests"]) if data.get("interests") is not None else ["forums"]


def _says(heard: Heard, code: str) -> bool:
    return any(each.code == code for each in vocabulary("steering").find(heard.text, is_typo_forgiven=False))


def _interests(heard: Heard, *, is_asked: bool) -> list[str]:
    found = vocabulary("interests").find(heard.text, is_typo_forgiven=True)
    named = [each.code for each in found if is_asked or each.code in STRONG or _is_about(heard, each.start)]
    return list(dict.fromkeys(named))


def _is_about(heard: Heard, start: int) -> bool:
    return any(word in word_set("about") for word in heard.text.keys[max(0, start - 6) : start])


def _choose_town(data: Data, heard: Heard) -> bool:
    """The town among several of one name, by its number or its region."""
    said = " ".join(heard.text.keys)
    for index, town in enumerate(data["which"], 1):
        if said == str(index) or key(town["region"]) in said:
            data.update(town=town["name"], country=town["country"], which=None)
            return True
    return False


def _fill(data: Data, heard: Heard, asked: tuple[str, ...], *, is_correcting: bool = False) -> bool:
    """Put into `data` what a text tells; whether it told anything."""
    text = heard.text
    if not text.keys:
        return False
    places = read_places(text, heard.towns, asked_home=asked[:1] == ("district",), is_at_home=heard.country == "LS")
    taken = set(places.taken)
    found = _fill_place(data, places, heard, asked)
    found |= _fill_work(data, heard, taken, is_asked="work" in asked)
    interests = _interests(heard, is_asked=False)
    if interests:
        data["interests"], data["interests_said"], found = interests, True, True
        taken |= {index for each in vocabulary("interests").find(text) for index in range(each.start, each.end)}
    if "name" in asked or not data.get("name") or is_correcting:
        name = name_in(heard.written, text, taken, is_asked="name" in asked and not _asks(heard))
        if name:
            data["name"], found = name[:LONGEST_NAME], True
    return found


def _asks(heard: Heard) -> bool:
    return is_question(heard.written, heard.text) and heard.means_other_than(TOPICS)


def _fill_place(data: Data, places: Places, heard: Heard, asked: tuple[str, ...]) -> bool:
    before = (data.get("town"), data.get("country"), data.get("district"), data.get("which"))
    if places.district:
        data["district"] = places.district
    if len(places.towns) > 1 and _is_ambiguous(places.towns):
        data["which"] = [{"name": each.name, "country": each.country, "region": each.region} for each in places.towns]
    elif places.towns:
        data.update(town=places.towns[0].name, country=places.towns[0].country, which=None)
    if places.country and not places.towns:
        moved = data.get("country") not in (None, places.country)
        data["country"] = places.country
        if moved:
            data["town"] = None
    if not data.get("town") and not data.get("which") and ({"place", "town"} & set(asked)):
        _unknown_town(data, places, heard, asked)
    now = (data.get("town"), data.get("country"), data.get("district"), data.get("which"))
    return now != before or bool(places.taken)


def _is_ambiguous(towns: Sequence[Town]) -> bool:
    return len({(each.country, each.region) for each in towns}) > 1


def _unknown_town(data: Data, places: Places, heard: Heard, asked: tuple[str, ...]) -> None:
    """A town that no list has: what stands alone before a country ("Leeds, UK"), or is the whole answer."""
    text, country = heard.text, places.country or data.get("country")
    if not country or not (places.country or "town" in asked):
        return
    starts = sorted({0, *(index + 1 for index in text.breaks)})
    free = [start for start in starts if start < len(text.keys) and start not in places.taken]
    if "name" in asked:
        free = free[1:]
    for start in free:
        end = next((each + 1 for each in sorted(text.breaks) if each >= start), len(text.keys))
        run = [i for i in range(start, end) if i not in places.taken and text.keys[i] not in fillers()]
        if run and all(text.written[i].replace("-", "").replace("'", "").isalpha() for i in run) and len(run) <= 3:
            data["town"] = " ".join(text.written[i][0].upper() + text.written[i][1:] for i in run)
            places.taken.update(run)
            return


def _fill_work(data: Data, heard: Heard, taken: set[int], *, is_asked: bool) -> bool:
    jobs, sectors = occupations()
    found = [each for each in jobs.find(heard.text) if taken.isdisjoint(range(each.start, each.end))]
    if found:
        taken.update(index for each in found for index in range(each.start, each.end))
        skills = list(dict.fromkeys(each.code for each in found))
        data["sector"], data["skills"] = sectors[skills[0]], [each for each in skills if sectors[each] != "none"]
        return True
    if is_asked and not data.get("sector") and not heard.means_other_than(TOPICS) and _work_is_told(heard, taken):
        data["sector"], data["skills"] = "other", []
        return True
    return False


def _work_is_told(heard: Heard, taken: set[int]) -> bool:
    """Whether something is left that can be a kind of work that no list has."""
    if any(steers(heard.text, code) for code in ("none", "no", "yes", "all", "leave")) or heard.is_question:
        return False
    left = [word for i, word in enumerate(heard.text.keys) if i not in taken and word not in fillers()]
    return bool(left) and len(left) <= 5 and any(len(word) > 3 and word.isalpha() for word in left)


def as_values(data: Data) -> dict[str, Any]:
    """What a registration keeps of it."""
    return {
        "name": data.get("name"),
        "country": data.get("country"),
        "town": data.get("town"),
        "district": data.get("district"),
        "sector": data.get("sector"),
        "skills": list(data.get("skills") or []),
        "interests": list(data.get("interests") or []),
    }
