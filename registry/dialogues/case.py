"""Opening a case: what kind it is, only what the mission needs for that kind, and for whom. No database here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from registry.dialogues import words
from registry.dialogues.days import day_in
from registry.dialogues.places import read_places
from registry.dialogues.reading import begins, name_in, steers
from registry.dialogues.talk import Data, Heard, Outcome, country_name, told
from registry.dialogues.vocabulary import fillers, vocabulary
from registry.dialogues.words import say
from registry.services.deadlines import needs_day, triggers_in

TOPICS = ("claim.open", "complaint.open")
# What each kind asks, in this order; what is already known is not asked.
ASKED: dict[str, tuple[str, ...]] = {
    "pension": ("employer", "years", "number"),
    "provident": ("employer", "years", "number"),
    "compensation": ("employer", "happened", "number"),
    "wages": ("employer", "happened"),
    "passport": ("employer",),
    "employer": ("employer", "happened"),
    "agent": ("employer", "happened"),
    "official": ("employer", "happened"),
    "other": ("happened",),
}
EMPLOYER = {
    "pension": words.ASK_FUND,
    "provident": words.ASK_FUND,
    "compensation": words.ASK_MINE,
    "wages": words.ASK_EMPLOYER,
    "passport": words.ASK_KEEPER,
    "employer": words.ASK_EMPLOYER,
    "agent": words.ASK_WHO,
    "official": words.ASK_WHO,
}
HAPPENED = {"wages": words.ASK_OWED, "compensation": words.ASK_SICKNESS}
QUESTIONS = {
    "kind": words.ASK_KIND,
    "years": words.ASK_YEARS,
    "number": words.ASK_NUMBER,
    "day": words.ASK_DAY,
    "person": words.ASK_PERSON,
    "place": words.ASK_WHERE,
}
# Asked together: answers that are told apart by what they look like.
TOGETHER = (("employer", "years"), ("person", "name"), ("name", "place"))
FREE = ("employer", "happened")
MAY_BE_UNKNOWN = ("years", "number", "day", "employer", "person")
YEAR = re.compile(r"\b(19[4-9]\d|20[0-4]\d)\b")
NUMBER = re.compile(r"\b(?=[A-Z/-]*\d)[A-Z0-9]+(?:[/-][A-Z0-9]+)*\b", re.IGNORECASE)
# A first text this long tells what happened.
TELLING = 10
LONGEST, MOST_TEXTS, MOST_MISSES = 300, 8, 2


def begin(data: Data, heard: Heard) -> Outcome:
    """The first turn: the kind and all else that the opening text tells, and the first question."""
    _notice(data, heard)
    _read_kind(data, heard)
    if len(heard.text.keys) >= TELLING and data.get("kind") in (
        "wages",
        "passport",
        "other",
        "employer",
        "agent",
        "official",
    ):
        data["happened"] = _clipped(heard.written)
    return Outcome("asked", told(say(words.CASE_BEGINS, heard.locale), ask(data, heard)))


def take(data: Data, heard: Heard) -> Outcome:
    """One turn more. `data` is changed; when `kind` is done it holds all that a case needs."""
    if heard.leaves:
        return Outcome("left", say(words.LEFT, heard.locale))
    asked = tuple(data.get("asked", ()))
    if (heard.asks_why and heard.is_question) or steers(heard.text, "why"):
        return Outcome("asked", told(say(words.WHY_CASE, heard.locale), again(data, heard)))
    if heard.fingerprint == data.get("last") and heard.text.keys:
        return Outcome("asked", again(data, heard))
    if heard.is_chosen or (heard.is_question and heard.means_other_than(TOPICS)):
        return Outcome("passed")
    if "confirm" in asked:
        return _confirm(data, heard)
    return _answer(data, heard, asked)


def ask(data: Data, heard: Heard) -> str:
    """The next question, or two of them, or the summary."""
    missing = _missing(data)
    pair = tuple(missing[:2])
    asked = ("confirm",) if not missing else pair if pair in TOGETHER else (missing[0],)
    data["asked"] = list(asked)
    return again(data, heard)


def again(data: Data, heard: Heard) -> str:
    """The question that is open, put once more."""
    asked = data.get("asked") or ["confirm"]
    if asked == ["confirm"]:
        return told(summary(data, heard.locale), say(words.CASE_AGREE, heard.locale, office=heard.office(data)))
    return told(*(say(_wording(data, each), heard.locale) for each in asked))


def summary(data: Data, locale: str) -> str:
    """All of it in one line."""
    unknown = say(words.UNKNOWN, locale)
    person = data.get("person") or data.get("name") or unknown
    return say(
        words.CASE_SUMMARY,
        locale,
        kind=say(words.CASE_KINDS[data["kind"]], locale),
        employer=_short(data.get("employer") or data.get("happened") or unknown),
        person=person,
        town=data.get("town") or unknown,
        country=country_name(data.get("country"), locale),
    )


def as_details(data: Data) -> dict[str, Any]:
    """What an officer reads: all that was told, in the person's own words."""
    kept = ("employer", "years", "number", "happened", "day", "person", "name", "said", "triggers")
    return {field: data[field] for field in kept if data.get(field)}


def _wording(data: Data, field: str) -> str:
    if field == "employer":
        return EMPLOYER.get(data.get("kind", ""), words.ASK_WHO)
    if field == "happened":
        return HAPPENED.get(data.get("kind", ""), words.ASK_HAPPENED)
    if field == "name":
        return words.ASK_OWN_NAME if data.get("behalf", "self") != "self" else words.ASK_NAME
    return QUESTIONS[field]


def _missing(data: Data) -> list[str]:
    if not data.get("kind"):
        return ["kind"]
    wanted = list(ASKED[data["kind"]])
    if needs_day(data.get("triggers", [])):
        wanted.append("day")
    if data.get("behalf", "self") != "self":
        wanted.append("person")
    wanted += ["name", "place"]
    skipped = data.get("skipped", [])
    return [field for field in wanted if field not in skipped and not _has(data, field)]


def _has(data: Data, field: str) -> bool:
    return bool(data.get("town")) if field == "place" else bool(data.get(field))


def _notice(data: Data, heard: Heard) -> None:
    """What may stand in any text: what set a time running and on which day, for whom it is, the words themselves."""
    if not heard.text.keys:
        return
    data["said"] = [*data.get("said", []), _clipped(heard.written)][-MOST_TEXTS:]
    data["triggers"] = list(dict.fromkeys([*data.get("triggers", []), *triggers_in(heard.written)]))
    day = day_in(heard.written, heard.today)
    if day and (not data.get("day") or "day" in data.get("asked", ())):
        data["day"] = day.isoformat()
    kin = vocabulary("kin").find(heard.text, is_typo_forgiven=False)
    if kin and "behalf" not in data:
        data["behalf"] = kin[0].code


def _read_kind(data: Data, heard: Heard) -> bool:
    found = vocabulary("kinds").find(heard.text)
    said = [each.code for each in found]
    if heard.intent == "complaint.open":
        # A complaint about unpaid wages or a kept passport is worked on as that.
        first = [each for each in said if each in ("wages", "passport")]
        said = first + [each for each in said if each in ("employer", "agent", "official")]
    if not said:
        return False
    data["kind"] = _strongest(said)
    return True


def _strongest(said: list[str]) -> str:
    """A kept passport before all; what names no money last."""
    order = ("passport", "compensation", "provident", "pension", "wages", "agent", "official", "employer", "other")
    return min(said, key=order.index)


def _answer(data: Data, heard: Heard, asked: tuple[str, ...]) -> Outcome:
    _notice(data, heard)
    if steers(heard.text, "none") or (steers(heard.text, "no") and "number" in asked):
        skipped = [each for each in asked if each in MAY_BE_UNKNOWN]
        if skipped:
            data["skipped"] = [*data.get("skipped", []), *skipped]
            return _onward(data, heard)
    found = [READERS[each](data, heard, asked) for each in asked]
    if any(found):
        return _onward(data, heard)
    return _missed(data, heard, asked)


def _onward(data: Data, heard: Heard) -> Outcome:
    data["last"], data["misses"] = heard.fingerprint, 0
    return Outcome("asked", ask(data, heard))


def _missed(data: Data, heard: Heard, asked: tuple[str, ...]) -> Outcome:
    data["misses"] = data.get("misses", 0) + 1
    if data["misses"] <= MOST_MISSES:
        if heard.means_other_than(TOPICS):
            return Outcome("passed")
        excuse = {
            "kind": words.CASE_KIND_AGAIN,
            "name": words.NAME_AGAIN,
            "person": words.NAME_AGAIN,
            "place": words.PLACE_AGAIN,
        }.get(asked[0], words.CASE_TEXT_AGAIN)
        return Outcome("asked", say(excuse, heard.locale))
    if asked[0] == "kind":
        data["kind"], data["happened"] = "other", _clipped(heard.written)
    elif asked[0] == "place":
        data["town"], data["country"] = _clipped(heard.written)[:60], data.get("country") or heard.country
    elif asked[0] in MAY_BE_UNKNOWN:
        data["skipped"] = [*data.get("skipped", []), asked[0]]
    else:
        data[asked[0]] = _clipped(heard.written)[:60]
    return _onward(data, heard)


def _confirm(data: Data, heard: Heard) -> Outcome:
    agrees = steers(heard.text, "yes") or begins(heard.text, "yes")
    corrected = _correct(data, heard)
    if agrees and not corrected:
        return Outcome("done")
    if corrected:
        return _onward(data, heard)
    if steers(heard.text, "no"):
        return Outcome("asked", say(words.WHAT_IS_WRONG, heard.locale))
    if heard.means_other_than(TOPICS):
        return Outcome("passed")
    # Something more to tell is kept for the officer.
    _notice(data, heard)
    return Outcome("asked", say(words.CONFIRM_AGAIN, heard.locale))


def _correct(data: Data, heard: Heard) -> bool:
    before = (data.get("town"), data.get("country"), data.get("name"), data.get("kind"))
    _read_place(data, heard, ())
    said = name_in(heard.written, heard.text, set(), is_asked=False)
    if said:
        data["name"] = said
    if len(heard.text.keys) <= 3 and not steers(heard.text, "yes"):
        _read_kind(data, heard)
    return (data.get("town"), data.get("country"), data.get("name"), data.get("kind")) != before


def _read_employer(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    written = heard.written
    if "years" in asked:
        written = re.sub(
            r"(?:from|between|ho tloha|ho fihla(?: ka)?|since|ka|le|until|till|to|and|-)?\s*" + YEAR.pattern,
            " ",
            written,
            flags=re.I,
        )
    clipped = _clipped(written.strip(" ,.;:-"))
    if sum(letter.isalpha() for letter in clipped) < 2:
        return False
    data["employer"] = clipped
    return True


def _read_years(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    years = sorted({int(year) for year in YEAR.findall(heard.written)})
    short = re.search(r"\b(\d{2})\s*(?:-|to|ho fihla|until)\s*(\d{2})\b", heard.written)
    if not years and short:
        years = sorted(1900 + int(each) if int(each) > 26 else 2000 + int(each) for each in short.groups())
    if not years:
        return False
    data["years"] = f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])
    return True


def _read_number(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    found = [each[0] for each in NUMBER.finditer(heard.written) if len(re.sub(r"\D", "", each[0])) >= 3]
    if not found:
        return False
    data["number"] = max(found, key=len).upper()
    return True


def _read_happened(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    if not any(len(word) > 2 and word.isalpha() for word in heard.text.keys):
        return False
    data["happened"] = _clipped(heard.written)
    return True


def _read_day(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    return bool(data.get("day"))


def _read_person(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    name = _name(heard)
    if name:
        data["person"] = name
    return name is not None


def _read_name(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    parts = re.split(r"[,;\n]|\band my name is\b|\bke nna\b", heard.written)
    if "person" in asked:
        # The person's name first, then one's own.
        parts = parts[1:]
    for part in parts:
        name = _name(Heard(part, heard.locale, heard.country, heard.today, heard.towns))
        if name:
            data["name"] = name
            return True
    return False


def _name(heard: Heard) -> str | None:
    places = read_places(heard.text, heard.towns, asked_home=False)
    kin = {
        i for each in vocabulary("kin").find(heard.text, is_typo_forgiven=False) for i in range(each.start, each.end)
    }
    return name_in(heard.written, heard.text, places.taken | kin, is_asked=True)


def _read_place(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    places = read_places(heard.text, heard.towns, asked_home=False, is_at_home=True)
    if places.towns:
        data["town"], data["country"] = places.towns[0].name, places.towns[0].country
    elif places.district:
        data["town"], data["country"] = say(words.DISTRICTS[places.district], "en"), "LS"
    elif places.country:
        data["country"] = places.country
        data["town"] = _free_town(heard, places.taken, asked) or data.get("town")
        if asked == ("place",):
            data["town"] = data.get("town") or country_name(places.country, "en")
    return bool(places.taken) and "place" in asked


def _free_town(heard: Heard, taken: set[int], asked: tuple[str, ...]) -> str | None:
    if asked != ("place",):
        return None
    left = [w for i, w in enumerate(heard.text.written) if i not in taken and heard.text.keys[i] not in fillers()]
    return " ".join(left[:3]) or None


def _read_kind_asked(data: Data, heard: Heard, asked: tuple[str, ...]) -> bool:
    bare = vocabulary("kinds_asked").find(heard.text) if len(heard.text.keys) < TELLING else []
    if bare:
        data["kind"] = bare[0].code
        return True
    if _read_kind(data, heard):
        if len(heard.text.keys) >= TELLING:
            data["happened"] = data.get("happened") or _clipped(heard.written)
        return True
    if len(heard.text.keys) >= TELLING and not heard.means_other_than(TOPICS):
        data["kind"], data["happened"] = "other", _clipped(heard.written)
        return True
    return False


READERS: dict[str, Callable[[Data, Heard, tuple[str, ...]], bool]] = {
    "kind": _read_kind_asked,
    "employer": _read_employer,
    "years": _read_years,
    "number": _read_number,
    "happened": _read_happened,
    "day": _read_day,
    "person": _read_person,
    "name": _read_name,
    "place": _read_place,
}


def _clipped(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39].rsplit(" ", 1)[0] + "..."
